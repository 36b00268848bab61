package desk_test

import (
	"context"
	"errors"
	"fmt"
	"foyer/client/portal"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/desk"
)

// bell writes down the alerts.
type bell struct {
	mu     sync.Mutex
	alerts []desk.Alert
}

func hangBell(d *desk.Desk) *bell {
	var b bell
	d.Subscribe(func(c desk.Change) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if a, ok := c.(desk.Alert); ok {
			b.alerts = append(b.alerts, a)
		}
	})
	return &b
}

// heard returns the alerts since the last time.
func (b *bell) heard() []desk.Alert {
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	alerts := b.alerts
	b.alerts = nil
	return alerts
}

func TestTenKnocksInASecondMakeOneAlert(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		b := hangBell(d)
		h.knock("0")
		if got := b.heard(); len(got) != 1 || got[0].Count != 1 || got[0].Grown || got[0].Newest.ID != "0" {
			t.Fatalf("the first knock alerts %+v", got)
		}
		for i := 1; i < 10; i++ {
			pass(90 * time.Millisecond)
			h.knock(fmt.Sprint(i))
		}
		pass(5 * time.Second)
		got := b.heard()
		if len(got) != 1 || got[0].ID != 1 || !got[0].Grown || got[0].Count != 10 || got[0].Newest.ID != "9" ||
			got[0].Meeting != choir {
			t.Errorf("nine more alert %+v", got)
		}
	})
}

// A raid of five knocks a second for a minute rings six times.
func TestRaidRingsEveryTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		b := hangBell(d)
		for i := range 300 {
			h.knock(fmt.Sprint(i))
			pass(200 * time.Millisecond)
		}
		rings, told := 0, b.heard()
		for _, a := range told {
			if !a.Grown {
				rings++
			}
		}
		if rings != 6 || len(told) > 66 {
			t.Errorf("%d rings, told %d times", rings, len(told))
		}
	})
}

func TestAlertDoesNotCountWhoIsDecided(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		b := hangBell(d)
		h.knock("1", "2", "3")
		b.heard()
		if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Guests: []string{"1", "3"}}); err != nil {
			t.Fatal(err)
		}
		pass(2 * time.Second)
		if got := b.heard(); len(got) != 1 || got[0].Count != 1 || got[0].Newest.ID != "2" {
			t.Errorf("alerted %+v", got)
		}
		h.knock("4")
		h.leave("4")
		h.leave("2")
		pass(2 * time.Second)
		if got := b.heard(); len(got) > 0 {
			t.Errorf("alerted %+v, but nobody waits", got)
		}
	})
}

func TestOneAlertForSeveralMeetings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		houses := map[string]*house{}
		d := desk.New(desk.Options{Dial: func(ctx context.Context, ticket portal.Ticket) (desk.Line, error) {
			account, _, _ := strings.Cut(ticket.Secret, "#")
			return houses[account].dial(ctx, ticket)
		}})
		defer d.Close()
		b := hangBell(d)
		for _, account := range []string{"ana", "ben"} {
			h := newHouse(t, func(h *house) {
				h.meetings = []portal.Meeting{{ID: account}}
				h.waiting = append(h.waiting, waits(account, 1))
			})
			defer h.server.Close()
			houses[account] = h
			d.Add(account, account, h)
			synctest.Wait()
		}
		pass(2 * time.Second)
		if got := b.heard(); len(got) != 2 || got[0].Count != 1 || got[1].Count != 2 || got[0].ID != got[1].ID {
			t.Errorf("alerted %+v", got)
		}
	})
}

// Guests who were seen before do not ring again when the connection comes back.
func TestComingBackRingsForTheNewOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.knock("1", "2")
		pass(time.Minute)
		b := hangBell(d)
		h.cut(errors.New("away"))
		h.set(func() { h.refuse, h.waiting = nil, append(h.waiting, waits("3", 3), waits("4", 4)) })
		pass(time.Minute)
		if got := b.heard(); len(got) != 1 || got[0].Count != 2 || got[0].Newest.ID != "4" || got[0].Grown {
			t.Errorf("alerted %+v", got)
		}
	})
}
