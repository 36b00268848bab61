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
	"log/slog"
	"sync"
	"time"
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
	ErrClosed          = errors.New("the lobby is closed")
)

// Store keeps guests. It returns ErrUnknownMeeting and ErrUnknownGuest.
type Store interface {
	// Update runs fn in one transaction, which is durable when Update returns nil and has changed nothing when it does not.
	Update(ctx context.Context, fn func(Tx) error) error
	// GuestByToken finds a guest by the hash of its token.
	GuestByToken(ctx context.Context, meetingID string, tokenHash []byte) (Guest, error)
	// Guests returns the guests in a state, in the order of their places; of all meetings if meetingID is empty.
	Guests(ctx context.Context, meetingID string, state State) ([]Guest, error)
	// Door returns how a meeting answers a knock.
	Door(ctx context.Context, meetingID string) (Door, error)
}

// Tx is a transaction of the store.
type Tx interface {
	// Door returns how a meeting answers a knock.
	Door(meetingID string) (Door, error)
	// GuestByToken finds a guest by the hash of its token.
	GuestByToken(meetingID string, tokenHash []byte) (Guest, error)
	// Add inserts a guest and returns its place.
	Add(g Guest, tokenHash []byte) (int64, error)
	// Move changes the state of guests and returns those it changed, in the order of their places.
	Move(m Move) ([]Guest, error)
	// Remember sets the decision for whoever knocks next; the zero Verdict is none.
	Remember(meetingID string, v Verdict) error
}

// Door is how a meeting answers a knock.
type Door struct {
	// Policy is the verdict of the meeting's guest policy, the zero Verdict if it asks the moderator.
	Policy Verdict
	// Remembered is a moderator's verdict for whoever knocks next. It goes before the policy.
	Remembered Verdict
}

// Verdict returns what becomes of a knock, the zero Verdict if it waits.
func (d Door) Verdict() Verdict {
	if d.Remembered != "" {
		return d.Remembered
	}
	return d.Policy
}

// Move is a change of state under the condition that the guest is in one of the states From.
type Move struct {
	MeetingID string
	// Guests are their IDs; nil means all of the meeting.
	Guests []string
	From   []State
	To     State
	// At, By and Reason are kept with a decision, and only with one.
	At     time.Time
	By     Person
	Reason string
}

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
}

// Lobby is the waiting room of all meetings.
type Lobby struct {
	store      Store
	bus        Bus
	conference Conference
	grace      time.Duration

	jobs     chan job
	presence presence
	quit     chan struct{}
	done     sync.WaitGroup
	close    sync.Once
}

// Open returns a lobby in which all who waited when it was last closed, or killed, still wait.
func Open(ctx context.Context, c Config) (*Lobby, error) {
	if c.Grace == 0 {
		c.Grace = DefaultGrace
	}
	l := &Lobby{
		store: c.Store, bus: c.Bus, conference: c.Conference, grace: c.Grace,
		jobs: make(chan job), quit: make(chan struct{}),
	}
	waiting, err := l.store.Guests(ctx, "", Waiting)
	if err != nil {
		return nil, fmt.Errorf("read who waits: %w", err)
	}
	now := time.Now()
	for _, g := range waiting {
		l.presence.seen(g, now)
	}
	l.done.Go(l.write)
	l.done.Go(l.watch)
	return l, nil
}

// Close finishes the changes under way and stops. Later calls return ErrClosed.
func (l *Lobby) Close() {
	l.close.Do(func() { close(l.quit) })
	l.done.Wait()
}

// Knock lets a guest ask to enter, and returns it with its token. A guest that shows the token of an earlier knock keeps its
// place; one that was just decided on is told so again.
func (l *Lobby) Knock(ctx context.Context, k Knock) (Guest, string, error) {
	name, err := CleanName(k.Name)
	if err != nil {
		return Guest{}, "", err
	}
	var guest Guest
	token := k.Token
	err = l.change(ctx, func(tx Tx) ([]Event, error) {
		now := time.Now()
		earlier, err := tx.GuestByToken(k.MeetingID, hashToken(k.Token))
		switch {
		case err == nil && earlier.stillStands(now):
			guest = earlier
			return takeBack(tx, &guest, hashToken(k.Token))
		case err != nil && !errors.Is(err, ErrUnknownGuest):
			return nil, err
		}
		guest, token = newGuest(k.MeetingID, name, now), k.NewToken
		if token == "" || err == nil { // A token is for one guest.
			token = NewToken()
		}
		if k.Consent {
			guest.ConsentAt = now
		}
		return add(tx, &guest, token)
	})
	if err != nil {
		return Guest{}, "", fmt.Errorf("knock: %w", err)
	}
	l.presence.seen(guest, time.Now())
	return guest, token, nil
}

// add inserts a guest, decided at once if the door says so.
func add(tx Tx, g *Guest, token string) ([]Event, error) {
	door, err := tx.Door(g.MeetingID)
	if err != nil {
		return nil, err
	}
	event := Event{Kind: Knocked, MeetingID: g.MeetingID}
	if v := door.Verdict(); v != "" {
		g.State, g.DecidedAt = v.state(), g.KnockedAt
		event = Event{Kind: Decided, MeetingID: g.MeetingID, Verdict: v}
	}
	if g.Place, err = tx.Add(*g, hashToken(token)); err != nil {
		return nil, err
	}
	event.Guests = []Guest{*g}
	return []Event{event}, nil
}

