package lobby

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// watchPresence turns guests without a sign of life into gone ones.
func (l *Lobby) watchPresence() {
	tick := time.NewTicker(l.grace / 4)
	defer tick.Stop()
	for {
		select {
		case <-l.quit:
			return
		case now := <-tick.C:
			since := now.Add(-l.grace)
			for meetingID, ids := range l.presence.silent(since) {
				l.report("let silent guests go", meetingID, l.letGo(meetingID, ids, since))
			}
		}
	}
}

// letGo turns guests who are silent since a time into gone ones, unless they came back in this moment.
func (l *Lobby) letGo(meetingID string, ids []string, since time.Time) error {
	ctx := context.Background()
	if err := l.departAll(ctx, silent, meetingID, ids, ""); err != nil {
		return err
	}
	// Who seems to wait still was removed with the meeting, of which nobody told.
	l.presence.forget(meetingID, ids, since)
	back := l.presence.held(meetingID, ids)
	if len(back) == 0 {
		return nil
	}
	return l.change(ctx, func(tx Tx) ([]Event, error) { return comeBack(tx, meetingID, back) })
}

// openings are the times at which waiting rooms open by themselves.
type openings struct {
	mu sync.Mutex
	// at has the next time by meeting.
	at map[string]time.Time
	// changed wakes up who waits for the next time.
	changed chan struct{}
}

// set notes the next time of a meeting; zero is none.
func (o *openings) set(meetingID string, at time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if at.IsZero() {
		delete(o.at, meetingID)
		return
	}
	if o.at == nil {
		o.at = map[string]time.Time{}
	}
	o.at[meetingID] = at
	select {
	case o.changed <- struct{}{}:
	default:
	}
}

// follow notes when a meeting's rules change.
func (o *openings) follow(e Event) {
	if e.Kind == RulesChanged {
		o.set(e.MeetingID, e.Rules.next(time.Now()))
	}
}

// due returns the meetings whose time has come, which it forgets, and the earliest of the other times.
func (o *openings) due(now time.Time) (meetings []string, next time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for meetingID, at := range o.at {
		switch {
		case !at.After(now):
			meetings = append(meetings, meetingID)
			delete(o.at, meetingID)
		case next.IsZero() || at.Before(next):
			next = at
		}
	}
	return meetings, next
}

// openAgain is when a waiting room is tried again that could not be opened, for instance because the disk was full.
const openAgain = 5 * time.Second

// watchOpenings lets those in who wait when a waiting room opens by itself.
func (l *Lobby) watchOpenings() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-l.quit:
			return
		case <-timer.C:
		case <-l.openings.changed:
		}
		due, next := l.openings.due(time.Now())
		for _, meetingID := range due {
			err := l.openBySelf(meetingID)
			l.report("open the waiting room", meetingID, err)
			if err != nil && !errors.Is(err, ErrUnknownMeeting) {
				l.openings.set(meetingID, time.Now().Add(openAgain))
			}
		}
		timer.Stop()
		if !next.IsZero() {
			timer.Reset(time.Until(next))
		}
	}
}

func (l *Lobby) openBySelf(meetingID string) error {
	return l.change(context.Background(), func(tx Tx) ([]Event, error) {
		door, err := tx.Door(meetingID)
		if err != nil {
			return nil, err
		}
		l.openings.set(meetingID, door.Rules.next(time.Now()))
		return letInByRule(tx, meetingID)
	})
}

// watchAge removes what is older than may be kept.
func (l *Lobby) watchAge() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-l.quit:
			return
		case now := <-timer.C:
			l.report("purge", "", l.Purge(context.Background(), now.Add(-l.keepNames)))
			timer.Reset(purgeEvery)
		}
	}
}

// report logs what went wrong with something that nobody asked for.
func (l *Lobby) report(what, meetingID string, err error) {
	if err != nil && !errors.Is(err, ErrClosed) {
		slog.Error(what, "meeting", meetingID, "error", err)
	}
}
