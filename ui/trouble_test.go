package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"foyer/client/accounts"
	"foyer/client/desk"
	"foyer/client/portal"
)

func TestFiveHundredMeetingsAreSearched(t *testing.T) {
	d, a := quiet()
	for i := range 500 {
		d.snapshot.Meetings = append(d.snapshot.Meetings, desk.Meeting{
			Key: desk.MeetingKey{Account: "ana", Meeting: fmt.Sprint(i)}, Name: fmt.Sprintf("Class %03d", i), State: desk.Live,
		})
	}
	play(t, Options{}, d, a, func(s *stage) {
		walk(s.main.list.Content, func(o fyne.CanvasObject) {
			if search, ok := o.(*widget.Entry); ok {
				test.Type(search, "class 499")
			}
		})
		s.settle()
		s.wantSaid(s.main.list.Content, "Class 499")
		s.wantUnsaid(s.main.list.Content, "Class 000")
		key := desk.MeetingKey{Account: "ana", Meeting: "499"}
		s.main.list.Choose(key)
		s.knock(key, bo)
		s.wantSaid(s.inPrompt(), "Bo")
	})
}

func TestVeryLongAndRightToLeftNamesStayInTheirPlace(t *testing.T) {
	for _, name := range []string{strings.Repeat("Parents ", 200), strings.Repeat("x", 2000), "ערב הורים", "أمسية أولياء الأمور " + strings.Repeat("و", 500)} {
		d, a := quiet()
		play(t, Options{}, d, a, func(s *stage) {
			s.knock(parents, bo)
			window, prompt := s.window().MinSize(), s.inPrompt().MinSize()
			d.change(parents, func(m *desk.Meeting) { m.Name = name })
			d.change(parents, func(m *desk.Meeting) { m.Waiting = nil })
			guest := bo
			guest.Name = name
			s.knock(parents, guest)
			if got := s.window().MinSize(); got.Width > window.Width {
				t.Errorf("with %.20q the window needs a width of %v, not %v", name, got.Width, window.Width)
			}
			if got := s.inPrompt().MinSize(); got.Width > prompt.Width {
				t.Errorf("with %.20q the prompt needs a width of %v, not %v", name, got.Width, prompt.Width)
			}
			s.wantSaid(s.window(), name)
		})
	}
}

// hung is a portal that never answers.
type hung struct{ desk.Portal }

func hang[T any](ctx context.Context) (answer T, err error) {
	<-ctx.Done()
	return answer, ctx.Err()
}

func (hung) Join(ctx context.Context, _ string) (string, error) { return hang[string](ctx) }
func (hung) Links(ctx context.Context, _ string) ([]portal.Link, error) {
	return hang[[]portal.Link](ctx)
}
func (hung) NewLink(ctx context.Context, _ string, _ portal.Link) (portal.Link, error) {
	return hang[portal.Link](ctx)
}
func (hung) SaveLink(ctx context.Context, _ string, _ portal.Link) (portal.Link, error) {
	return hang[portal.Link](ctx)
}
func (hung) Groups(ctx context.Context) ([]portal.Group, error) { return hang[[]portal.Group](ctx) }
func (hung) Details(ctx context.Context, _ portal.Level, _ string) (portal.Details, error) {
	return hang[portal.Details](ctx)
}
func (hung) Save(ctx context.Context, _ portal.Details) (portal.Details, error) {
	return hang[portal.Details](ctx)
}
func (hung) Delete(ctx context.Context, _ portal.Details) error { _, err := hang[int](ctx); return err }
func (hung) Log(ctx context.Context, _, _ string) (entries []portal.LogEntry, before string, err error) {
	entries, err = hang[[]portal.LogEntry](ctx)
	return entries, "", err
}
func (hung) Recordings(ctx context.Context, _ string) ([]portal.Recording, error) {
	return hang[[]portal.Recording](ctx)
}
func (hung) PublishRecording(ctx context.Context, _, _ string, _ bool) error {
	_, err := hang[int](ctx)
	return err
}
func (hung) DeleteRecording(ctx context.Context, _, _ string) error {
	_, err := hang[int](ctx)
	return err
}

