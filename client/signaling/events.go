package signaling

import (
	"cmp"
	"encoding/json"
	"time"
)

// Roles of a participant.
const (
	RoleGuest     = "guest"
	RoleUser      = "user"
	RoleModerator = "moderator"
)

// Decisions, as the namespace foyer names them.
const (
	DecisionAllow = "allow"
	DecisionDeny  = "deny"
)

// Values of WaitingRoomState.
const (
	StateWaiting  = "waiting"
	StateAccepted = "accepted"
)

// JoinSuccess answers Join of a moderator, and EnterRoom of a guest. A client rebuilds all it knows from it.
type JoinSuccess struct {
	ID           string        `json:"id"`
	DisplayName  string        `json:"display_name"`
	Role         string        `json:"role"`
	Participants []Participant `json:"participants"`
	EventInfo    *EventInfo    `json:"event_info"`
	IsRoomOwner  bool          `json:"is_room_owner"`
	// Moderation is the state of the waiting room. Guests get it without the list.
	Moderation ModerationState `json:"moderation"`
	// Foyer is nil on a server that does not speak the namespace foyer.
	Foyer *FoyerState `json:"foyer,omitempty"`
}

// EventInfo tells which meeting this is.
type EventInfo struct {
	ID     string `json:"id"`
	RoomID string `json:"room_id"`
	Title  string `json:"title"`
}

// ModerationState is OpenTalk's part of JoinSuccess on the waiting room.
type ModerationState struct {
	RaiseHandsEnabled   bool          `json:"raise_hands_enabled"`
	WaitingRoomEnabled  bool          `json:"waiting_room_enabled,omitempty"`
	WaitingParticipants []Participant `json:"waiting_room_participants,omitempty"`
}

// FoyerState is Foyer's part of JoinSuccess.
type FoyerState struct {
	// GuestPolicy is one of BBB's names, such as ASK_MODERATOR. Moderators only.
	GuestPolicy string `json:"guest_policy,omitempty"`
	// Remembered is the decision taken for whoever knocks next, empty if none is. Moderators only.
	Remembered string `json:"remembered,omitempty"`
	// JoinURL takes a guest into the meeting. Guests only.
	JoinURL string `json:"join_url,omitempty"`
}

// Participant is someone who waits or is inside.
type Participant struct {
	ID      string             `json:"id"`
	Control ParticipantControl `json:"control"`
	// WaitingRoomState is StateWaiting or StateAccepted in the list of JoinSuccess, empty elsewhere.
	WaitingRoomState string `json:"waiting_room_state,omitempty"`
}

// ParticipantControl is what the namespace control knows of a participant.
type ParticipantControl struct {
	DisplayName       string     `json:"display_name"`
	Role              string     `json:"role"`
	ParticipationKind string     `json:"participation_kind"`
	HandIsUp          bool       `json:"hand_is_up"`
	JoinedAt          time.Time  `json:"joined_at"`
	LeftAt            *time.Time `json:"left_at"`
	HandUpdatedAt     time.Time  `json:"hand_updated_at"`
	IsRoomOwner       bool       `json:"is_room_owner"`
}

// JoinBlocked answers Join while nobody more may come in. OpenTalk's web client tries again after ten seconds.
type JoinBlocked struct {
	// Reason is "participant_limit_reached", the only one that OpenTalk has.
	Reason string `json:"reason"`
}

// RoleUpdated tells a participant that its role changed. OpenTalk does not send a new moderator who waits: that comes with
// JoinSuccess only, on a new connection.
type RoleUpdated struct {
	NewRole string `json:"new_role"`
}

// ControlError answers a command that could not be carried out.
type ControlError struct {
	Error string `json:"error"`
}

// Values of ControlError.Error and ModerationError.Error, as OpenTalk names them.
const (
	ErrorInvalidJSON             = "invalid_json"
	ErrorInvalidNamespace        = "invalid_namespace"
	ErrorInvalidUsername         = "invalid_username"
	ErrorAlreadyJoined           = "already_joined"
	ErrorNotYetJoined            = "not_yet_joined"
	ErrorNotAccepted             = "not_accepted_or_not_in_waiting_room"
	ErrorInsufficientPermissions = "insufficient_permissions"
)

// Values of FoyerError.Error, beside those above.
const (
	// ErrorInvalidDecision says that a decision names nobody, or an unknown decision, or too long a reason.
	ErrorInvalidDecision = "invalid_decision"
	// ErrorConferenceUnavailable says that the conference server does not answer. Try again in a moment.
	ErrorConferenceUnavailable = "conference_unavailable"
	// ErrorConsentRequired says that the meeting is recorded: the guest has to knock on its page, which asks for consent.
	ErrorConsentRequired = "consent_required"
	// ErrorInternal says that the server could not do it, and that its log says why. Nothing was changed.
	ErrorInternal = "internal"
)

