package desk

import (
	"log/slog"
	"time"

	"foyer/client/portal"
)

// Memory keeps the meetings of accounts between runs. Its methods may take their time.
type Memory interface {
	// Recall returns the meetings of an account as they were last listed, and when that was; the zero Time says that nothing is known.
	Recall(account string) ([]portal.Meeting, time.Time)
	Keep(account string, meetings []portal.Meeting, at time.Time) error
	Forget(account string) error
}

// recall puts the meetings on the desk that the last run knew, until the portal has told what there is. An account that signs in again
// has those that it had.
func (a *account) recall() {
	if a.desk.memory == nil {
		return
	}
	meetings, at := a.desk.memory.Recall(a.id)
	a.desk.change(a.ctx, func() []Change {
		if at.IsZero() || !a.listed.IsZero() {
			return nil
		}
		a.listed = at
		for _, info := range meetings {
			m := newMeeting(a, info)
			m.main.since = at
			a.start(m)
		}
		return []Change{Refreshed{}}
	})
}

// keep remembers the meetings as they are.
func (a *account) keep() {
	if a.desk.memory == nil {
		return
	}
	a.desk.mu.Lock()
	at, meetings := a.listed, make([]portal.Meeting, len(a.meetings))
	for i, m := range a.meetings {
		meetings[i] = m.info
	}
	a.desk.mu.Unlock()
	a.kept = time.Now()
	if err := a.desk.memory.Keep(a.id, meetings, at); err != nil {
		slog.Warn("keep the last known meetings", "account", a.name, "error", err)
	}
}

// leave forgets the meetings of an account that has left the desk. When the desk itself ends, they are kept once more: the next run
// says how old they are.
func (a *account) leave() {
	if a.desk.memory == nil {
		return
	}
	a.desk.mu.Lock()
	removed, listed := a.removed, !a.listed.IsZero()
	a.desk.mu.Unlock()
	switch {
	case removed:
		if err := a.desk.memory.Forget(a.id); err != nil {
			slog.Warn("forget the last known meetings", "account", a.name, "error", err)
		}
	case listed && a.desk.ctx.Err() != nil:
		a.keep()
	}
}
