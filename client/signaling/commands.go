package signaling

// Join asks to come in: a moderator into the meeting's signaling, a guest into the waiting room. It is the first command on a
// connection.
type Join struct {
	// DisplayName is the name that others see, 1 to 100 bytes. A guest who knocked on the page before may leave it
	// empty, and so may whoever is signed in.
	DisplayName string `json:"display_name,omitempty"`
}

// EnterRoom takes an allowed guest from the waiting room into the meeting.
type EnterRoom struct{}

// RaiseHand raises the sender's hand.
type RaiseHand struct{}

// LowerHand lowers the sender's hand.
type LowerHand struct{}

// GrantModeratorRole makes a participant a moderator until the session ends.
type GrantModeratorRole struct {
	Target string `json:"target"`
}

// RevokeModeratorRole makes a moderator an ordinary participant until the session ends.
type RevokeModeratorRole struct {
	Target string `json:"target"`
}

// Ping asks for a Pong. It works before Join, too.
type Ping struct{}

func (Join) command() (string, string)                { return Control, "join" }
func (EnterRoom) command() (string, string)           { return Control, "enter_room" }
func (RaiseHand) command() (string, string)           { return Control, "raise_hand" }
func (LowerHand) command() (string, string)           { return Control, "lower_hand" }
func (GrantModeratorRole) command() (string, string)  { return Control, "grant_moderator_role" }
func (RevokeModeratorRole) command() (string, string) { return Control, "revoke_moderator_role" }
func (Ping) command() (string, string)                { return Echo, "ping" }

func (c *GrantModeratorRole) complete() bool  { return c.Target != "" }
func (c *RevokeModeratorRole) complete() bool { return c.Target != "" }

// newCommand returns a pointer to the command of that name, nil if there is none.
func newCommand(namespace, action string) Command {
	switch namespace {
	case Control:
		return newControlCommand(action)
	case Moderation:
		return newModerationCommand(action)
	case Foyer:
		return newFoyerCommand(action)
	case Echo:
		if action == "ping" {
			return new(Ping)
		}
	}
	return nil
}

func newControlCommand(action string) Command {
	switch action {
	case "join":
		return new(Join)
	case "enter_room":
		return new(EnterRoom)
	case "raise_hand":
		return new(RaiseHand)
	case "lower_hand":
		return new(LowerHand)
	case "grant_moderator_role":
		return new(GrantModeratorRole)
	case "revoke_moderator_role":
		return new(RevokeModeratorRole)
	}
	return nil
}
