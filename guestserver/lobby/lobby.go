// Package lobby knows who waits, who decides and what was decided. It is the heart of the guest server: it knows no HTTP and no
// SQL, and whoever serves guests or moderators comes through it.
//
// The database decides. A knock is answered only after it is committed, and a decision is a conditional change of state: the
// first answer wins, and everyone is told who gave it. All changes go through one writer, which groups what arrives while the
// last commit was under way into the next one and publishes events in the order of the commits.
package lobby

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"foyer/guestserver/lobby/throttle"
)

// Limits and times of the lobby.
const (
	// DefaultGrace is how long a waiting guest may show no sign of life before it is gone. Phones sleep, trains pass tunnels.
	DefaultGrace = time.Minute
	// DecisionLasts is how long an allowed guest may come back with its token, and a denied one is told so. Guest links are
	// permanent, so an allowance must not be.
	DecisionLasts = 12 * time.Hour
	// AskAgainAfter is how soon a denied guest may knock again.
	AskAgainAfter = time.Minute
	// MaxReason is the longest reason for a denial, in characters.
	MaxReason = 200
)

// Errors that the lobby's callers tell apart.
var (
	ErrUnknownMeeting = errors.New("unknown meeting")
	ErrUnknownGuest   = errors.New("unknown guest")
	ErrNotAllowed     = errors.New("the guest is not allowed in")
	// ErrConference says that the conference server takes nobody in at the moment, ErrSetup that it will not until somebody mends
	// its settings.
	ErrConference      = errors.New("the conference server does not answer")
	ErrSetup           = errors.New("the conference server is not set up right")
	ErrInvalidDecision = errors.New("invalid decision")
	// ErrReasonTooLong is an ErrInvalidDecision, too: its reason has more than MaxReason characters.
	ErrReasonTooLong = fmt.Errorf("%w: the reason is longer than %d characters", ErrInvalidDecision, MaxReason)
	// ErrUnknownDecision is for a decision that is not in the log, ErrTooLate for one that cannot be undone any more and for an act on a
	// guest who is elsewhere by now.
	ErrUnknownDecision = errors.New("unknown decision")
	ErrTooLate         = errors.New("it is too late for that")
	ErrUnknownBlock    = errors.New("unknown block")
	// These refuse a knock: the guest is blocked, the meeting takes no more guests, or too many knock.
	ErrBlocked   = errors.New("the guest is blocked")
	ErrFull      = errors.New("the meeting is full")
	ErrThrottled = errors.New("too many knock at the moment")
	// ErrTokenTaken refuses a knock whose new token belongs to somebody already.
	ErrTokenTaken = errors.New("the token is another guest's")
	ErrClosed     = errors.New("the lobby is closed")
)

// Conference takes guests into a meeting.
type Conference interface {
	// JoinURL returns an address that takes the guest, and nobody else, into the meeting at once. It creates the meeting if
	// needed. It returns ErrConference and ErrSetup, wrapped.
	JoinURL(ctx context.Context, g Guest) (string, error)
}

// Bus carries events to everyone who serves guests or moderators.
type Bus interface {
	Publish(Event)
}

// Config is what a lobby is made of.
type Config struct {
	Store      Store
	Bus        Bus
	Conference Conference
	// Grace is how long a waiting guest may show no sign of life; DefaultGrace if it is 0.
	Grace time.Duration
	// KeepNames is how long is kept who knocked and what was decided; DefaultKeepNames if it is 0.
	KeepNames time.Duration
	// Limits are how many new guests may knock.
	Limits throttle.Limits
}

// Lobby is the waiting room of all meetings.
type Lobby struct {
	store      Store
	bus        Bus
	conference Conference
	grace      time.Duration
	keepNames  time.Duration

	jobs     chan job
	presence presence
	openings openings
	throttle *throttle.Throttle
	quit     chan struct{}
	done     sync.WaitGroup
	close    sync.Once
}

