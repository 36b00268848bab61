package signaling

import "time"

// Roles of a participant.
const (
	RoleGuest     = "guest"
	RoleUser      = "user"
	RoleModerator = "moderator"
)

// Kinds of participation.
const (
	KindGuest = "guest"
	KindUser  = "user"
)

// Reasons of Left.
const (
	LeftQuit              = "quit"
	LeftTimeout           = "timeout"
	LeftSentToWaitingRoom = "sent_to_waiting_room"
	LeftKicked            = "kicked"
	LeftBanned            = "banned"
)

// JoinSuccess answers Join of whoever need not wait, and EnterRoom. A client rebuilds all it knows from it.
type JoinSuccess struct {
	ID           string        `json:"id"`
	DisplayName  string        `json:"display_name"`
	AvatarURL    string        `json:"avatar_url,omitempty"`
	Role         string        `json:"role"`
	ClosesAt     time.Time     `json:"closes_at,omitzero"`
	Tariff       *Tariff       `json:"tariff,omitempty"`
	Participants []Participant `json:"participants"`
	EventInfo    *EventInfo    `json:"event_info"`
	RoomInfo     *RoomInfo     `json:"room_info,omitempty"`
	IsRoomOwner  bool          `json:"is_room_owner"`
	// Moderation is the state of the waiting room. Who is no moderator gets it without the list.
	Moderation ModerationState `json:"moderation"`
	// Foyer is nil on a server that does not speak the namespace foyer.
	Foyer *FoyerState `json:"foyer,omitempty"`
}

// Tariff is what OpenTalk says of the room's limits. Foyer has none.
type Tariff struct {
	ID      string                   `json:"id"`
	Name    string                   `json:"name"`
	Quotas  map[string]int64         `json:"quotas"`
	Modules map[string]TariffModules `json:"modules"`
}

// TariffModules are the features of one module.
type TariffModules struct {
	Features []string `json:"features"`
}

// EventInfo tells which meeting this is.
type EventInfo struct {
	ID             string         `json:"id"`
	RoomID         string         `json:"room_id"`
	Title          string         `json:"title"`
	IsAdhoc        bool           `json:"is_adhoc"`
	E2EEncryption  bool           `json:"e2e_encryption"`
	MeetingDetails MeetingDetails `json:"meeting_details"`
}

// MeetingDetails are other ways into the meeting. Foyer tells none here.
type MeetingDetails struct{}

// RoomInfo tells whose room this is.
type RoomInfo struct {
	ID        string      `json:"id"`
	CreatedBy UserProfile `json:"created_by"`
}

// UserProfile is what everybody may know of someone who has an account.
type UserProfile struct {
	Title       string `json:"title"`
	FirstName   string `json:"firstname"`
	LastName    string `json:"lastname"`
	DisplayName string `json:"display_name"`
	AvatarURL   string `json:"avatar_url"`
}

// Participant is someone who waits or is inside.
type Participant struct {
	ID      string             `json:"id"`
	Control ParticipantControl `json:"control"`
	// WaitingRoomState is StateWaiting or StateAccepted in the list of JoinSuccess, empty elsewhere.
	WaitingRoomState string `json:"waiting_room_state,omitempty"`
	// Foyer is what Foyer tells moderators of someone who waits, nil if that is nothing.
	Foyer *FoyerParticipant `json:"foyer,omitempty"`
	// Conference is what a conference server tells of the participant. It is nil in every message that has travelled.
	Conference *Conference `json:"-"`
}

// ParticipantControl is what the namespace control knows of a participant.
type ParticipantControl struct {
	DisplayName       string     `json:"display_name"`
	Role              string     `json:"role"`
	AvatarURL         string     `json:"avatar_url,omitempty"`
	ParticipationKind string     `json:"participation_kind"`
	HandIsUp          bool       `json:"hand_is_up"`
	JoinedAt          time.Time  `json:"joined_at"`
	LeftAt            *time.Time `json:"left_at"`
	HandUpdatedAt     time.Time  `json:"hand_updated_at"`
	IsRoomOwner       bool       `json:"is_room_owner"`
}

// JoinBlocked answers Join while nobody more may come in. OpenTalk's web client tries again after ten seconds.
type JoinBlocked struct {
	// Reason is LimitReached, the only one that OpenTalk has.
	Reason string `json:"reason"`
}

// LimitReached is the reason of JoinBlocked.
const LimitReached = "participant_limit_reached"

// Joined tells those inside that someone came in.
type Joined struct {
	Participant
}

// Update tells those inside that a participant's name, role or hand changed.
type Update struct {
	Participant
}

