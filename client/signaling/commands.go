package signaling

// Join asks to come in: a moderator into the meeting's signaling, a guest into the waiting room. It is the first command on a
// connection.
type Join struct {
	// DisplayName is the name that others see, 1 to 100 bytes. A guest who knocked on the page before may leave it
	// empty, and so may a moderator.
	DisplayName string `json:"display_name,omitempty"`
}

// EnterRoom takes an allowed guest from the waiting room into the meeting.
type EnterRoom struct{}

// Accept allows one waiting guest. It is OpenTalk's word for Allow.
type Accept struct {
	Target string `json:"target"`
}

// Allow lets guests in: those named, or everyone who waits.
type Allow struct {
	Guests   []string `json:"guests,omitempty"`
	Everyone bool     `json:"everyone,omitempty"`
	// Remember takes the same decision for whoever knocks next in this meeting, until Forget.
	Remember bool `json:"remember,omitempty"`
}

// Deny turns guests away: those named, or everyone who waits.
type Deny struct {
	Guests   []string `json:"guests,omitempty"`
	Everyone bool     `json:"everyone,omitempty"`
	Remember bool     `json:"remember,omitempty"`
	// Reason is shown to the guests, at most 200 characters.
	Reason string `json:"reason,omitempty"`
}

// Remember takes a decision, "allow" or "deny", for whoever knocks next in this meeting. Those who wait go on waiting.
type Remember struct {
	Decision string `json:"decision"`
}

// Forget undoes Remember.
type Forget struct{}

// Ping asks for a Pong. It works before Join, too.
type Ping struct{}

func (Join) command() (string, string)      { return Control, "join" }
func (EnterRoom) command() (string, string) { return Control, "enter_room" }
func (Accept) command() (string, string)    { return Moderation, "accept" }
func (Allow) command() (string, string)     { return Foyer, "allow" }
func (Deny) command() (string, string)      { return Foyer, "deny" }
func (Remember) command() (string, string)  { return Foyer, "remember" }
func (Forget) command() (string, string)    { return Foyer, "forget" }
func (Ping) command() (string, string)      { return Echo, "ping" }

// newCommand returns a pointer to the command of that name, nil if there is none.
func newCommand(namespace, action string) Command {
	switch namespace + "/" + action {
	case "control/join":
		return new(Join)
	case "control/enter_room":
		return new(EnterRoom)
	case "moderation/accept":
		return new(Accept)
	case "foyer/allow":
		return new(Allow)
	case "foyer/deny":
		return new(Deny)
	case "foyer/remember":
		return new(Remember)
	case "foyer/forget":
		return new(Forget)
	case "echo/ping":
		return new(Ping)
	}
	return nil
}
