package bridge

import (
	"context"
	"fmt"
	"sync"
	"time"

	"foyer/client/bbb/live"
	"foyer/client/signaling"
)

// Line is one connection to the meeting, from when the companion saw it until that is lost. Send and Close may be called at any time,
// Receive by one goroutine.
type Line struct {
	meeting *live.Meeting
	changes <-chan struct{}
	cancel  func()
	// seen is what the events so far have told, with the first of them still to come while it is fresh.
	seen  live.Snapshot
	fresh bool

	ctx  context.Context
	stop context.CancelFunc
	// The lobby's commands keep their order among themselves, and so do those about people inside: one that is not confirmed, which
	// takes a quarter of a minute, does not hold up the others.
	lobby, people lane

	mu sync.Mutex
	// results are the events that commands have led to, and events those that Receive has not returned yet.
	results, events []signaling.Event
	wake            chan struct{}
}

func newLine(m *live.Meeting, s live.Snapshot, changes <-chan struct{}, cancel func()) *Line {
	l := &Line{meeting: m, changes: changes, cancel: cancel, seen: s, fresh: true, wake: make(chan struct{}, 1)}
	l.ctx, l.stop = context.WithCancel(context.Background())
	l.lobby, l.people = newLane(l.ctx), newLane(l.ctx)
	return l
}

// Receive returns the next event: first a JoinSuccess, then what changes. It ends with the connection, which the companion brings back
// by itself: a new Line follows it.
func (l *Line) Receive(ctx context.Context) (signaling.Event, time.Time, error) {
	for {
		if e := l.next(); e != nil {
			return e, time.Now(), nil
		}
		select {
		case <-l.changes:
			if err := l.look(); err != nil {
				return nil, time.Time{}, err
			}
		case <-l.wake:
		case <-l.ctx.Done():
			return nil, time.Time{}, fmt.Errorf("receive: %w", live.ErrLeft)
		case <-ctx.Done():
			return nil, time.Time{}, ctx.Err()
		}
	}
}

// Close ends the line. The companion stays in the meeting.
func (l *Line) Close() error {
	l.stop()
	l.cancel()
	return nil
}

// next returns an event that is there already, nil if there is none.
func (l *Line) next() signaling.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fresh {
		l.fresh = false
		return welcome(l.seen)
	}
	for _, queue := range []*[]signaling.Event{&l.events, &l.results} {
		if len(*queue) > 0 {
			e := (*queue)[0]
			*queue = (*queue)[1:]
			return e
		}
	}
	return nil
}

// look takes what the meeting is now.
func (l *Line) look() error {
	s := l.meeting.Snapshot()
	switch {
	case s.State == live.Over:
		return over(s)
	case s.State != live.Live && s.Problem != nil:
		return s.Problem
	case s.State != live.Live:
		return live.ErrNotLive
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, differences(l.seen, s)...)
	l.seen = s
	return nil
}

// tell adds an event that a command has led to.
func (l *Line) tell(e signaling.Event) {
	l.mu.Lock()
	l.results = append(l.results, e)
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// lane carries out one piece of work after the other.
type lane struct{ work chan func() }

// laneLength is how many commands may wait behind one that takes its time.
const laneLength = 256

func newLane(ctx context.Context) lane {
	l := lane{make(chan func(), laneLength)}
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case do := <-l.work:
				do()
			}
		}
	}()
	return l
}
