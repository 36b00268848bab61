package desk

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"foyer/client/portal"
)

// meeting is one meeting that the desk watches.
type meeting struct {
	account *account
	id      string
	ctx     context.Context
	cancel  context.CancelFunc

	// The desk's lock guards what follows.
	info       portal.Meeting
	state      LinkState
	since      time.Time
	problem    error
	can        Capabilities
	remembered Verdict
	room       room
	// line is the connection, nil unless state is Live.
	line *line
}

func newMeeting(a *account, info portal.Meeting) *meeting {
	m := &meeting{account: a, id: info.ID, info: info, since: time.Now()}
	m.ctx, m.cancel = context.WithCancel(a.ctx)
	return m
}

func (m *meeting) key() MeetingKey { return MeetingKey{m.account.id, m.id} }

func (m *meeting) snapshot() Meeting {
	return Meeting{
		Key: m.key(), Name: m.info.Name, GuestURL: m.info.GuestURL, GuestPolicy: m.info.GuestPolicy,
		State: m.state, Since: m.since, Problem: m.problem,
		Can: m.can, Remembered: m.remembered, Waiting: m.room.guests(),
	}
}

// watch keeps a connection to the meeting, until the meeting leaves the desk or the account is signed out.
func (m *meeting) watch() {
	defer m.cancel()
	var retry backoff
	for {
		liveSince, err := m.connect()
		if m.ctx.Err() != nil {
			return
		}
		if m.lose(err) {
			slog.Warn("connection to meeting", "account", m.account.name, "meeting", m.id, "error", err)
		}
		if errors.Is(err, portal.ErrSignedOut) {
			// The account learns it, too, before its next full minute.
			m.account.reload()
			return
		}
		if !liveSince.IsZero() && time.Since(liveSince) >= steady {
			retry.reset()
		}
		select {
		case <-m.ctx.Done():
			return
		case <-time.After(retry.next()):
		}
	}
}

// lose keeps what is known, but no longer as live. It reports whether that is news.
func (m *meeting) lose(err error) (isNews bool) {
	m.change(func() []Change {
		m.line = nil
		isNews = m.enter(lostState(err), problem(err))
		return []Change{Refreshed{}}
	})
	return isNews
}

// enter sets the state, and reports whether it is a new one. The caller holds the desk's lock.
func (m *meeting) enter(s LinkState, problem error) bool {
	m.problem = problem
	if m.state == s {
		return false
	}
	m.state, m.since = s, time.Now()
	return true
}

// change changes the meeting, unless it was taken off the desk.
func (m *meeting) change(f func() []Change) { m.account.desk.change(m.ctx, f) }
