package signaling

import (
	"cmp"
	"encoding/json"
)

// Values of WaitingRoomState.
const (
	StateWaiting  = "waiting"
	StateAccepted = "accepted"
)

// ModerationState is OpenTalk's part of JoinSuccess on hands and the waiting room. For moderators WaitingParticipants is not nil;
// others are told of raised hands only.
type ModerationState struct {
	RaiseHandsEnabled   bool          `json:"raise_hands_enabled"`
	WaitingRoomEnabled  bool          `json:"waiting_room_enabled,omitempty"`
	WaitingParticipants []Participant `json:"waiting_room_participants,omitempty"`
}

// MarshalJSON writes all fields for moderators, also when the waiting room is off or empty.
func (s ModerationState) MarshalJSON() ([]byte, error) {
	type others ModerationState
	if s.WaitingParticipants == nil {
		return json.Marshal(others(s))
	}
	return json.Marshal(struct {
		RaiseHandsEnabled   bool          `json:"raise_hands_enabled"`
		WaitingRoomEnabled  bool          `json:"waiting_room_enabled"`
		WaitingParticipants []Participant `json:"waiting_room_participants"`
	}(s))
}

// Kicked tells a participant that a moderator removed it. The server closes the connection next.
type Kicked struct{}

// Banned tells a participant that a moderator removed it for the rest of the session. The server closes the connection next.
type Banned struct{}

// SentToWaitingRoom tells a participant that it waits again. The connection stays open; InWaitingRoom follows.
type SentToWaitingRoom struct{}

// SessionEnded tells a participant that a moderator ended the session for it. The server closes the connection next.
type SessionEnded struct {
	IssuedBy string `json:"issued_by"`
}

// DebriefingStarted tells those who remain that a moderator ended the session for others.
type DebriefingStarted struct {
	IssuedBy string `json:"issued_by"`
}

// InWaitingRoom answers Join of a guest whose knock is not decided.
type InWaitingRoom struct {
	// Foyer is nil on a server that does not speak the namespace foyer.
	Foyer *WaitingState `json:"foyer,omitempty"`
}

// Accepted tells a guest that a moderator lets it in; the guest sends EnterRoom next.
type Accepted struct{}

// JoinedWaitingRoom tells moderators that someone knocks. It can come twice for the same participant.
type JoinedWaitingRoom struct {
	Participant
}

// LeftWaitingRoom tells moderators that someone no longer waits: entered, was denied, left, or was gone too long.
type LeftWaitingRoom struct {
	ID string `json:"id"`
}

// MarshalJSON writes the identifier as "id", as OpenTalk's servers do, and also as "target", as its documentation has it.
func (l LeftWaitingRoom) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID     string `json:"id"`
		Target string `json:"target"`
	}{l.ID, l.ID})
}

// UnmarshalJSON reads the identifier from "id", or from "target".
func (l *LeftWaitingRoom) UnmarshalJSON(data []byte) error {
	var wire struct{ ID, Target string }
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	l.ID = cmp.Or(wire.ID, wire.Target)
	return nil
}

// DisplayNameChanged tells that a moderator renamed a guest: everyone inside, or only moderators if the guest waits.
type DisplayNameChanged struct {
	Target   string `json:"target"`
	IssuedBy string `json:"issued_by"`
	OldName  string `json:"old_name"`
	NewName  string `json:"new_name"`
}

// WaitingRoomEnabled tells those inside that whoever comes from now on waits.
type WaitingRoomEnabled struct{}

// WaitingRoomDisabled tells those inside that whoever comes from now on enters.
type WaitingRoomDisabled struct{}

// RaiseHandsEnabled tells those inside that they may raise their hands.
type RaiseHandsEnabled struct {
	IssuedBy string `json:"issued_by"`
}

// RaiseHandsDisabled tells those inside that all hands are lowered and stay so.
type RaiseHandsDisabled struct {
	IssuedBy string `json:"issued_by"`
}

// RaisedHandReset tells a participant that a moderator lowered its hand.
type RaisedHandReset struct {
	IssuedBy string `json:"issued_by"`
}

// ModerationError answers a command of the namespace moderation that could not be carried out.
type ModerationError struct {
	Error string `json:"error"`
}

// Values of ModerationError.Error, beside ErrorInsufficientPermissions and ErrorUnknownParticipant.
const (
	ErrorCannotBanGuest       = "cannot_ban_guest"
	ErrorCannotSendOwner      = "cannot_send_room_owner_to_waiting_room"
	ErrorCannotRenameUser     = "cannot_change_name_of_registered_users"
	ErrorInvalidDisplayName   = "invalid_display_name"
	documentedPermissionError = "permission_denied"
)

// UnmarshalJSON reads "permission_denied", as OpenTalk's documentation has it, as ErrorInsufficientPermissions, which its
// servers send.
func (m *ModerationError) UnmarshalJSON(data []byte) error {
	var wire struct{ Error string }
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	m.Error = wire.Error
	if m.Error == documentedPermissionError {
		m.Error = ErrorInsufficientPermissions
	}
	return nil
}

func (Kicked) event() (string, string)              { return Moderation, "kicked" }
func (Banned) event() (string, string)              { return Moderation, "banned" }
func (SentToWaitingRoom) event() (string, string)   { return Moderation, "sent_to_waiting_room" }
func (SessionEnded) event() (string, string)        { return Moderation, "session_ended" }
func (DebriefingStarted) event() (string, string)   { return Moderation, "debriefing_started" }
func (InWaitingRoom) event() (string, string)       { return Moderation, "in_waiting_room" }
func (Accepted) event() (string, string)            { return Moderation, "accepted" }
func (JoinedWaitingRoom) event() (string, string)   { return Moderation, "joined_waiting_room" }
func (LeftWaitingRoom) event() (string, string)     { return Moderation, "left_waiting_room" }
func (DisplayNameChanged) event() (string, string)  { return Moderation, "display_name_changed" }
func (WaitingRoomEnabled) event() (string, string)  { return Moderation, "waiting_room_enabled" }
func (WaitingRoomDisabled) event() (string, string) { return Moderation, "waiting_room_disabled" }
func (RaiseHandsEnabled) event() (string, string)   { return Moderation, "raise_hands_enabled" }
func (RaiseHandsDisabled) event() (string, string)  { return Moderation, "raise_hands_disabled" }
func (RaisedHandReset) event() (string, string)     { return Moderation, "raised_hand_reset_by_moderator" }
func (ModerationError) event() (string, string)     { return Moderation, "error" }

func newModerationEvent(message string) Event {
	switch message {
	case "kicked":
		return new(Kicked)
	case "banned":
		return new(Banned)
	case "sent_to_waiting_room":
		return new(SentToWaitingRoom)
	case "session_ended":
		return new(SessionEnded)
	case "debriefing_started":
		return new(DebriefingStarted)
	case "in_waiting_room":
		return new(InWaitingRoom)
	case "accepted":
		return new(Accepted)
	case "joined_waiting_room":
		return new(JoinedWaitingRoom)
	case "left_waiting_room":
		return new(LeftWaitingRoom)
	case "display_name_changed":
		return new(DisplayNameChanged)
	case "waiting_room_enabled":
		return new(WaitingRoomEnabled)
	case "waiting_room_disabled":
		return new(WaitingRoomDisabled)
	case "raise_hands_enabled":
		return new(RaiseHandsEnabled)
	case "raise_hands_disabled":
		return new(RaiseHandsDisabled)
	case "raised_hand_reset_by_moderator":
		return new(RaisedHandReset)
	case "error":
		return new(ModerationError)
	}
	return nil
}
