package lobby

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestSignOfLifeThatComesAfterTheDecisionIsNotKept(t *testing.T) {
	waiting := Guest{ID: "ana", MeetingID: "choir", State: Waiting}
	allowed := waiting
	allowed.State = Allowed
	for name, sign := range map[string]func(*presence){
		"reload":     func(p *presence) { p.seen(waiting, time.Now()) },
		"connection": func(p *presence) { p.hold(waiting)() },
	} {
		t.Run(name, func(t *testing.T) {
			var p presence
			p.follow(Event{Kind: Knocked, MeetingID: "choir", Guests: []Guest{waiting}})
			p.follow(Event{Kind: Decided, MeetingID: "choir", Guests: []Guest{allowed}})
			sign(&p) // Read before the decision, noted after it.
			if silent := p.silent(time.Now().Add(time.Hour)); len(silent) > 0 || len(p.meetings) > 0 {
				t.Errorf("silent %v, kept %v, want nobody: Ana waits no more", silent, p.meetings)
			}
		})
	}
}

// emptied is a store from which a command beside the server has removed the meeting that Ana waited at.
type emptied struct {
	Store
	changes int
}

func (*emptied) AllWaiting(context.Context) ([]Guest, error) {
	return []Guest{{ID: "ana", MeetingID: "choir", State: Waiting}}, nil
}

func (*emptied) TimedRules(context.Context) (map[string]Rules, error) { return nil, nil }

func (s *emptied) Update(_ context.Context, fn func(Tx) error) error {
	s.changes++
	return fn(emptiedTx{})
}

type emptiedTx struct{ Tx }

func (emptiedTx) Move(Move) ([]Guest, error)   { return nil, nil }
func (emptiedTx) Purge(time.Time) (int, error) { return 0, nil }

func TestGuestOfARemovedMeetingIsLetGoOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &emptied{}
		l, err := Open(t.Context(), Config{Store: store})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		<-time.After(10 * DefaultGrace)
		synctest.Wait()
		if store.changes != 2 { // The purge at the start is one.
			t.Errorf("the lobby made %d changes in ten times the grace time, want 2", store.changes)
		}
	})
}
