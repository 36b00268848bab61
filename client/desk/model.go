// Package desk keeps a moderator's desk: one live model of all portals, meetings and waiting guests that this moderator looks
// after. It draws nothing: whoever shows it takes a Snapshot whenever something changed, and sends decisions back.
//
// Each account has a goroutine that keeps its list of meetings fresh, and each meeting one that keeps a signaling connection. All
// that they learn goes into the model under one lock, and out to the subscribers through one queue.
package desk

import "time"

// Snapshot is the desk at one moment. It is the reader's own copy.
type Snapshot struct {
	Accounts []Account
	// Meetings are in the order of their accounts, then by name.
	Meetings []Meeting
}

// Waiting returns how many guests wait in all meetings.
func (s Snapshot) Waiting() int {
	n := 0
	for _, m := range s.Meetings {
		n += len(m.Waiting)
	}
	return n
}

// Account is a moderator's account at a portal.
type Account struct {
	// ID is unique on this desk.
	ID string
	// Name is what tells it from the others, such as "ana@example.org at foyer.example.org".
	Name string
	// State says whether the list of meetings is fresh.
	State LinkState
	// Problem is why State is not Live; nil while it is, and while the first answer is under way. It may be portal.ErrSignedOut.
	Problem error
}

// MeetingKey names a meeting on this desk.
type MeetingKey struct {
	Account string
	Meeting string
}

// Meeting is one meeting with everyone who waits for it.
type Meeting struct {
	Key         MeetingKey
	Name        string
	GuestURL    string
	GuestPolicy string
	// State says whether Waiting is live. While it is not, Waiting is what was last known.
	State LinkState
	// Since is when State became what it is.
	Since time.Time
	// Problem is why State is not Live, nil while it is.
	Problem error
	// Can says what this meeting's server is able to do.
	Can Capabilities
	// Remembered is the decision for whoever knocks next, empty if the moderator is asked.
	Remembered Verdict
	// Waiting are the undecided guests, the first to knock first.
	Waiting []Guest
}

// Capabilities says what a server can do beyond allowing one guest, which all can.
type Capabilities struct {
	Deny     bool
	Everyone bool
	Remember bool
}

// Guest is someone who waits.
type Guest struct {
	ID   string
	Name string
	// Since is when the guest knocked, by the server's clock.
	Since time.Time
}

// LinkState is the state of a connection.
type LinkState int

// The states of a connection.
const (
	// Connecting is the state before the first success.
	Connecting LinkState = iota
	// Live means that what is shown is what is.
	Live
	// Lost means that what is shown is old; the desk tries again by itself.
	Lost
	// SignedOut means that the moderator has to sign in again; the desk does not try by itself.
	SignedOut
)

// Verdict is a decision on a knock. The zero Verdict is none.
type Verdict string

// The two decisions.
const (
	Allow Verdict = "allow"
	Deny  Verdict = "deny"
)

// Decision is what a moderator decides, on guests of one meeting.
type Decision struct {
	Meeting MeetingKey
	Verdict Verdict
	// Guests are those it is for; with Everyone it is for all who wait when the server takes it.
	Guests   []string
	Everyone bool
	// Remember takes the same decision for whoever knocks next.
	Remember bool
	// Reason is shown to denied guests.
	Reason string
}

// A Change tells what happened on the desk. It is one of Knocked, Decided, Refused and Refreshed.
type Change interface{ change() }

// Knocked tells that a guest began to wait while the desk was watching. Guests found waiting on a fresh connection are
// told by one Knocked with all those that the desk had not seen before.
type Knocked struct {
	Meeting MeetingKey
	Guests  []Guest
}

// Decided tells that a moderator decided on guests; it may have been this one.
type Decided struct {
	Meeting MeetingKey
	Verdict Verdict
	Guests  []Guest
	// By is the moderator's name, empty if the server did not tell.
	By string
}

// Refused tells that the server did not carry out a command of this desk. The guests wait on.
type Refused struct {
	Meeting MeetingKey
	// Code is the server's reason, one of the errors of package signaling such as "insufficient_permissions".
	Code string
}

// Refreshed tells that anything else changed: a connection, a list of meetings, who waits.
type Refreshed struct{}

func (Knocked) change()   {}
func (Decided) change()   {}
func (Refused) change()   {}
func (Refreshed) change() {}
