package lobby

// EventKind is what happened.
type EventKind string

// The kinds of events. By is always who did it; the zero Person is the guest or the meeting itself.
const (
	// Knocked tells that Guests began to wait, or wait again after they were gone.
	Knocked EventKind = "knocked"
	// Decided tells that By took the decision Verdict on Guests, with a Reason if there is one. By is the zero Person, and Rule says why,
	// when the meeting decided by itself.
	Decided EventKind = "decided"
	// Departed tells that Guests no longer stand at the door, or are no longer inside: they set out, left or were gone too long.
	// Their State says which, and Reason why they left the meeting.
	Departed EventKind = "departed"
	// Returned tells that Guests, who had left the meeting, are let in again on the decision that they had.
	Returned EventKind = "returned"
	// Entered tells that Guests are inside.
	Entered EventKind = "entered"
	// Remembered tells that By decided Verdict for whoever knocks next; the zero Verdict undoes that.
	Remembered EventKind = "remembered"
	// Undone tells that By took back the decision Undoes. Guests wait again, in their old places.
	Undone EventKind = "undone"
	// Renamed tells that By gave the one guest in Guests another Name; Before was the one before, and it had called itself AskedName.
	Renamed EventKind = "renamed"
	// Said tells that By wrote Text to Guests, or to all who wait, now and later, if there are none. An empty Text takes it back.
	Said EventKind = "said"
	// Blocked tells that By keeps Block's device or account out. Guests are those whom it turned away.
	Blocked EventKind = "blocked"
	// Unblocked tells that By took Block back.
	Unblocked EventKind = "unblocked"
	// QueueShown tells that By shows guests their place in the queue, or hides it; see Show.
	QueueShown EventKind = "queue_shown"
	// RulesChanged tells that By changed who is let in unasked; see Rules.
	RulesChanged EventKind = "rules_changed"
	// PolicyChanged tells that By changed the meeting's settings. Who waits goes on waiting.
	PolicyChanged EventKind = "policy_changed"
	// SentBack tells that By sent Guests from the meeting back to the waiting room, to their old places.
	SentBack EventKind = "sent_back"
	// Removed tells that By removed Guests from the meeting; see Removal.
	Removed EventKind = "removed"
	// Started tells that the meeting runs.
	Started EventKind = "started"
	// Ended tells that By ended the meeting: Guests, who waited or were inside, have left.
	Ended EventKind = "ended"
	// Stopped tells that the meeting no longer runs, since everyone left it or it was ended on the conference server. Who waits goes on
	// waiting: the link stands, and the meeting may run again.
	Stopped EventKind = "stopped"
)

// Removal is how guests were removed.
type Removal string

// The removals.
const (
	Kicked    Removal = "kicked"
	Banned    Removal = "banned"
	Debriefed Removal = "debriefed"
)

// Event tells what happened in a meeting, after it is committed. It is shared: do not change it.
type Event struct {
	Kind      EventKind
	MeetingID string
	Guests    []Guest
	Verdict   Verdict
	By        Person
	Reason    string
	// Rule is why the meeting decided by itself.
	Rule Rule
	// DecisionID is the entry in the decision log, 0 if there is none.
	DecisionID int64
	// Undoes is the decision that was undone.
	Undoes  int64
	Text    string
	Before  string
	Show    bool
	Rules   Rules
	Block   Block
	Removal Removal
}
