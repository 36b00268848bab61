package lobby

import (
	"context"
	"time"
)

// Store keeps guests, and what was decided. It returns ErrUnknownMeeting and ErrUnknownGuest.
type Store interface {
	// Update runs fn in one transaction, which is durable when Update returns nil and has changed nothing when it does not.
	Update(ctx context.Context, fn func(Tx) error) error
	// GuestByToken finds a guest by the hash of its token, Guest by its ID.
	GuestByToken(ctx context.Context, meetingID string, tokenHash []byte) (Guest, error)
	Guest(ctx context.Context, meetingID, id string) (Guest, error)
	// Guests returns the guests of a meeting in a state, in the order of their places; AllWaiting those who wait, in all meetings.
	Guests(ctx context.Context, meetingID string, state State) ([]Guest, error)
	AllWaiting(ctx context.Context) ([]Guest, error)
	// First returns the first guests of a meeting in a state, and how many are in it.
	First(ctx context.Context, meetingID string, state State, limit int) (first []Guest, count int, err error)
	// Inside returns the IDs of guests who are inside or on the way, by meeting.
	Inside(ctx context.Context) (map[string][]string, error)
	// GuestsAfter returns the first of the guests of a meeting in some states that come after a place.
	GuestsAfter(ctx context.Context, meetingID string, states []State, place int64, limit int) ([]Guest, error)
	// Admitted counts the guests who are allowed, on their way or inside by a decision since a time.
	Admitted(ctx context.Context, meetingID string, since time.Time) (int, error)
	// Queue returns the IDs of those who wait at a meeting, in the order of their places.
	Queue(ctx context.Context, meetingID string) ([]string, error)
	// Place returns how many guests of a meeting wait up to a place, with the one at it, and how many wait at all.
	Place(ctx context.Context, meetingID string, place int64) (before, all int, err error)
	// Door returns how a meeting answers a knock.
	Door(ctx context.Context, meetingID string) (Door, error)
	// TimedRules returns the rules that have times, by meeting.
	TimedRules(ctx context.Context) (map[string]Rules, error)
	// Blocks returns a meeting's blocks, the latest first.
	Blocks(ctx context.Context, meetingID string) ([]Block, error)
	// Decisions returns the entries of a meeting's decision log before the one with this ID, or the latest ones if it is 0, the latest
	// first.
	Decisions(ctx context.Context, meetingID string, before int64, limit int) ([]LogEntry, error)
	// DecisionsOn returns the entries about one guest, the latest first.
	DecisionsOn(ctx context.Context, g Guest) ([]LogEntry, error)
}

// Tx is a transaction of the store.
type Tx interface {
	// Door returns how a meeting answers a knock.
	Door(meetingID string) (Door, error)
	// GuestByToken finds a guest by the hash of its token, Guest by its ID.
	GuestByToken(meetingID string, tokenHash []byte) (Guest, error)
	Guest(meetingID, id string) (Guest, error)
	// Guests returns the guests in a state, in the order of their places.
	Guests(meetingID string, state State) ([]Guest, error)
	// Past returns what is known at the meeting of a guest, by its ID, device and account, and by what its name looks like; see
	// names.Likeness.
	Past(g Guest, likeness string) (Past, error)
	// Kin returns the IDs of all guests of the meeting with the guest's device or account, its own among them.
	Kin(g Guest) ([]string, error)
	// Admitted counts the guests who are allowed, on their way or inside by a decision since a time.
	Admitted(meetingID string, since time.Time) (int, error)
	// Add inserts a guest and returns its place, or ErrTokenTaken.
	Add(g Guest, likeness string, tokenHash []byte) (int64, error)
	// Move changes the state of guests and returns those it changed, in the order of their places. When it decides on everyone they have
	// only what is needed to tell of them: Place, ID, Name, KnockedAt and the decision.
	Move(m Move) ([]Guest, error)
	// Rename sets a guest's name and what it called itself; Message what a moderator wrote to it.
	Rename(g Guest, likeness string) error
	Message(g Guest) error
	// SendBack notes that a guest was sent back. AnySentBack reports whether one of those who wait was.
	SendBack(g Guest) error
	AnySentBack(meetingID string) (bool, error)
	// Erase removes all that is known of a guest, Purge that of all who knocked before a time and neither wait nor are inside, and what
	// was decided and blocked before it. Purge returns how many guests it removed.
	Erase(g Guest) error
	Purge(before time.Time) (int, error)
	// Remember sets the decision for whoever knocks next; the zero Verdict is none.
	Remember(meetingID string, v Verdict) error
	// SetMessage, ShowQueue, SetRules and SetEnd change what a door has of the same name.
	SetMessage(meetingID, text string) error
	ShowQueue(meetingID string, show bool) error
	SetRules(meetingID string, r Rules) error
	SetEnd(meetingID string, at time.Time) error
	// NextDecision returns the ID of the next entry of the decision log, and Log adds it. What it Undoes is marked as undone.
	NextDecision() (int64, error)
	Log(meetingID string, e LogEntry) error
	// Decision finds an entry of the log, or returns ErrUnknownDecision.
	Decision(meetingID string, id int64) (LogEntry, error)
	// Block adds a block; Unblock removes one and returns it, or ErrUnknownBlock; UnblockAll removes all and returns them.
	Block(meetingID string, b Block) error
	Unblock(meetingID string, id int64) (Block, error)
	UnblockAll(meetingID string) ([]Block, error)
}

// Door is how a meeting answers a knock.
type Door struct {
	// LastEnd is when a moderator last ended the meeting. Whoever was let in before is not let in again without a new decision.
	LastEnd time.Time
	// Policy is the verdict of the meeting's guest policy, the zero Verdict if it asks the moderator.
	Policy Verdict
	// MembersEnter lets in people who are signed in.
	MembersEnter bool
	// Remembered is a moderator's verdict for whoever knocks next. It goes before the policy.
	Remembered Verdict
	Rules      Rules
	// Limit is how many guests may be let in at a time, 0 for any number.
	Limit int
	// ShowQueue says that guests may see their place in the queue.
	ShowQueue bool
	// Message is what a moderator says to all who wait.
	Message string
	// Moderators are what the names of those who moderate the meeting look like; see names.Likeness.
	Moderators []string
}

// Past is what is known at a meeting of a device or account, from other knocks.
type Past struct {
	// Blocked says that a block keeps it out.
	Blocked bool
	// Allowed and Denied say that it was, once.
	Allowed, Denied bool
	// SameName says that someone waits or is inside under a name that can be taken for the guest's.
	SameName bool
}

// Move is a change of state under the condition that the guest is in one of the states From.
type Move struct {
	MeetingID string
	// Guests are their IDs; nil means all of the meeting.
	Guests []string
	From   []State
	To     State
	// Decided, if it is not nil, is the entry of the log that becomes the guests' decision; the zero entry takes their decision away.
	Decided *LogEntry
	// Only, if it is not 0, is the entry of the log that must be the guests' decision.
	Only int64
}

// Everyone reports whether the move decides on all who wait.
func (m Move) Everyone() bool {
	return m.Guests == nil && m.Only == 0 && m.Decided != nil && m.To.Decided() && len(m.From) == 1 && m.From[0] == Waiting
}