// Open returns a lobby in which all who waited when it was last closed, or killed, still wait.
func Open(ctx context.Context, c Config) (*Lobby, error) {
	if c.Grace == 0 {
		c.Grace = DefaultGrace
	}
	if c.KeepNames == 0 {
		c.KeepNames = DefaultKeepNames
	}
	l := &Lobby{
		store: c.Store, bus: c.Bus, conference: c.Conference, grace: c.Grace, keepNames: c.KeepNames, throttle: throttle.New(c.Limits),
		jobs: make(chan job), quit: make(chan struct{}), openings: openings{changed: make(chan struct{}, 1)},
	}
	waiting, err := l.store.AllWaiting(ctx)
	if err != nil {
		return nil, fmt.Errorf("read who waits: %w", err)
	}
	for _, g := range waiting {
		l.presence.follow(Event{MeetingID: g.MeetingID, Guests: []Guest{g}})
	}
	timed, err := l.store.TimedRules(ctx)
	if err != nil {
		return nil, fmt.Errorf("read when waiting rooms open: %w", err)
	}
	for meetingID, rules := range timed {
		// What should have opened while the lobby was closed opens now.
		l.openings.set(meetingID, rules.next(time.Time{}))
	}
	l.done.Go(l.write)
	l.done.Go(l.watchPresence)
	l.done.Go(l.watchOpenings)
	l.done.Go(l.watchAge)
	return l, nil
}

// Close finishes the changes under way and stops. Later calls return ErrClosed.
func (l *Lobby) Close() {
	l.close.Do(func() { close(l.quit) })
	l.done.Wait()
}

// Waiting returns who waits, the first to knock first.
func (l *Lobby) Waiting(ctx context.Context, meetingID string) ([]Guest, error) {
	return l.Guests(ctx, meetingID, Waiting)
}

// Queue returns the IDs of those who wait, the first to knock first. It is cheaper than Waiting.
func (l *Lobby) Queue(ctx context.Context, meetingID string) ([]string, error) {
	ids, err := l.store.Queue(ctx, meetingID)
	if err != nil {
		return nil, fmt.Errorf("read queue: %w", err)
	}
	return ids, nil
}

// CountWaiting returns how many guests wait at a meeting.
func (l *Lobby) CountWaiting(ctx context.Context, meetingID string) (int, error) {
	_, all, err := l.store.Place(ctx, meetingID, 0)
	if err != nil {
		return 0, fmt.Errorf("count who waits: %w", err)
	}
	return all, nil
}

// Guests returns a meeting's guests in a state, the first to knock first.
func (l *Lobby) Guests(ctx context.Context, meetingID string, state State) ([]Guest, error) {
	guests, err := l.store.Guests(ctx, meetingID, state)
	if err != nil {
		return nil, fmt.Errorf("read %s guests: %w", state, err)
	}
	return guests, nil
}

// First returns at most limit of a meeting's guests in a state, the first to knock first, and how many are in it. It is cheaper than Guests.
func (l *Lobby) First(ctx context.Context, meetingID string, state State, limit int) (first []Guest, count int, err error) {
	if first, count, err = l.store.First(ctx, meetingID, state, limit); err != nil {
		return nil, 0, fmt.Errorf("read the first %s guests: %w", state, err)
	}
	return first, count, nil
}

// GuestsAfter returns at most limit of the guests of a meeting in some states, in the order of their places, after the one at a place.
func (l *Lobby) GuestsAfter(ctx context.Context, meetingID string, states []State, place int64, limit int) ([]Guest, error) {
	guests, err := l.store.GuestsAfter(ctx, meetingID, states, place, limit)
	if err != nil {
		return nil, fmt.Errorf("read guests: %w", err)
	}
	return guests, nil
}

// Door returns how a meeting answers a knock.
func (l *Lobby) Door(ctx context.Context, meetingID string) (Door, error) {
	door, err := l.store.Door(ctx, meetingID)
	if err != nil {
		return Door{}, fmt.Errorf("read door: %w", err)
	}
	return door, nil
}

// Find returns a guest of a meeting by its ID, or ErrUnknownGuest.
func (l *Lobby) Find(ctx context.Context, meetingID, guestID string) (Guest, error) {
	g, err := l.store.Guest(ctx, meetingID, guestID)
	if err != nil {
		return Guest{}, fmt.Errorf("find guest: %w", err)
	}
	return g, nil
}
