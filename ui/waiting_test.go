package ui

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"foyer/client/desk"
)

// crowd returns n waiting guests.
func crowd(n int) []desk.Guest {
	guests := make([]desk.Guest, n)
	for i := range guests {
		guests[i] = desk.Guest{ID: fmt.Sprint("g", i), Name: fmt.Sprintf("Guest %d", i), Since: time.Unix(int64(i), 0)}
	}
	return guests
}

func TestTickedGuestsAreDecidedOnTogether(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, crowd(8)...)
		room := s.main.meeting.waiting
		room.tick("g2", true)
		room.tick("g5", true)
		room.tick("g6", true)
		room.tick("g6", false)
		s.tap(room.content, "Allow 2")
		s.wantDecisions(desk.Decision{Meeting: parents, Verdict: desk.Allow, Guests: []string{"g2", "g5"}})
		s.wantSaid(room.content, "[Allow everyone]")
	})
}

func TestTickOfAGuestWhoLeftIsForgotten(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, crowd(8)...)
		room := s.main.meeting.waiting
		room.tick("g2", true)
		room.tick("g5", true)
		d.change(parents, func(m *desk.Meeting) { m.Waiting = m.Waiting[:4] })
		s.settle()
		s.wantSaid(room.content, "[Deny 1]")
		s.tap(room.content, "Clear ticks")
		s.wantSaid(room.content, "[Deny everyone]")
	})
}

func TestFilterNarrowsWhomTheButtonsDecideOn(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, crowd(12)...)
		room := s.main.meeting.waiting
		room.filter.SetText("GUEST 1")
		s.wantSaid(room.content, "Guest 11")
		s.wantUnsaid(room.content, "Guest 2")
		s.tap(room.content, "Deny 3")
		s.wantDecisions(desk.Decision{Meeting: parents, Verdict: desk.Deny, Guests: []string{"g1", "g10", "g11"}})
		s.wantSaid(room.content, "Guest 2")

		room.filter.SetText("nobody")
		s.wantSaid(room.content, "Nobody of that name is waiting.")
		if !find(room.content, "Allow 0").Disabled() {
			t.Error("nobody can be allowed")
		}
	})
}

func TestFilterAndTicksBelongToTheirMeeting(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, crowd(8)...)
		s.knock(office, crowd(8)...)
		room := s.main.meeting.waiting
		room.tick("g2", true)
		room.filter.SetText("7")
		s.main.list.Choose(office)
		s.wantSaid(room.content, "[Allow everyone]")
		if room.filter.Text != "" {
			t.Errorf("the filter of another meeting is %q", room.filter.Text)
		}
	})
}

// BenchmarkTenThousandWaiting is what Fyne's goroutine has to do, painting aside: when one more guest knocks, and when the list is scrolled.
func BenchmarkTenThousandWaiting(b *testing.B) {
	d, a := quiet()
	d.snapshot.Meetings[0].Waiting = crowd(10_000)
	u := newUI(test.NewTempApp(b), Options{Desk: d, Accounts: a, Texts: texts(b, "en")}, func(f func()) { f() })
	defer u.Close()
	u.Show()
	u.main.window.Resize(fyne.NewSize(1020, 740))
	b.Run("knock", func(b *testing.B) {
		for i := range b.N {
			g := desk.Guest{ID: fmt.Sprint("new", i), Name: "Bo", Since: time.Unix(int64(20_000+i), 0)}
			d.snapshot.Meetings[0].Waiting = append(d.snapshot.Meetings[0].Waiting[:10_000:10_000], g)
			u.changed(desk.Knocked{Meeting: parents, Guests: []desk.Guest{g}})
		}
	})
	b.Run("scroll", func(b *testing.B) {
		list := u.main.meeting.waiting.list
		for i := range b.N {
			list.ScrollToOffset(float32(i%10_000) * 50)
		}
	})
	b.Run("filter", func(b *testing.B) {
		for i := range b.N {
			u.main.meeting.waiting.filter.SetText(fmt.Sprint(i % 100))
		}
	})
}

func TestTenThousandWaitingTakeLittleMemory(t *testing.T) {
	heap := func() float64 {
		runtime.GC()
		runtime.GC() // The first leaves what pools held.
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	d, a := quiet()
	d.snapshot.Meetings[0].Waiting = crowd(10_000)
	before := heap()
	u := newUI(test.NewTempApp(t), Options{Desk: d, Accounts: a, Texts: texts(t, "en")}, func(f func()) { f() })
	defer u.Close()
	u.Show()
	u.main.window.Resize(fyne.NewSize(1020, 740))
	for i := range 20 {
		d.tell(desk.Refreshed{})
		u.main.meeting.waiting.list.ScrollToOffset(float32(i) * 20_000)
	}
	if used := heap() - before; used > 30 {
		t.Errorf("the windows with 10,000 guests take %.1f MiB", used)
	} else {
		t.Logf("the windows with 10,000 guests take %.1f MiB", used)
	}
}
