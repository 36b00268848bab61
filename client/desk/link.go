package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/time/rate"

	"foyer/client/portal"
	"foyer/client/signaling"
)

const (
	// openLimit is how long getting a ticket and opening the connection may take. A ticket lives for half a minute.
	openLimit = 30 * time.Second
	// joinLimit is how long the server may take to answer Join.
	joinLimit = 20 * time.Second
	// OpenTalk allows ten messages in a second, and thirty at once, and throws out who sends more. The pings that keep the connection
	// are messages, too, so the desk stays a little below.
	commandsPerSecond = 9
	commandsAtOnce    = 25
)

// link is one connection of a meeting, to its portal's signaling or into its conference, and all that it says. It comes back by
// itself when it is lost.
type link struct {
	meeting *meeting
	ctx     context.Context
	open    func(context.Context) (Line, error)
	pace    *rate.Limiter

	// The desk's lock guards what follows.
	kind  kind
	state LinkState
	since time.Time
	// ahead is how far the clock at the other end is ahead of this computer's.
	ahead   time.Duration
	problem error
	// line is nil unless state is Live.
	line Line
	said
}

// said is what a server says of a meeting.
type said struct {
	can          Capabilities
	room         room
	people       people
	policy       string
	remembered   Verdict
	message      string
	queueShown   bool
	rules        signaling.Rules
	blocked      []Blocked
	waitingRoom  bool
	handsAllowed bool
}

func newLink(m *meeting, k kind, open func(context.Context) (Line, error)) *link {
	return &link{
		meeting: m, ctx: m.ctx, kind: k, open: open, since: time.Now(),
		pace: rate.NewLimiter(commandsPerSecond, commandsAtOnce),
	}
}

// watch keeps the connection, until the link's context ends or trying again makes no sense: then it returns why.
func (l *link) watch() error {
	var retry backoff
	for {
		liveSince, err := l.connect()
		if l.ctx.Err() != nil {
			return l.ctx.Err()
		}
		if l.lose(err) && !(l.kind == conference && notRunning(err)) {
			slog.Warn("connection to meeting", "account", l.meeting.account.name, "meeting", l.meeting.id, "error", err)
		}
		if errors.Is(err, portal.ErrSignedOut) || errors.Is(err, ErrTooOld) {
			return err
		}
		if !liveSince.IsZero() && time.Since(liveSince) >= steady {
			retry.reset()
		}
		select {
		case <-l.ctx.Done():
			return l.ctx.Err()
		case <-time.After(retry.next()):
		}
	}
}

// connect opens a connection, joins, and follows it to its end, for which it returns the reason. It also returns when the
// connection became live, the zero Time if it never did.
func (l *link) connect() (liveSince time.Time, err error) {
	ctx, cancel := context.WithTimeout(l.ctx, openLimit)
	defer cancel()
	line, err := l.open(ctx)
	if err != nil {
		return time.Time{}, err
	}
	defer line.Close()
	welcome, at, err := join(l.ctx, line)
	if err != nil {
		return time.Time{}, fmt.Errorf("join: %w", err)
	}
	l.change(func() []Change {
		l.line, l.ahead = line, ahead(at, time.Now())
		l.enter(Live, nil)
		if l.kind == conference {
			l.meeting.setRunning(true)
		}
		return l.welcome(welcome)
	})
	liveSince = time.Now()
	return liveSince, l.follow(line)
}

// join joins as a moderator and returns the server's welcome, and what time it is there.
func join(ctx context.Context, line Line) (*signaling.JoinSuccess, time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, joinLimit)
	defer cancel()
	if err := line.Send(ctx, signaling.Join{}); err != nil {
		return nil, time.Time{}, err
	}
	for {
		e, at, err := line.Receive(ctx)
		if err != nil {
			return nil, time.Time{}, err
		}
		switch e := e.(type) {
		case *signaling.JoinSuccess:
			if e.Role != signaling.RoleModerator {
				return nil, time.Time{}, ErrNotModerator
			}
			return e, at, nil
		case *signaling.InWaitingRoom:
			return nil, time.Time{}, ErrNotModerator
		case *signaling.JoinBlocked:
			return nil, time.Time{}, ErrMeetingFull
		case *signaling.ControlError:
			return nil, time.Time{}, &portal.Error{Code: e.Error, Detail: "The server does not let the desk join the meeting: " + e.Error + "."}
		}
	}
}

// follow takes events until the connection ends, or can no longer be believed: an event that cannot be read may have been a knock.
func (l *link) follow(line Line) error {
	for {
		e, at, err := line.Receive(l.ctx)
		if err != nil {
			return err
		}
		if role, ok := e.(*signaling.RoleUpdated); ok && role.NewRole != signaling.RoleModerator {
			return ErrNotModerator
		}
		if _, ok := e.(*signaling.RateLimitExceeded); ok {
			l.slowDown()
		}
		l.change(func() []Change { return l.take(e, at) })
	}
}

// slowDown halves the pace of a link whose server asked for it, for as long as the desk runs.
func (l *link) slowDown() {
	l.pace.SetLimit(max(l.pace.Limit()/2, 1))
	l.pace.SetBurst(1)
}

// lose keeps what is known, but no longer as live. It reports whether that is news.
func (l *link) lose(err error) (isNews bool) {
	l.change(func() []Change {
		l.line = nil
		isNews = l.enter(lostState(err), problem(err))
		if l.kind == conference && notRunning(err) {
			l.meeting.setRunning(false)
		}
		return []Change{Refreshed{}}
	})
	return isNews
}

// enter sets the state, and reports whether it is a new one. The caller holds the desk's lock.
func (l *link) enter(s LinkState, problem error) bool {
	l.problem = problem
	if l.state == s {
		return false
	}
	if s == Live || l.state == Live {
		l.since = time.Now()
	}
	l.state = s
	return true
}

// change changes the link, unless it or its meeting was taken off the desk.
func (l *link) change(f func() []Change) { l.meeting.account.desk.change(l.ctx, f) }
