package lobby

import "time"

// State is where a guest is in its life:
//
//	waiting → allowed → entering → inside → left
//	waiting → denied
//	waiting → gone → waiting
type State string

// The states of a guest.
const (
	// Waiting for a decision.
	Waiting State = "waiting"
	// Allowed by a decision, but not yet on the way.
	Allowed State = "allowed"
	// Entering with a join URL of its own.
	Entering State = "entering"
	// Denied by a decision.
	Denied State = "denied"
	// Gone without a sign of life for the grace time; a sign of life puts it back into its old place.
	Gone State = "gone"
	// Left of its own will.
	Left State = "left"
)

// States returns all states.
func States() []State { return []State{Waiting, Allowed, Entering, Denied, Gone, Left} }

// Decided reports whether a moderator, or the meeting's policy, has decided on the guest.
func (s State) Decided() bool { return s == Allowed || s == Entering || s == Denied }

// Verdict is a decision. The zero Verdict is none.
type Verdict string

// The decisions.
const (
	Allow Verdict = "allow"
	Deny  Verdict = "deny"
)

// Valid reports whether v is one of the two decisions.
func (v Verdict) Valid() bool { return v == Allow || v == Deny }

// state is what a guest becomes by the verdict.
func (v Verdict) state() State {
	if v == Allow {
		return Allowed
	}
	return Denied
}

// Guest is someone who knocked.
type Guest struct {
	// ID is a UUID. It is the participant's id in the signaling and the userID in BigBlueButton.
	ID        string
	MeetingID string
	Name      string
	State     State
	// Place orders guests by their knock, over all meetings.
	Place     int64
	KnockedAt time.Time
	// ConsentAt is when the guest consented to a recording, zero if it was not asked.
	ConsentAt time.Time
	// DecidedAt is when State became Allowed or Denied, zero before.
	DecidedAt time.Time
	// DecidedBy is who decided; the zero Person is the meeting itself, by its policy.
	DecidedBy Person
	// Reason is what the guest is told with a denial.
	Reason string
}

// Person is a moderator who decides.
type Person struct {
	ID   string
	Name string
}

// Knock is a guest's request to enter.
type Knock struct {
	MeetingID string
	// Name is what the guest calls itself; CleanName is applied to it.
	Name string
	// Token is the guest's token of an earlier knock at this meeting, empty for a new guest.
	Token string
	// NewToken is the token that a new guest gets, made by NewToken. If it is empty, or is that of an earlier knock, one is made.
	NewToken string
	// Consent says that the guest consents to a recording.
	Consent bool
}

// Decision is what a moderator decides.
type Decision struct {
	MeetingID string
	Verdict   Verdict
	// Guests are those it is for. With Everyone it is for all who wait.
	Guests   []string
	Everyone bool
	// Remember takes the same decision for whoever knocks next, until it is forgotten.
	Remember bool
	// Reason is shown to denied guests, at most MaxReason characters.
	Reason string
	By     Person
}
