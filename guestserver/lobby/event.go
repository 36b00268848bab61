package lobby

// EventKind is what happened.
type EventKind string

// The kinds of events.
const (
	// Knocked tells that Guests began to wait, or wait again.
	Knocked EventKind = "knocked"
	// Decided tells that By took the decision Verdict on Guests, with a Reason if there is one.
	Decided EventKind = "decided"
	// Departed tells that Guests no longer stand at the door: they went in, left or were gone too long. Their State says which.
	Departed EventKind = "departed"
	// Remembered tells that By decided Verdict for whoever knocks next; the zero Verdict undoes that.
	Remembered EventKind = "remembered"
)

// Event tells what happened in a meeting, after it is committed. It is shared: do not change it.
type Event struct {
	Kind      EventKind
	MeetingID string
	Guests    []Guest
	Verdict   Verdict
	By        Person
	Reason    string
}