// comeBack puts guests that were gone back into their old places, or decides on them at once if the door says so by now.
func comeBack(tx Tx, meetingID string, ids []string) ([]Event, error) {
	door, err := tx.Door(meetingID)
	if err != nil {
		return nil, err
	}
	m, event := Move{MeetingID: meetingID, Guests: ids, From: []State{Gone}, To: Waiting}, Event{Kind: Knocked, MeetingID: meetingID}
	if v := door.Verdict(); v != "" {
		m.To, m.At = v.state(), time.Now()
		event.Kind, event.Verdict = Decided, v
	}
	if event.Guests, err = tx.Move(m); err != nil || len(event.Guests) == 0 {
		return nil, err
	}
	return []Event{event}, nil
}

// takeBack puts the guest of a token back into its old place if it was gone, and returns it as it now is.
func takeBack(tx Tx, g *Guest, tokenHash []byte) ([]Event, error) {
	if g.State != Gone {
		return nil, nil
	}
	events, err := comeBack(tx, g.MeetingID, []string{g.ID})
	if err != nil {
		return nil, err
	}
	// Whatever happened to the guest meanwhile, here it stands.
	*g, err = tx.GuestByToken(g.MeetingID, tokenHash)
	return events, err
}

// Guest finds a guest by its token at a meeting. It is a sign of life: a guest that was gone waits again, in its old place.
func (l *Lobby) Guest(ctx context.Context, meetingID, token string) (Guest, error) {
	g, err := l.store.GuestByToken(ctx, meetingID, hashToken(token))
	if err != nil {
		return Guest{}, fmt.Errorf("find guest: %w", err)
	}
	if g.State.Decided() && g.decisionExpired(time.Now()) {
		return Guest{}, fmt.Errorf("find guest: the decision is too old: %w", ErrUnknownGuest)
	}
	if g.State == Gone {
		err := l.change(ctx, func(tx Tx) ([]Event, error) { return takeBack(tx, &g, hashToken(token)) })
		if err != nil {
			return Guest{}, fmt.Errorf("take guest back: %w", err)
		}
	}
	l.presence.seen(g, time.Now())
	return g, nil
}

// Attend holds a guest present, as an open connection does, until the returned function is called.
func (l *Lobby) Attend(g Guest) (release func()) { return l.presence.hold(g) }

// Leave lets a waiting guest give up its place.
func (l *Lobby) Leave(ctx context.Context, meetingID, token string) error {
	g, err := l.store.GuestByToken(ctx, meetingID, hashToken(token))
	if err != nil {
		return fmt.Errorf("leave: %w", err)
	}
	err = l.move(ctx, Move{MeetingID: meetingID, Guests: []string{g.ID}, From: []State{Waiting, Gone}, To: Left})
	if err != nil {
		return fmt.Errorf("leave: %w", err)
	}
	return nil
}

// Enter returns the address that takes an allowed guest into the meeting. It can be called again, for a guest that lost its way:
// the guest remains allowed as long as the decision stands, also if the answer is ErrConference or ErrSetup. It returns ErrNotAllowed for
// anyone else.
func (l *Lobby) Enter(ctx context.Context, meetingID, token string) (string, error) {
	g, err := l.Guest(ctx, meetingID, token)
	if err != nil {
		return "", err
	}
	if g.State != Allowed && g.State != Entering {
		return "", fmt.Errorf("enter as %s guest: %w", g.State, ErrNotAllowed)
	}
	url, err := l.conference.JoinURL(ctx, g)
	if err != nil {
		return "", fmt.Errorf("enter: %w", err)
	}
	err = l.move(ctx, Move{MeetingID: meetingID, Guests: []string{g.ID}, From: []State{Allowed}, To: Entering})
	if err != nil {
		return "", fmt.Errorf("enter: %w", err)
	}
	return url, nil
}

// Waiting returns who waits, the first to knock first.
func (l *Lobby) Waiting(ctx context.Context, meetingID string) ([]Guest, error) {
	return l.Guests(ctx, meetingID, Waiting)
}

// Guests returns a meeting's guests in a state, the first to knock first.
func (l *Lobby) Guests(ctx context.Context, meetingID string, state State) ([]Guest, error) {
	guests, err := l.store.Guests(ctx, meetingID, state)
	if err != nil {
		return nil, fmt.Errorf("read %s guests: %w", state, err)
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

// watch turns guests without a sign of life into gone ones.
func (l *Lobby) watch() {
	tick := time.NewTicker(l.grace / 4)
	defer tick.Stop()
	for {
		select {
		case <-l.quit:
			return
		case now := <-tick.C:
			for meetingID, ids := range l.presence.silent(now.Add(-l.grace)) {
				if err := l.letGo(meetingID, ids); err != nil && !errors.Is(err, ErrClosed) {
					slog.Error("let silent guests go", "meeting", meetingID, "guests", len(ids), "error", err)
				}
			}
		}
	}
}

// letGo turns guests into gone ones, unless they came back in this moment.
func (l *Lobby) letGo(meetingID string, ids []string) error {
	ctx := context.Background()
	err := l.move(ctx, Move{MeetingID: meetingID, Guests: ids, From: []State{Waiting}, To: Gone})
	if err != nil {
		return err
	}
	back := l.presence.forget(meetingID, ids)
	if len(back) == 0 {
		return nil
	}
	return l.change(ctx, func(tx Tx) ([]Event, error) { return comeBack(tx, meetingID, back) })
}
