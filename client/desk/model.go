// Package desk keeps a moderator's desk: one live model of all portals, meetings and waiting guests that this moderator looks
// after. It draws nothing: whoever shows it takes a Snapshot whenever something changed, and sends decisions back.
//
// Each account has a goroutine that keeps its list of meetings fresh, and each meeting one for its link to the portal, and another
// while the desk has a companion in its conference. All that they learn goes into the model under one lock, and out to the
// subscribers through one queue.
package desk

import (
	"time"

	"foyer/client/signaling"
)

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
	// Listed is when the portal last told the list, in this run or the one before; zero if it never did.
	Listed time.Time
	// Problem is why State is not Live; nil while it is, and while the first answer is under way. It may be portal.ErrSignedOut.
	Problem error
}

// MeetingKey names a meeting on this desk.
type MeetingKey struct {
	Account string
	Meeting string
}

// Meeting is one meeting with everyone who waits for it and, as far as its server tells, everyone inside.
type Meeting struct {
	Key  MeetingKey
	Name string
	// Group and Room say where it belongs, empty if its portal has no such order.
	Group, Room string
	// StartsAt and EndsAt are when it is planned, zero if it is not.
	StartsAt, EndsAt time.Time
	GuestURL         string
	GuestPolicy      string
	// State says whether all that follows is live. While it is not, it is what was last known.
	State LinkState
	// Since is when State became Live, and while it is not, when what follows was last true.
	Since time.Time
	// Problem is why State is not Live, nil while it is.
	Problem error
	// Ahead is how far the server's clock is ahead of this computer's, negative if it is behind, and zero if they agree or the server does
	// not tell. Times are by this computer's clock nevertheless.
	Ahead time.Duration
	// Can says what the desk can do in this meeting.
	Can Capabilities
	// Limits is why it cannot do more, in words for the moderator; nil where there is nothing to say.
	Limits error
	// Remembered is the decision for whoever knocks next, empty if the moderator is asked.
	Remembered Verdict
	// Waiting are the undecided guests, the first to knock first.
	Waiting []Guest
	// Running says that people can be inside, as far as the server tells.
	Running bool
	// Inside are the people in the meeting, in the order in which they came.
	Inside []Person
	// Look says whether Inside shows the conference itself, through the desk's companion: Live while it does. Where nobody looks it
	// is Connecting, and Inside is what the meeting's server knows by itself. See Desk.LookInside.
	Look LinkState
	// LookProblem is why Look is Lost, nil while it is not.
	LookProblem error
	// Settled are the latest decisions, the newest last; at most a hundred.
	Settled []Settled
	// Message is what all who wait read.
	Message string
	// QueueShown says that guests see their place in the queue.
	QueueShown bool
	// Rules let guests in unasked.
	Rules signaling.Rules
	// Blocked are those who are kept out for this meeting.
	Blocked []Blocked
	// WaitingRoom says that whoever comes has to wait.
	WaitingRoom bool
	// HandsAllowed says that hands can be raised.
	HandsAllowed bool
}

// Capabilities says what can be done in a meeting beyond allowing one guest, which all servers can.
type Capabilities struct {
	// Deny, Everyone and Remember are what a Decision may have. Everyone is true also where the desk has to allow one by one.
	Deny     bool
	Everyone bool
	Remember bool
	// Reason is that of a denial.
	Reason bool
	Undo   bool
	// Policy is Desk.SetPolicy, Say is Desk.Say to all, and SayToOne to one guest.
	Policy   bool
	Say      bool
	SayToOne bool
	Rename   bool
	// Block is Desk.Block, Unblock is Desk.Unblock of those who are blocked or banned.
	Block     bool
	Unblock   bool
	ShowQueue bool
	Rules     bool
	// WaitingRoom is Desk.SetWaitingRoom, Admit its letting in of those who wait.
	WaitingRoom bool
	Admit       bool
	SendBack    bool
	Kick        bool
	Ban         bool
	// Hands is Desk.AllowHands, LowerHand is Desk.LowerHands.
	Hands     bool
	LowerHand bool
	Roles     bool
	Mute      bool
	Debrief   bool
	End       bool
}

