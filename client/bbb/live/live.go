// Package live takes part in a BigBlueButton 3 meeting as a moderator's companion, over the GraphQL websocket that the browser
// uses, too. It sees who waits in BigBlueButton's own lobby and who is inside, and carries out what a moderator decides. No
// HTTP call of BigBlueButton can do that.
//
// The companion is a visible user: it says that it is a bot, stays out of the learning dashboard, and has the name that its
// maker gave it. A server older than 3.0 has no such websocket: ErrNoGraphQL.
//
// BigBlueButton answers a command before anything has happened. So every command here waits until what it wanted can be seen
// in a subscription, and returns an *UnconfirmedError if that does not come.
package live

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A connection may send 900 mutations a minute. The companion stays below, also in the first minute.
const (
	mutationsPerSecond = 14
	mutationsAtOnce    = 20
)

// Options say how to come in. Join is needed.
type Options struct {
	// Join makes a session. It is called again when a session is lost. See ByAPI and ByURL.
	Join Join
	// TLS is nil for the certificates that the operating system trusts.
	TLS *tls.Config
	// NetDial makes the connection below the websocket; nil is the network.
	NetDial func(ctx context.Context, network, address string) (net.Conn, error)
	// Log gets what is no one's fault and changes nothing for people; nil is slog's default.
	Log *slog.Logger
}

// Meeting is a meeting that the companion takes part in. It reconnects by itself until it is over. It is safe for
// concurrent use.
type Meeting struct {
	opts   Options
	cancel context.CancelFunc
	done   chan struct{}
	pace   *rate.Limiter

	mu       sync.Mutex
	snap     Snapshot
	arrivals arrivals
	line     []Guest         // the lobby as last received, which is shown to moderators only
	own      map[string]bool // the messages that the companion has written
	conn     *conn           // nil unless live
	changed  chan struct{}   // closed with each change, for commands that wait
	readers  map[*reader]bool
}

// reader is one who wants to know that something changed.
type reader struct{ wake chan struct{} }

// Open begins to take part, and returns at once; what comes of it is told by the snapshots. When ctx ends, the companion
// leaves. Whoever opens a Meeting calls Leave, or ends ctx.
func Open(ctx context.Context, o Options) (*Meeting, error) {
	if o.Join == nil {
		return nil, errors.New("open meeting: no way to join is given")
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	ctx, cancel := context.WithCancel(ctx)
	m := &Meeting{
		opts:    o,
		cancel:  cancel,
		done:    make(chan struct{}),
		pace:    rate.NewLimiter(mutationsPerSecond, mutationsAtOnce),
		changed: make(chan struct{}),
		readers: map[*reader]bool{},
	}
	go m.run(ctx)
	return m, nil
}

// Leave takes the companion out of the meeting and returns when that is done, within seconds, or when ctx ends. Leaving twice
// is fine.
func (m *Meeting) Leave(ctx context.Context) error {
	m.cancel()
	select {
	case <-m.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Done is closed when the meeting is over for the companion. Why is Snapshot().Problem.
func (m *Meeting) Done() <-chan struct{} { return m.done }

// Ready waits until the companion sees the meeting. It returns why it never will, or the error of ctx.
func (m *Meeting) Ready(ctx context.Context) error {
	return m.await(ctx, "join", nil, func(s *Snapshot) bool { return s.State == Live })
}

// Snapshot returns the meeting as it is now. It is the caller's own copy.
func (m *Meeting) Snapshot() Snapshot {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.snap
	s.Waiting, s.Users = slices.Clone(s.Waiting), slices.Clone(s.Users)
	return s
}

// Subscribe returns a channel that has a value after something changed, one for however many changes there were since the
// last look. Whoever gets it takes a Snapshot. It is never closed; see Done.
func (m *Meeting) Subscribe() (changes <-chan struct{}, cancel func()) {
	r := &reader{wake: make(chan struct{}, 1)}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.readers[r] = true
	return r.wake, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.readers, r)
	}
}

// change changes the meeting and tells everyone.
func (m *Meeting) change(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
	close(m.changed)
	m.changed = make(chan struct{})
	for r := range m.readers {
		select {
		case r.wake <- struct{}{}:
		default:
		}
	}
}

// enter notes a state and its reason. The caller is inside change.
func (m *Meeting) enter(s State, problem error) {
	if m.snap.State != s {
		m.snap.Since = time.Now()
	}
	m.snap.State, m.snap.Problem = s, problem
}