// TestPortalThatHangsHoldsUpNothing opens all that asks a portal. Were Fyne's goroutine to wait for an answer, the test would never end.
func TestPortalThatHangsHoldsUpNothing(t *testing.T) {
	d, a := quiet()
	a.portals = map[string]desk.Portal{"ana": hung{}}
	play(t, Options{}, d, a, func(s *stage) {
		for _, tab := range []string{"History", "Recordings", "Waiting room"} {
			s.tap(s.window(), tab)
		}
		s.tap(s.window(), "Start")
		s.newMeeting("ana")
		s.showPlaces("ana")
		s.main.list.Choose(office)
		s.knock(parents, bo)
		s.tap(s.inPrompt(), "Allow")
		s.wantDecisions(desk.Decision{Meeting: parents, Verdict: desk.Allow, Guests: []string{bo.ID}})
	})
}

func TestListOfTheLastRunIsShownAsOld(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		d.mu.Lock()
		d.snapshot.Accounts[0].State, d.snapshot.Accounts[0].Listed = desk.Lost, s.now.Add(-24*time.Hour)
		d.mu.Unlock()
		d.change(parents, func(m *desk.Meeting) { m.State, m.Since = desk.Lost, s.now.Add(-24*time.Hour) })
		s.settle()
		s.wantSaid(s.window(), "No connection to ana@example.org at foyer.example.org since 2026-03-01 10:45. Trying again…")
		s.wantSaid(s.window(), "Connection to Parents' evening lost. Trying again… What you see is from 2026-03-01 10:45.")
		for _, state := range []desk.LinkState{desk.Connecting, desk.Lost, desk.SignedOut} {
			if !s.describe(&desk.Meeting{State: state}).Old {
				t.Errorf("a meeting in state %d is not shown as old", state)
			}
		}
	})
}

func TestWrongClockIsToldOnce(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		for _, key := range []desk.MeetingKey{parents, office} {
			d.change(key, func(m *desk.Meeting) { m.Ahead = 7 * time.Minute })
		}
		s.settle()
		text := "This computer’s clock is 7 min behind that of ana@example.org at foyer.example.org. Times are shown by this " +
			"computer’s clock: set it right."
		s.wantSaid(s.window(), text)
		if n := len(s.main.notices.shown); n != 1 {
			t.Errorf("it is told %d times", n)
		}
		s.main.notices.shown[0].dismiss()
		s.settle()
		s.wantUnsaid(s.window(), text)
		for _, key := range []desk.MeetingKey{parents, office} {
			d.change(key, func(m *desk.Meeting) { m.Ahead = -59 * time.Second })
		}
		s.settle()
		if n := len(s.main.notices.shown); n != 0 {
			t.Error("less than a minute is told, too")
		}
	})
}

func TestWhyTheKeyringDoesNotServeIsTold(t *testing.T) {
	for _, c := range []struct {
		problem     error
		kept, again string
	}{
		{
			accounts.ErrKeyringLocked, "The keyring is locked. Unless you unlock it, you will be asked to sign in again next time.",
			"The keyring with the key to ana@example.org at foyer.example.org is locked. Unlock it, or sign in again.",
		}, {
			accounts.ErrKeyringMissing,
			"This computer has no keyring that could keep you signed in, so you will be asked to sign in again next time.",
			"This computer has no keyring, so nothing keeps you signed in. Please sign in again as ana@example.org at foyer.example.org.",
		}, {
			accounts.ErrNoBus, "The app was started outside a desktop session, where the keyring cannot be reached. So you will be asked " +
				"to sign in again next time. Start it from the desktop’s menu to stay signed in.",
			"The app was started outside a desktop session, where the keyring cannot be reached. Please sign in again as " +
				"ana@example.org at foyer.example.org.",
		},
	} {
		d, a := quiet()
		a.list[0].Kept, a.list[0].Problem = false, c.problem
		play(t, Options{}, d, a, func(s *stage) {
			s.wantSaid(s.window(), c.kept)
			next := a.list[0]
			next.SignedIn = false
			a.set(next)
			s.settle()
			s.wantSaid(s.window(), c.again)
		})
	}
}
