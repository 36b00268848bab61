package live

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"foyer/client/bbb"
)

const (
	firstPause   = 500 * time.Millisecond
	longestPause = 30 * time.Second
	// steady is how long a connection has to be live to count as a success. Were it shorter, a server that throws everyone
	// out again would be asked twice a second.
	steady = 10 * time.Second
)

// run keeps the companion in the meeting until that is over.
func (m *Meeting) run(ctx context.Context) {
	defer close(m.done)
	defer m.cancel()
	problem := m.stay(ctx)
	if ctx.Err() != nil {
		problem = nil
	}
	m.change(func() {
		m.conn = nil
		m.snap.Moderator, m.snap.Waiting, m.snap.Users, m.line = false, nil, nil, nil
		m.enter(Over, problem)
	})
}

// stay joins, connects, and does so again when the connection is lost. It returns why the meeting is over.
func (m *Meeting) stay(ctx context.Context) error {
	var session *Session
	failures, fresh := 0, false
	for {
		var err error
		if session == nil {
			var s Session
			if s, err = m.opts.Join(ctx); err == nil {
				session, fresh = &s, true
			} else if finalJoin(err) {
				return m.gone(err)
			}
		}
		if session != nil {
			var welcome bool
			welcome, err = m.connect(ctx, *session)
			lost := errors.Is(err, errSessionLost) || !welcome && unknownSession(err)
			switch {
			case lost && fresh && !welcome:
				return refusedSession(err)
			case lost:
				session = nil
			case final(err):
				return m.gone(err)
			}
			fresh = fresh && !welcome
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if m.lose(err) {
			failures = 0
		}
		if !pause(ctx, limit(failures)) {
			return ctx.Err()
		}
		failures++
	}
}

// lose notes that there is no connection, and why. It reports whether there was one for long enough to count as a success.
func (m *Meeting) lose(problem error) (success bool) {
	m.change(func() {
		m.conn = nil
		state := m.snap.State
		if state == Live {
			success = time.Since(m.snap.Since) >= steady
			state = Lost
		}
		m.enter(state, problem)
	})
	return success
}

// gone returns the error of what fails for good. A meeting that was there before has ended.
func (m *Meeting) gone(err error) error {
	closed, _ := errors.AsType[*CloseError](err)
	unknown := errors.Is(err, bbb.ErrNotFound) || errors.Is(err, bbb.ErrEnded) ||
		closed != nil && strings.Contains(closed.Reason, "meeting_not_found")
	if unknown && m.Snapshot().State != Connecting {
		return fmt.Errorf("%w: %w", ErrEnded, err)
	}
	return err
}

// refusedSession returns the error of a new session that the server does not take either.
func refusedSession(err error) error {
	if errors.Is(err, errSessionLost) {
		return &JoinError{Code: "session not accepted"}
	}
	return err
}

// limit returns what the pause after some failures may reach: twice as much each time.
func limit(failures int) time.Duration {
	if failures >= 6 {
		return longestPause
	}
	return min(firstPause<<failures, longestPause)
}

// pause waits for a moment anywhere below the limit, so that not all come back at the same time. It reports whether ctx
// goes on.
func pause(ctx context.Context, limit time.Duration) bool {
	t := time.NewTimer(rand.N(limit) + 1)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// connect opens a connection and follows it to its end, for which it returns the reason. Welcome says that the server took
// the session.
func (m *Meeting) connect(ctx context.Context, s Session) (welcome bool, err error) {
	c, err := dial(ctx, s, m.opts)
	if err != nil {
		return false, err
	}
	defer c.cut()
	v := &visit{m: m, conn: c, session: s, tables: map[string]table{}}
	patience := time.AfterFunc(openLimit, v.tooLate)
	defer patience.Stop()
	left := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(left)
		c.leave()
	})
	err = v.follow()
	if !stop() {
		<-left
	}
	return v.welcome, v.reason(err)
}