// InWaitingRoom answers Join of a guest whose knock is not decided.
type InWaitingRoom struct{}

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

// UnmarshalJSON reads the identifier from "id", or from "target" as OpenTalk's documentation has it.
func (l *LeftWaitingRoom) UnmarshalJSON(data []byte) error {
	var wire struct{ ID, Target string }
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	l.ID = cmp.Or(wire.ID, wire.Target)
	return nil
}

// DisplayNameChanged tells everyone that a moderator renamed a guest, who may be waiting.
type DisplayNameChanged struct {
	Target  string `json:"target"`
	NewName string `json:"new_name"`
}

// ModerationError answers a command of the namespace moderation that could not be carried out.
type ModerationError struct {
	Error string `json:"error"`
}

// UnmarshalJSON reads "permission_denied", as OpenTalk's documentation has it, as ErrorInsufficientPermissions, which its
// servers send.
func (m *ModerationError) UnmarshalJSON(data []byte) error {
	var wire struct{ Error string }
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	m.Error = wire.Error
	if m.Error == "permission_denied" {
		m.Error = ErrorInsufficientPermissions
	}
	return nil
}

// Denied tells a guest that a moderator turned it away.
type Denied struct {
	// Reason is what the moderator said, empty if nothing.
	Reason string `json:"reason,omitempty"`
}

// Decided tells all moderators what was decided, for whom and by whom.
type Decided struct {
	// Decision is DecisionAllow or DecisionDeny.
	Decision string `json:"decision"`
	// Guests are those whose knock this decided; who had been decided before is not among them.
	Guests []string `json:"guests"`
	By     Person   `json:"by"`
	Reason string   `json:"reason,omitempty"`
}

// Remembered tells all moderators what is decided for whoever knocks next.
type Remembered struct {
	// Decision is DecisionAllow, DecisionDeny, or empty when moderators are asked again.
	Decision string `json:"decision"`
	By       Person `json:"by"`
}

// Person is who decided. The zero Person is the meeting itself, by its guest policy.
type Person struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}

// FoyerError answers a command of the namespace foyer that could not be carried out.
type FoyerError struct {
	Error string `json:"error"`
}

// Pong answers Ping.
type Pong struct{}

func (JoinSuccess) event() (string, string)        { return Control, "join_success" }
func (JoinBlocked) event() (string, string)        { return Control, "join_blocked" }
func (RoleUpdated) event() (string, string)        { return Control, "role_updated" }
func (ControlError) event() (string, string)       { return Control, "error" }
func (InWaitingRoom) event() (string, string)      { return Moderation, "in_waiting_room" }
func (Accepted) event() (string, string)           { return Moderation, "accepted" }
func (JoinedWaitingRoom) event() (string, string)  { return Moderation, "joined_waiting_room" }
func (LeftWaitingRoom) event() (string, string)    { return Moderation, "left_waiting_room" }
func (DisplayNameChanged) event() (string, string) { return Moderation, "display_name_changed" }
func (ModerationError) event() (string, string)    { return Moderation, "error" }
func (Denied) event() (string, string)             { return Foyer, "denied" }
func (Decided) event() (string, string)            { return Foyer, "decided" }
func (Remembered) event() (string, string)         { return Foyer, "remembered" }
func (FoyerError) event() (string, string)         { return Foyer, "error" }
func (Pong) event() (string, string)               { return Echo, "pong" }

// newEvent returns a pointer to the event of that name, nil if there is none.
func newEvent(namespace, message string) Event {
	switch namespace + "/" + message {
	case "control/join_success":
		return new(JoinSuccess)
	case "control/join_blocked":
		return new(JoinBlocked)
	case "control/role_updated":
		return new(RoleUpdated)
	case "control/error":
		return new(ControlError)
	case "moderation/in_waiting_room":
		return new(InWaitingRoom)
	case "moderation/accepted":
		return new(Accepted)
	case "moderation/joined_waiting_room":
		return new(JoinedWaitingRoom)
	case "moderation/left_waiting_room":
		return new(LeftWaitingRoom)
	case "moderation/display_name_changed":
		return new(DisplayNameChanged)
	case "moderation/error":
		return new(ModerationError)
	case "foyer/denied":
		return new(Denied)
	case "foyer/decided":
		return new(Decided)
	case "foyer/remembered":
		return new(Remembered)
	case "foyer/error":
		return new(FoyerError)
	case "echo/pong":
		return new(Pong)
	}
	return nil
}
