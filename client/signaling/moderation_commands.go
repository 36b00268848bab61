package signaling

import (
	"encoding/json"
	"fmt"
)

// Whom a Debrief sends away.
const (
	ScopeGuests         = "guests"
	ScopeUsersAndGuests = "users_and_guests"
	ScopeAll            = "all"
)

// Kick removes a participant from the room. Who was kicked may come again, and waits then if there is a waiting room.
type Kick struct {
	Target string `json:"target"`
}

// Ban removes a participant who is signed in from the room, and keeps the account out until the session ends.
type Ban struct {
	Target string `json:"target"`
}

// SendToWaitingRoom sends a participant back to the waiting room.
type SendToWaitingRoom struct {
	Target string `json:"target"`
}

// Debrief ends the session for those in its scope, so that the others may talk on.
type Debrief struct {
	KickScope string `json:"kick_scope"`
}

// UnmarshalJSON reads "guest", as an example of OpenTalk's documentation has it, as ScopeGuests, and refuses what is no scope.
func (d *Debrief) UnmarshalJSON(data []byte) error {
	var wire struct {
		KickScope string `json:"kick_scope"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	switch wire.KickScope {
	case "guest", ScopeGuests:
		d.KickScope = ScopeGuests
	case ScopeUsersAndGuests, ScopeAll:
		d.KickScope = wire.KickScope
	default:
		return fmt.Errorf("unknown kick_scope %.40q", wire.KickScope)
	}
	return nil
}

// ChangeDisplayName gives a guest another name, 1 to 100 bytes, for the duration of the meeting.
type ChangeDisplayName struct {
	NewName string `json:"new_name"`
	Target  string `json:"target"`
}

// EnableWaitingRoom has those who come from now on wait for a moderator.
type EnableWaitingRoom struct{}

// DisableWaitingRoom lets in whoever comes from now on. Those who wait go on waiting.
type DisableWaitingRoom struct{}

// EnableRaiseHands lets participants raise their hands.
type EnableRaiseHands struct{}

// DisableRaiseHands lowers all hands, and lets nobody raise one.
type DisableRaiseHands struct{}

// Accept allows one waiting guest. It is OpenTalk's word for Allow.
type Accept struct {
	Target string `json:"target"`
}

// ResetRaisedHands lowers the hands of participants.
type ResetRaisedHands struct {
	// Target is whose: nil means everyone's, an empty list nobody's.
	Target Targets `json:"target,omitzero"`
}

// Targets names participants. On the wire it may also be one name without a list around it.
type Targets []string

// UnmarshalJSON reads one name, or a list of them.
func (t *Targets) UnmarshalJSON(data []byte) error {
	var one string
	if string(data) != "null" && json.Unmarshal(data, &one) == nil {
		*t = Targets{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(t))
}

func (Kick) command() (string, string)               { return Moderation, "kick" }
func (Ban) command() (string, string)                { return Moderation, "ban" }
func (SendToWaitingRoom) command() (string, string)  { return Moderation, "send_to_waiting_room" }
func (Debrief) command() (string, string)            { return Moderation, "debrief" }
func (ChangeDisplayName) command() (string, string)  { return Moderation, "change_display_name" }
func (EnableWaitingRoom) command() (string, string)  { return Moderation, "enable_waiting_room" }
func (DisableWaitingRoom) command() (string, string) { return Moderation, "disable_waiting_room" }
func (EnableRaiseHands) command() (string, string)   { return Moderation, "enable_raise_hands" }
func (DisableRaiseHands) command() (string, string)  { return Moderation, "disable_raise_hands" }
func (Accept) command() (string, string)             { return Moderation, "accept" }
func (ResetRaisedHands) command() (string, string)   { return Moderation, "reset_raised_hands" }

func (c *Kick) complete() bool              { return c.Target != "" }
func (c *Ban) complete() bool               { return c.Target != "" }
func (c *SendToWaitingRoom) complete() bool { return c.Target != "" }
func (c *ChangeDisplayName) complete() bool { return c.Target != "" }
func (c *Accept) complete() bool            { return c.Target != "" }

func newModerationCommand(action string) Command {
	switch action {
	case "kick":
		return new(Kick)
	case "ban":
		return new(Ban)
	case "send_to_waiting_room":
		return new(SendToWaitingRoom)
	case "debrief":
		return new(Debrief)
	case "change_display_name":
		return new(ChangeDisplayName)
	case "enable_waiting_room":
		return new(EnableWaitingRoom)
	case "disable_waiting_room":
		return new(DisableWaitingRoom)
	case "enable_raise_hands":
		return new(EnableRaiseHands)
	case "disable_raise_hands":
		return new(DisableRaiseHands)
	case "accept":
		return new(Accept)
	case "reset_raised_hands":
		return new(ResetRaisedHands)
	}
	return nil
}
