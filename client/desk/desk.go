package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"foyer/client/bbb/bridge"
	"foyer/client/portal"
	"foyer/client/signaling"
	"foyer/client/signaling/roomserver"
)

// Portal is what the desk needs of a portal. Both methods return an error that wraps portal.ErrSignedOut when the session is over,
// and one that wraps a *portal.Error, in words for the moderator, whenever they can. A portal with conferences is a Host, too.
type Portal interface {
	Meetings(ctx context.Context) ([]portal.Meeting, error)
	// Ticket returns a ticket for a new connection, or with the resumption of the last one for its continuation.
	Ticket(ctx context.Context, meetingID, resumption string) (portal.Ticket, error)
}

// Line is a signaling connection, as *signaling.Conn is one. Send and Close may be called while Receive waits; Receive returns
// when its context ends.
type Line interface {
	Send(ctx context.Context, c signaling.Command) error
	Receive(ctx context.Context) (signaling.Event, time.Time, error)
	Close() error
}

// Options change how a desk works. The zero Options are right for everyone but tests.
type Options struct {
	// Dial opens the connection that a ticket is for; nil is signaling.Dial or roomserver.Dial, as the ticket says.
	Dial func(ctx context.Context, ticket portal.Ticket) (Line, error)
	// Memory keeps what was last known of the meetings; nil keeps nothing.
	Memory Memory
	// Conference is how companions reach conferences.
	Conference bridge.Options
}

// Desk looks after accounts. Its methods may be called from any goroutine. New makes one, Close ends it.
type Desk struct {
	dial       func(context.Context, portal.Ticket) (Line, error)
	conference bridge.Options
	memory     Memory
	ctx        context.Context
	stop       context.CancelFunc
	running    sync.WaitGroup
	feed       *feed

	// mu guards all that follows, with what the accounts and their meetings know. Nobody waits for anything while holding it.
	mu       sync.Mutex
	accounts []*account
	alerts   alerts
}

// New returns an empty desk.
func New(o Options) *Desk {
	d := &Desk{dial: o.Dial, conference: o.Conference, memory: o.Memory, feed: newFeed()}
	if d.dial == nil {
		d.dial = dial
	}
	d.ctx, d.stop = context.WithCancel(context.Background())
	return d
}

func dial(ctx context.Context, t portal.Ticket) (Line, error) {
	var conn Line
	var err error
	if t.RoomServer {
		conn, err = roomserver.Dial(ctx, roomserver.DialOptions{Address: t.URL, Token: t.Secret})
	} else {
		conn, err = signaling.Dial(ctx, signaling.DialOptions{URL: t.URL, Ticket: t.Secret})
	}
	if err != nil {
		return nil, err
	}
	return conn, nil
}

// Close ends all connections, and returns when the last subscriber has returned. So a subscriber must not call it.
func (d *Desk) Close() {
	d.mu.Lock()
	d.stop()
	d.mu.Unlock()
	d.running.Wait()
	d.feed.close()
}

// Add puts an account on the desk and begins to watch its meetings. An account that is there under that id is replaced, in its
// place: what was last known of its meetings stays until the new portal has answered. That is how a moderator who was signed
// out signs in again.
func (d *Desk) Add(id, name string, p Portal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ctx.Err() != nil {
		return
	}
	a := newAccount(d, id, name, p)
	if i := d.index(id); i >= 0 {
		a.inherit(d.accounts[i])
		d.accounts[i] = a
	} else {
		d.accounts = append(d.accounts, a)
	}
	d.running.Go(a.keepListed)
	d.feed.put(Refreshed{})
}

// Remove takes an account off the desk. Nothing more is told of its meetings. Removing what is not there is fine.
func (d *Desk) Remove(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := d.index(id)
	if i < 0 {
		return
	}
	d.accounts[i].removed = true
	d.accounts[i].cancel()
	d.accounts = slices.Delete(d.accounts, i, i+1)
	d.feed.put(Refreshed{})
}

// Reload asks the portal for the account's meetings now, not only at the next full minute. It does not wait for the answer.
func (d *Desk) Reload(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := d.index(id); i >= 0 {
		d.accounts[i].reload()
	}
}

// Subscribe has changed called with every change from now on, in order, by one goroutine of the desk that holds no lock: a slow
// subscriber delays other subscribers, but no connection. Where several changes in a row are Refreshed, one may stand for all.
// After cancel, changed is not called again; a call that is under way goes on.
func (d *Desk) Subscribe(changed func(Change)) (cancel func()) {
	return d.feed.subscribe(changed)
}

// Snapshot returns the desk as it is. With ten thousand waiting guests it takes a fraction of a millisecond.
func (d *Desk) Snapshot() Snapshot {
	d.mu.Lock()
	defer d.mu.Unlock()
	var s Snapshot
	for _, a := range d.accounts {
		s.Accounts = append(s.Accounts, Account{ID: a.id, Name: a.name, State: a.state, Listed: a.listed, Problem: a.problem})
		for _, m := range a.meetings {
			s.Meetings = append(s.Meetings, m.snapshot())
		}
	}
	return s
}

// index returns the place of an account, -1 if it is not there. The caller holds d.mu.
func (d *Desk) index(id string) int {
	return slices.IndexFunc(d.accounts, func(a *account) bool { return a.id == id })
}

// find returns a meeting, nil if it is not there. The caller holds d.mu.
func (d *Desk) find(key MeetingKey) *meeting {
	i := d.index(key.Account)
	if i < 0 {
		return nil
	}
	return d.accounts[i].find(key.Meeting)
}

// change changes the model by f and tells the subscribers what f returns. Once ctx is over it does nothing: an account or a meeting
// that was taken off the desk is not heard any more.
func (d *Desk) change(ctx context.Context, f func() []Change) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if ctx.Err() == nil {
		d.feed.put(f()...)
	}
}