// Left tells those inside that a participant went.
type Left struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// TimeLimitElapsed tells that the meeting has lasted as long as it may. The server closes the connection next.
type TimeLimitElapsed struct{}

// HandRaised answers RaiseHand. The others get Update.
type HandRaised struct{}

// HandLowered answers LowerHand. The others get Update.
type HandLowered struct{}

// RoleUpdated tells a participant that its role changed. OpenTalk does not send a new moderator who waits: that comes with
// JoinSuccess only, on a new connection.
type RoleUpdated struct {
	NewRole string `json:"new_role"`
}

// ModeratorRoleGranted answers GrantModeratorRole.
type ModeratorRoleGranted struct {
	Target string `json:"target"`
}

// ModeratorRoleRevoked answers RevokeModeratorRole.
type ModeratorRoleRevoked struct {
	Target string `json:"target"`
}

// RoomDeleted tells that the meeting is no more. The server closes the connection next.
type RoomDeleted struct{}

// RateLimitExceeded tells a client that it sent too much. The server closes the connection next.
type RateLimitExceeded struct{}

// ControlError answers a command that could not be carried out.
type ControlError struct {
	Error string `json:"error"`
}

// Values of ControlError.Error, as OpenTalk names them. ErrorInvalidJSON, ErrorInvalidNamespace and ErrorInsufficientPermissions may
// come in any namespace.
const (
	ErrorInvalidJSON             = "invalid_json"
	ErrorInvalidNamespace        = "invalid_namespace"
	ErrorInvalidUsername         = "invalid_username"
	ErrorAlreadyJoined           = "already_joined"
	ErrorNotYetJoined            = "not_yet_joined"
	ErrorNotAccepted             = "not_accepted_or_not_in_waiting_room"
	ErrorRaiseHandsDisabled      = "raise_hands_disabled"
	ErrorInsufficientPermissions = "insufficient_permissions"
	ErrorTargetIsRoomOwner       = "target_is_room_owner"
	ErrorNothingToDo             = "nothing_to_do"
)

// ErrorUnknownParticipant says that a command's target is nobody whom it could be about. OpenTalk's legacy protocol has no word for it,
// but its successor has this one.
const ErrorUnknownParticipant = "unknown_participant"

// Pong answers Ping.
type Pong struct{}

func (JoinSuccess) event() (string, string)          { return Control, "join_success" }
func (JoinBlocked) event() (string, string)          { return Control, "join_blocked" }
func (Joined) event() (string, string)               { return Control, "joined" }
func (Update) event() (string, string)               { return Control, "update" }
func (Left) event() (string, string)                 { return Control, "left" }
func (TimeLimitElapsed) event() (string, string)     { return Control, "time_limit_quota_elapsed" }
func (HandRaised) event() (string, string)           { return Control, "hand_raised" }
func (HandLowered) event() (string, string)          { return Control, "hand_lowered" }
func (RoleUpdated) event() (string, string)          { return Control, "role_updated" }
func (ModeratorRoleGranted) event() (string, string) { return Control, "moderator_role_granted" }
func (ModeratorRoleRevoked) event() (string, string) { return Control, "moderator_role_revoked" }
func (RoomDeleted) event() (string, string)          { return Control, "room_deleted" }
func (RateLimitExceeded) event() (string, string)    { return Control, "rate_limit_exceeded" }
func (ControlError) event() (string, string)         { return Control, "error" }
func (Pong) event() (string, string)                 { return Echo, "pong" }

// newEvent returns a pointer to the event of that name, nil if there is none.
func newEvent(namespace, message string) Event {
	switch namespace {
	case Control:
		return newControlEvent(message)
	case Moderation:
		return newModerationEvent(message)
	case Foyer:
		return newFoyerEvent(message)
	case Echo:
		if message == "pong" {
			return new(Pong)
		}
	}
	return nil
}

func newControlEvent(message string) Event {
	switch message {
	case "join_success":
		return new(JoinSuccess)
	case "join_blocked":
		return new(JoinBlocked)
	case "joined":
		return new(Joined)
	case "update":
		return new(Update)
	case "left":
		return new(Left)
	case "time_limit_quota_elapsed":
		return new(TimeLimitElapsed)
	case "hand_raised":
		return new(HandRaised)
	case "hand_lowered":
		return new(HandLowered)
	case "role_updated":
		return new(RoleUpdated)
	case "moderator_role_granted":
		return new(ModeratorRoleGranted)
	case "moderator_role_revoked":
		return new(ModeratorRoleRevoked)
	case "room_deleted":
		return new(RoomDeleted)
	case "rate_limit_exceeded":
		return new(RateLimitExceeded)
	case "error":
		return new(ControlError)
	}
	return nil
}
