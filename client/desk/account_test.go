package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/desk"
	"foyer/client/portal"
)

// errSignedOut is what portals return.
var errSignedOut = fmt.Errorf("get ticket: %w", portal.ErrSignedOut)

func meetingNames(s desk.Snapshot) []string {
	got := []string{}
	for _, m := range s.Meetings {
		got = append(got, m.Name)
	}
	return got
}

func TestMeetingsComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.set(func() {
			h.meetings = []portal.Meeting{
				{ID: "2", Name: "walk"}, {ID: "choir", Name: "Choir"}, {ID: "1", Name: "Band"}, {ID: "1", Name: "Band"},
			}
		})
		pass(time.Minute)
		if got := meetingNames(d.Snapshot()); !slices.Equal(got, []string{"Band", "Choir", "walk"}) {
			t.Errorf("meetings are %v", got)
		}
		for _, m := range d.Snapshot().Meetings {
			if m.State != desk.Live {
				t.Errorf("%s is %v", m.Name, m.State)
			}
		}
		h.set(func() {
			h.meetings = []portal.Meeting{{ID: "choir", Name: "Big choir", GuestPolicy: portal.AlwaysDeny}}
		})
		d.Reload("ana")
		synctest.Wait()
		if got := meetingNames(d.Snapshot()); !slices.Equal(got, []string{"Big choir"}) {
			t.Errorf("meetings are %v", got)
		}
		if m := meeting(t, d, choir); m.State != desk.Live || m.GuestPolicy != portal.AlwaysDeny {
			t.Errorf("got %+v", m)
		}
	})
}

func TestPortalOutOfReachIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, func(h *house) { h.refuse = errors.New("no route") })
		if a := d.Snapshot().Accounts[0]; a.State != desk.Lost || a.Problem == nil {
			t.Errorf("the account is %+v", a)
		}
		h.set(func() { h.refuse = nil })
		pass(time.Second)
		if a := d.Snapshot().Accounts[0]; a.State != desk.Live || a.Problem != nil {
			t.Errorf("the account is %+v", a)
		}
	})
}

func TestSignedOutModeratorSignsInAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.knock("1")
		h.cut(errSignedOut)
		wantState(t, d, desk.Lost)
		pass(time.Second)
		wantState(t, d, desk.SignedOut)
		wantWaiting(t, d, "1")
		if a := d.Snapshot().Accounts[0]; a.State != desk.SignedOut || !errors.Is(a.Problem, portal.ErrSignedOut) {
			t.Errorf("the account is %+v", a)
		}
		h.set(func() { h.tickets, h.refuse = 0, nil })
		d.Reload("ana")
		pass(time.Hour)
		if h.tickets > 0 {
			t.Errorf("%d tickets were asked for without a session", h.tickets)
		}

		log := keepDiary(d)
		d.Add("ana", "Ana", h)
		synctest.Wait()
		wantState(t, d, desk.Live)
		wantWaiting(t, d, "1")
		if got := log.read(); len(got) > 0 {
			t.Errorf("guests who were seen before are told again: %+v", got)
		}
		if n := len(d.Snapshot().Accounts); n != 1 {
			t.Errorf("%d accounts", n)
		}
	})
}

// Whoever signs in again while all is well is not on the desk twice.
func TestReplacedAccountIsHeardNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.knock("1")
		log := keepDiary(d)
		d.Add("ana", "Ana", h)
		synctest.Wait()
		h.knock("2")
		wantState(t, d, desk.Live)
		wantWaiting(t, d, "1", "2")
		if got := log.read(); len(got) != 1 {
			t.Errorf("told %+v", got)
		}
	})
}

func TestRemovedAccountIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		d.Add("ben", "Ben", h)
		synctest.Wait()
		if n := len(d.Snapshot().Meetings); n != 2 {
			t.Fatalf("%d meetings", n)
		}
		log := keepDiary(d)
		d.Remove("ana")
		d.Remove("ana")
		h.knock("1")
		s := d.Snapshot()
		if len(s.Accounts) != 1 || len(s.Meetings) != 1 || s.Meetings[0].Key.Account != "ben" {
			t.Errorf("left on the desk: %+v", s)
		}
		for _, c := range log.read() {
			if c.(desk.Knocked).Meeting.Account == "ana" {
				t.Errorf("told %+v of a removed account", c)
			}
		}
		err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Everyone: true})
		if !errors.Is(err, desk.ErrUnknownMeeting) {
			t.Errorf("deciding there: %v", err)
		}
	})
}

func TestClosedDeskIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		log := keepDiary(d)
		d.Close()
		d.Close()
		d.Add("ben", "Ben", h)
		h.knock("1")
		if got := log.read(); len(got) > 0 {
			t.Errorf("told %+v", got)
		}
	})
}

func TestSlowSubscriberHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		release := make(chan struct{})
		var told []string
		cancel := d.Subscribe(func(c desk.Change) {
			<-release
			if k, ok := c.(desk.Knocked); ok {
				told = append(told, names(k.Guests)...)
			}
		})
		h.knock("1", "2", "3")
		wantWaiting(t, d, "1", "2", "3")
		close(release)
		synctest.Wait()
		if !slices.Equal(told, []string{"1", "2", "3"}) {
			t.Errorf("told %v", told)
		}
		cancel()
		h.knock("4")
		if len(told) != 3 {
			t.Errorf("told %v after cancel", told)
		}
	})
}

// A subscriber may ask the desk, and cancel itself or others.
func TestSubscriberMayCallTheDesk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		var seen []int
		var cancelOther func()
		d.Subscribe(func(c desk.Change) {
			if _, ok := c.(desk.Knocked); ok {
				seen = append(seen, d.Snapshot().Waiting())
				cancelOther()
			}
		})
		cancelOther = d.Subscribe(func(c desk.Change) {
			if _, ok := c.(desk.Knocked); ok {
				t.Errorf("told %+v after cancel", c)
			}
		})
		h.knock("1")
		if !slices.Equal(seen, []int{1}) {
			t.Errorf("seen %v", seen)
		}
	})
}

// A portal that answers late is not waited for when the desk closes.
func TestCloseDoesNotWaitForPortal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := desk.New(desk.Options{})
		d.Add("ana", "Ana", sleeper{})
		synctest.Wait()
		start := time.Now()
		d.Close()
		if time.Since(start) > 0 {
			t.Errorf("closing took %v", time.Since(start))
		}
	})
}

// sleeper is a portal that never answers.
type sleeper struct{}

func (sleeper) Meetings(ctx context.Context) ([]portal.Meeting, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (sleeper) Ticket(ctx context.Context, _, _ string) (portal.Ticket, error) {
	<-ctx.Done()
	return portal.Ticket{}, ctx.Err()
}
