package desk_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/desk"
	"foyer/client/desk/lastknown"
	"foyer/client/portal"
)

// nextRun is the desk at the next start of the app, with what the last run kept at path.
func nextRun(t *testing.T, h *house, path string) *desk.Desk {
	t.Helper()
	d := desk.New(desk.Options{Dial: h.dial, Memory: lastknown.New(path)})
	d.Add("ana", "Ana", h)
	synctest.Wait()
	return d
}

func TestMeetingsAreThereWithoutANetworkAtTheStart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meetings.json")
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, nil)
		t.Cleanup(h.server.Close)
		d := nextRun(t, h, path)
		pass(7 * time.Minute)
		last := time.Now()
		d.Close()
		pass(time.Hour)

		h.set(func() { h.refuse = errors.New("no route") })
		d = nextRun(t, h, path)
		s := d.Snapshot()
		if got := meetingNames(s); !slices.Equal(got, []string{"Choir"}) {
			t.Fatalf("without a network the meetings are %v", got)
		}
		if a := s.Accounts[0]; a.State != desk.Lost || last.Sub(a.Listed) > time.Minute || a.Listed.After(last) {
			t.Errorf("the account is %+v, want one listed just before %v", a, last)
		}
		pass(time.Minute)
		if m := meeting(t, d, choir); m.State != desk.Lost || last.Sub(m.Since) > time.Minute || m.Since.After(last) {
			t.Errorf("the meeting is %v since %v, want lost since %v", m.State, m.Since, last)
		}

		h.set(func() { h.refuse = nil })
		pass(time.Minute)
		wantState(t, d, desk.Live)
		if a := d.Snapshot().Accounts[0]; a.State != desk.Live || time.Since(a.Listed) > time.Minute {
			t.Errorf("with the network back the account is %+v", a)
		}
		h.set(func() { h.meetings = []portal.Meeting{{ID: "band", Name: "Band"}} })
		d.Reload("ana")
		synctest.Wait()
		d.Close()

		h.set(func() { h.refuse = errors.New("no route") })
		d = nextRun(t, h, path)
		if got := meetingNames(d.Snapshot()); !slices.Equal(got, []string{"Band"}) {
			t.Errorf("after a change the last known meetings are %v", got)
		}
		d.Remove("ana")
		synctest.Wait()
		d.Close()
		d = nextRun(t, h, path)
		if got := meetingNames(d.Snapshot()); len(got) > 0 {
			t.Errorf("after signing out the last known meetings are %v", got)
		}
		d.Close()
	})
}

func TestMeetingsOfWhoIsSignedOutAreOldUntilForgotten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meetings.json")
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, nil)
		t.Cleanup(h.server.Close)
		nextRun(t, h, path).Close()
		last := time.Now()
		pass(time.Hour)

		h.set(func() { h.refuse = portal.ErrSignedOut })
		d := nextRun(t, h, path)
		for range 2 { // A portal that takes the place of another knows nothing newer.
			if m := meeting(t, d, choir); m.State != desk.SignedOut || !m.Since.Equal(last) {
				t.Errorf("the meeting is %v since %v, want signed out since %v", m.State, m.Since, last)
			}
			d.Add("ana", "Ana", h)
			synctest.Wait()
		}
		d.Remove("ana")
		synctest.Wait()
		d.Close()
		if meetings, at := lastknown.New(path).Recall("ana"); !at.IsZero() {
			t.Errorf("the file still has %v", meetings)
		}
	})
}
