package signaling

import "time"

// Decisions, as the namespace foyer names them.
const (
	DecisionAllow = "allow"
	DecisionDeny  = "deny"
)

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

// Undo takes a decision back, for all whom it was on and who have not entered: they wait again, in their old places. What it
// had remembered is forgotten.
type Undo struct {
	// DecisionID is that of Decided.
	DecisionID int64 `json:"decision_id"`
}

// SetPolicy sets the meeting's guest policy. Those who wait go on waiting, unless the new policy lets them in.
type SetPolicy struct {
	// GuestPolicy is one of BigBlueButton's names, such as ASK_MODERATOR.
	GuestPolicy string `json:"guest_policy"`
}

// Say shows a message to those who wait.
type Say struct {
	// Target is one waiting guest; empty means everyone who waits, and whoever comes to wait later.
	Target string `json:"target,omitempty"`
	// Text is the message; empty takes back the one before.
	Text string `json:"text"`
}

// Rename gives a waiting guest another name, 1 to 100 bytes.
type Rename struct {
	Target string `json:"target"`
	Name   string `json:"name"`
}

// Block denies a guest, and keeps its device, or its account if it has one, out of the meeting until Unblock or the meeting's end.
type Block struct {
	Target string `json:"target"`
}

// Unblock undoes Block.
type Unblock struct {
	// BlockID is that of Blocked.
	BlockID int64 `json:"block_id"`
}

// ShowQueue shows or hides from those who wait how many wait before them.
type ShowQueue struct {
	Show bool `json:"show"`
}

// SetRules sets the rules that let someone in unasked, all at once: a rule that is not named is off.
type SetRules struct {
	Rules
}

// Rules let someone in unasked. The zero Rules let nobody in.
type Rules struct {
	// Names lets in who calls itself so.
	Names []string `json:"names,omitempty"`
	// PersonalLinks lets in who comes by a personal link.
	PersonalLinks bool `json:"personal_links,omitempty"`
	// AllowedBefore lets in who was allowed before.
	AllowedBefore bool `json:"allowed_before,omitempty"`
	// From and Until let in whoever knocks between these times; each may be zero, for no bound.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
	// OpensAt is when the waiting room opens by itself and lets in everyone who waits; zero for never.
	OpensAt time.Time `json:"opens_at,omitzero"`
}

// None reports whether the rules let nobody in.
func (r Rules) None() bool {
	return len(r.Names) == 0 && !r.PersonalLinks && !r.AllowedBefore && r.From.IsZero() && r.Until.IsZero() && r.OpensAt.IsZero()
}

// AdmitWaiting disables the waiting room as DisableWaitingRoom does, and also lets in those who wait.
type AdmitWaiting struct{}

func (Allow) command() (string, string)        { return Foyer, "allow" }
func (Deny) command() (string, string)         { return Foyer, "deny" }
func (Remember) command() (string, string)     { return Foyer, "remember" }
func (Forget) command() (string, string)       { return Foyer, "forget" }
func (Undo) command() (string, string)         { return Foyer, "undo" }
func (SetPolicy) command() (string, string)    { return Foyer, "set_policy" }
func (Say) command() (string, string)          { return Foyer, "say" }
func (Rename) command() (string, string)       { return Foyer, "rename" }
func (Block) command() (string, string)        { return Foyer, "block" }
func (Unblock) command() (string, string)      { return Foyer, "unblock" }
func (ShowQueue) command() (string, string)    { return Foyer, "show_queue" }
func (SetRules) command() (string, string)     { return Foyer, "set_rules" }
func (AdmitWaiting) command() (string, string) { return Foyer, "admit_waiting" }

func (c *Undo) complete() bool    { return c.DecisionID != 0 }
func (c *Rename) complete() bool  { return c.Target != "" }
func (c *Block) complete() bool   { return c.Target != "" }
func (c *Unblock) complete() bool { return c.BlockID != 0 }

// FoyerActions returns the actions of all commands of the namespace foyer. A server tells in FoyerState.Capabilities which of them
// it knows.
func FoyerActions() []string {
	return []string{
		"allow", "deny", "remember", "forget", "undo", "set_policy", "say", "rename", "block", "unblock", "show_queue", "set_rules",
		"admit_waiting",
	}
}

func newFoyerCommand(action string) Command {
	switch action {
	case "allow":
		return new(Allow)
	case "deny":
		return new(Deny)
	case "remember":
		return new(Remember)
	case "forget":
		return new(Forget)
	case "undo":
		return new(Undo)
	case "set_policy":
		return new(SetPolicy)
	case "say":
		return new(Say)
	case "rename":
		return new(Rename)
	case "block":
		return new(Block)
	case "unblock":
		return new(Unblock)
	case "show_queue":
		return new(ShowQueue)
	case "set_rules":
		return new(SetRules)
	case "admit_waiting":
		return new(AdmitWaiting)
	}
	return nil
}