// Guest is someone who waits.
type Guest struct {
	ID   string
	Name string
	// Since is when the guest knocked.
	Since time.Time
	// AskedName is what the guest called itself, if a moderator gave it another name.
	AskedName string
	// Moderator says that the guest will enter as a moderator, as its personal link says.
	Moderator bool
	// AgreedToRecording says that the guest agreed to be recorded. Who knocked before the meeting asked for that agrees later.
	AgreedToRecording bool
	// Message is what this guest alone reads.
	Message string
	Flags   Flags
	// ExtID is the portal's name for a guest who waits in BigBlueButton's own lobby.
	ExtID string
}

// Flags are what a moderator should know before deciding on a guest.
type Flags struct {
	// LooksLikeModerator says that the name resembles a moderator's.
	LooksLikeModerator bool
	// SameName says that somebody who waits or is inside has the same name.
	SameName bool
	// DeniedBefore says that the guest was turned away before.
	DeniedBefore bool
}

// Person is someone inside.
type Person struct {
	ID   string
	Name string
	// Since is when the person came in, zero if the server does not tell.
	Since     time.Time
	Moderator bool
	Guest     bool
	// Self says that this is the desk's own companion.
	Self bool
	// Hand says that it is raised, since HandSince.
	Hand      bool
	HandSince time.Time
	// Talking and Cameras are known in BigBlueButton only: whether the microphone is open, and how many pictures are sent.
	Talking bool
	Cameras int
	// ExtID is the portal's name for the person: at Foyer that of the guest.
	ExtID string
}

// Settled is a decision that was taken.
type Settled struct {
	// ID undoes it, 0 if it cannot be undone.
	ID      int64
	At      time.Time
	Verdict Verdict
	// Guests are those whom the desk knew.
	Guests []Guest
	// By is who decided; empty for the meeting itself, by its policy, its rules or what is remembered.
	By     string
	Reason string
	// Undone says that it was taken back.
	Undone bool
}

// Blocked is someone who is kept out for a meeting, and the name under which that was.
type Blocked struct {
	// ID is Foyer's number of the block, and Guest is who it was; OpenTalk has no numbers.
	ID    int64
	Guest string
	Name  string
	By    string
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

// A Change tells what happened on the desk. It is one of Knocked, Alert, Decided, Undone, Refused and Refreshed.
type Change interface{ change() }

// Knocked tells that a guest began to wait while the desk was watching. Guests found waiting on a fresh connection are
// told by one Knocked with all those that the desk had not seen before.
type Knocked struct {
	Meeting MeetingKey
	Guests  []Guest
}

// Alert tells a moderator who looks elsewhere that somebody waits. The first knock makes an alert at once; those of the next
// ten seconds belong to it, and it is told again at most once a second, with how many wait by then.
type Alert struct {
	// ID numbers the desk's alerts. One that has Grown keeps its number: what was shown for it is replaced, and makes no new sound.
	ID    int
	Grown bool
	// Meeting and Newest are of the latest knock.
	Meeting MeetingKey
	Newest  Guest
	// Count is how many of those who knocked wait still, in all meetings.
	Count int
}

// Decided tells that a moderator decided on guests; it may have been this one.
type Decided struct {
	Meeting MeetingKey
	// ID undoes the decision, 0 if it cannot be undone.
	ID      int64
	Verdict Verdict
	Guests  []Guest
	// By is the moderator's name, empty if the server did not tell.
	By     string
	Reason string
}

// Undone tells that a moderator took a decision back: who has not entered waits again.
type Undone struct {
	Meeting MeetingKey
	ID      int64
	By      string
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
func (Alert) change()     {}
func (Decided) change()   {}
func (Undone) change()    {}
func (Refused) change()   {}
func (Refreshed) change() {}
