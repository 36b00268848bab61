package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/accounts"
	"foyer/client/desk"
	"foyer/client/portal"
)

func TestLostConnectionIsToldCalmlyAndComesBack(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		d.change(parents, func(m *desk.Meeting) { m.State, m.Since = desk.Lost, s.now })
		s.settle()
		banner := "Connection to Parents' evening lost. Trying again… What you see is from 10:45."
		s.wantSaid(s.window(), banner)
		s.wantSaid(s.window(), "Bo")
		for _, text := range []string{"Allow", "Deny", "Allow everyone", "Deny everyone"} {
			if !find(s.window(), text).Disabled() {
				t.Errorf("%q can be pressed though it would not arrive", text)
			}
		}
		d.change(parents, func(m *desk.Meeting) { m.State = desk.Live })
		s.settle()
		s.wantUnsaid(s.window(), banner)
		if find(s.window(), "Allow").Disabled() {
			t.Error("the buttons did not come back")
		}
	})
}

func TestReasonOfALostConnectionIsTold(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		d.mu.Lock()
		d.snapshot.Accounts[0].State = desk.Lost
		d.snapshot.Accounts[0].Problem = fmt.Errorf("list: %w", &portal.Error{Code: "certificate", Detail: "Something."})
		d.mu.Unlock()
		d.change(parents, func(m *desk.Meeting) { m.State, m.Since, m.Problem = desk.Lost, s.now, desk.ErrNotModerator })
		s.settle()
		s.wantSaid(s.window(), "You are no moderator of this meeting. Ask its owner. What you see is from 10:45.")
		s.wantSaid(s.window(), "No connection to ana@example.org at foyer.example.org. "+
			"The server's certificate is not trusted. Ask whoever runs the server.")
	})
}

func TestEveryoneIsDecidedOnInTheMeetingShownOnly(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		s.knock(office, cy)
		s.main.list.Choose(office)
		s.tap(s.window(), "Deny everyone")
		s.wantDecisions(desk.Decision{Meeting: office, Verdict: desk.Deny, Everyone: true})
		if !find(s.window(), "Deny everyone").Disabled() {
			t.Error("everyone can be denied though nobody waits")
		}
		s.wantSaid(s.window(), "Nobody is waiting. Whoever comes by the guest link appears here.")
	})
}

func TestChosenMeetingStaysChosenWhenTheListChanges(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.main.list.Choose(office)
		d.mu.Lock()
		slices.Reverse(d.snapshot.Meetings)
		d.mu.Unlock()
		d.tell(desk.Refreshed{})
		s.settle()
		if got := s.main.meeting.key; got != office {
			t.Errorf("the page shows %v, want %v", got, office)
		}
		d.mu.Lock()
		d.snapshot.Meetings = nil
		d.mu.Unlock()
		d.tell(desk.Refreshed{})
		s.settle()
		s.wantSaid(s.window(), "This account has no meetings yet. Create one on its server; it appears here by itself.")
	})
}

func TestGuestLinkIsCopied(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.tap(s.window(), "Copy link")
		if got := s.app.Clipboard().Content(); got != "https://foyer.example.org/b/parents-k7m-2pq-x9d" {
			t.Errorf("on the clipboard is %q", got)
		}
		s.wantSaid(s.window(), "[Copied]")
		<-time.After(2 * time.Second)
		s.settle()
		s.wantSaid(s.window(), "[Copy link]")
	})
}

func TestFirstStartOffersToSignInOrToHost(t *testing.T) {
	a := &fakeAccounts{}
	play(t, Options{Host: &fakeHost{}}, &fakeDesk{}, a, func(s *stage) {
		s.wantSaid(s.window(), "Welcome to Foyer")
		s.wantSaid(s.window(), "Host on this computer")
		form := s.main.door.signIn
		s.tap(s.window(), "Sign in")
		s.wantSaid(s.window(), "Please fill in the server, your e-mail and your password.")
		form.Server.SetText(" foyer.example.org ")
		form.Email.SetText("ana@example.org")
		test.Type(form.Password, "right")
		form.Password.TypedKey(enter)
		s.settle()
		if want := []string{"foyer.example.org ana@example.org right"}; !slices.Equal(a.tried, want) {
			t.Errorf("tried %q, want %q", a.tried, want)
		}
		s.wantUnsaid(s.window(), "Welcome to Foyer")
		if form.Password.Text != "" {
			t.Error("the form still has the password")
		}
	})
}

func TestSignInErrorIsASentence(t *testing.T) {
	for _, c := range []struct {
		name     string
		language string
		err      error
		want     string
	}{
		{"wrong password", "en", &portal.Error{Code: "wrong_credentials"}, "E-mail or password is wrong. Check both and try again."},
		{"in German", "de", &portal.Error{Code: "wrong_credentials"},
			"E-Mail oder Passwort stimmt nicht. Prüfen Sie beides und versuchen Sie es noch einmal."},
		{"too many tries", "en", &portal.Error{Code: "too_many_tries"}, "Too many tries. Wait a few minutes, then try again."},
		{"code of tomorrow", "en", &portal.Error{Code: "new", Detail: "Do this."}, "Do this."},
		{"too slow", "en", context.DeadlineExceeded, "The server did not answer in time. Try again."},
		{"anything", "en", errors.New("boom"), "Something went wrong (boom). Try again."},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := &fakeAccounts{err: c.err}
			play(t, Options{Texts: texts(t, c.language)}, &fakeDesk{}, a, func(s *stage) {
				s.fillIn()
				s.main.door.signIn.Password.TypedKey(enter)
				s.settle()
				s.wantSaid(s.window(), c.want)
				if s.main.door.signIn.Submit.Disabled() || s.main.door.signIn.Email.Disabled() {
					t.Error("the form cannot be sent again")
				}
			})
		})
	}
}

func TestSlowSignInBlocksNothingAndCanBeGivenUp(t *testing.T) {
	a := &fakeAccounts{}
	play(t, Options{}, &fakeDesk{}, a, func(s *stage) {
		a.answer = make(chan struct{})
		s.fillIn()
		s.tap(s.window(), "Sign in")
		form := s.main.door.signIn
		if !form.Submit.Disabled() || !form.Password.Disabled() {
			t.Error("the form can be sent twice")
		}
		s.tap(s.window(), "Cancel")
		if form.Submit.Disabled() || form.Said() != "" {
			t.Errorf("after giving up the form is disabled or complains: %q", form.Said())
		}
	})
}

func TestSignedOutAccountSignsInAgainInPlace(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		d.mu.Lock()
		d.snapshot.Accounts[0].State = desk.SignedOut
		d.mu.Unlock()
		d.change(parents, func(m *desk.Meeting) { m.State = desk.SignedOut })
		s.settle()
		s.wantSaid(s.window(), "You are signed out of ana@example.org at foyer.example.org.")
		s.tap(s.window(), "Sign in again")
		s.wantSaid(s.window(), "Bo")
		form := s.main.notices.again["ana"]
		form.Password.SetText("right")
		d.tell(desk.Refreshed{})
		s.settle()
		if s.main.notices.again["ana"] != form || form.Password.Text != "right" {
			t.Fatal("a change on the desk emptied the form")
		}
		s.tap(form.Content, "Sign in")
		if want := []string{"https://foyer.example.org ana@example.org right"}; !slices.Equal(a.tried, want) {
			t.Errorf("tried %q, want %q", a.tried, want)
		}
	})
}

func TestKeyringTroubleIsToldOnce(t *testing.T) {
	missing := "This computer has no keyring that could keep you signed in, so you will be asked to sign in again next time."
	d, a := quiet()
	a.list[0].Kept, a.list[0].Problem = false, accounts.ErrKeyringMissing
	play(t, Options{}, d, a, func(s *stage) {
		s.wantSaid(s.window(), missing)
		s.main.notices.shown[0].dismiss()
		s.settle()
		s.wantUnsaid(s.window(), missing)

		waiting := a.list[0]
		waiting.SignedIn, waiting.Problem = false, accounts.ErrKeyringLocked
		a.set(waiting)
		s.settle()
		s.wantSaid(s.window(), "The keyring with the key to ana@example.org at foyer.example.org is locked. Unlock it, or sign in again.")
		waiting.SignedIn, waiting.Kept, waiting.Problem = true, true, nil
		a.set(waiting)
		s.settle()
		if n := len(s.main.notices.shown); n != 0 {
			t.Errorf("%d notices are left", n)
		}
	})
}

func TestDamagedListOfAccountsIsToldOnce(t *testing.T) {
	for language, want := range map[string]string{
		"en": "Foyer could not read its list of accounts. Please sign in again. The old list is kept as accounts.json.damaged.",
		"de": "Foyer konnte die Liste Ihrer Konten nicht lesen. Bitte melden Sie sich neu an. Die alte Liste bleibt als accounts.json.damaged erhalten.",
	} {
		a := &fakeAccounts{problem: accounts.ErrNotRead}
		play(t, Options{Texts: texts(t, language)}, &fakeDesk{}, a, func(s *stage) {
			s.wantSaid(s.window(), want)
			s.main.notices.shown[0].dismiss()
			s.settle()
			s.wantUnsaid(s.window(), want)
		})
	}
}

func TestAccountIsSignedOut(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.tap(s.window(), "Accounts and hosting")
		s.wantSaid(s.window(), "ana@example.org at foyer.example.org")
		s.tap(s.window(), "Sign out")
		if !slices.Equal(a.out, []string{"ana"}) {
			t.Errorf("signed out: %q", a.out)
		}
	})
}

// fakeHost hosts nothing.
type fakeHost struct {
	settings []HostSettings
	stopped  int
	err      error
}

func (h *fakeHost) Start(_ context.Context, s HostSettings) (Hosted, error) {
	h.settings = append(h.settings, s)
	session := accounts.Session{Server: "http://127.0.0.1:8080", Email: "host", Token: "t"}
	return Hosted{URL: "http://192.168.1.7:8080", Session: session}, h.err
}

func (h *fakeHost) Folder() string { return "/home/ana/foyer" }

func (h *fakeHost) Stop(context.Context) error {
	h.stopped++
	return nil
}

func TestHostingStartsAndStops(t *testing.T) {
	host := &fakeHost{}
	a := &fakeAccounts{}
	play(t, Options{Host: host}, &fakeDesk{}, a, func(s *stage) {
		s.main.door.host.meeting.SetText("Party")
		s.tap(s.window(), "Start hosting")
		if want := []HostSettings{{Meeting: "Party", Demo: true}}; !slices.Equal(host.settings, want) {
			t.Errorf("hosted with %+v, want %+v", host.settings, want)
		}
		if len(a.adopted) != 1 {
			t.Fatalf("adopted: %v", a.adopted)
		}
		s.wantSaid(s.window(), "Hosting on this computer: phones on the same network reach it at http://192.168.1.7:8080")
		s.tap(s.window(), "Stop hosting")
		if host.stopped != 1 || !slices.Equal(a.out, []string{"host"}) {
			t.Errorf("stopped %d times, signed out %q", host.stopped, a.out)
		}
		s.wantSaid(s.window(), "Welcome to Foyer")
	})
}

func TestHostingWithAConferenceServerNeedsItsSecret(t *testing.T) {
	host := &fakeHost{err: &portal.Error{Code: "bbb_secret"}}
	play(t, Options{Host: host}, &fakeDesk{}, &fakeAccounts{}, func(s *stage) {
		form := s.main.door.host
		form.kind.SetSelected(form.conferenceText)
		form.server.SetText("bbb.example.org")
		s.tap(s.window(), "Start hosting")
		s.wantSaid(s.window(), "Please fill in all fields.")
		form.secret.SetText("hush")
		s.tap(s.window(), "Start hosting")
		want := []HostSettings{{Meeting: "My meeting", Server: "bbb.example.org", Secret: "hush"}}
		if !slices.Equal(host.settings, want) {
			t.Errorf("hosted with %+v, want %+v", host.settings, want)
		}
		s.wantSaid(s.window(), "The BigBlueButton server does not accept the shared secret: copy it anew from “bbb-conf --secret”.")
	})
}

func TestManyChangesAreDrawnOnce(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		before := d.drawn
		for range 1000 {
			d.tell(desk.Refreshed{})
		}
		s.settle()
		if n := d.drawn - before; n != 1 {
			t.Errorf("1000 changes at once were drawn %d times", n)
		}
	})
}

func TestNotificationComesOnlyWhenLookingElsewhere(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		next := func() string {
			select {
			case n := <-s.sent:
				return n.Title + " / " + n.Content
			default:
				return ""
			}
		}
		s.attention.foreground = true
		s.knock(parents, bo)
		if got := next(); got != "" {
			t.Errorf("notified while in the foreground: %q", got)
		}
		s.attention.foreground = false
		s.knock(parents, cy)
		if got, want := next(), "Cy would like to come in / Parents' evening"; got != want {
			t.Errorf("notified %q, want %q", got, want)
		}
		// What has grown cannot be replaced by Fyne's means, and is not told again.
		s.desk.tell(desk.Alert{ID: s.alerts, Meeting: parents, Newest: di, Count: 2, Grown: true})
		s.settle()
		if got := next(); got != "" {
			t.Errorf("notified again: %q", got)
		}
		s.knock(office, bo, cy)
		if got, want := next(), "2 guests would like to come in / Office hours"; got != want {
			t.Errorf("notified %q, want %q", got, want)
		}
	})
}

func (s *stage) fillIn() {
	form := s.main.door.signIn
	for _, e := range []struct {
		entry *widget.Entry
		text  string
	}{{form.Server, "foyer.example.org"}, {form.Email, "ana@example.org"}, {form.Password, "wrong"}} {
		e.entry.SetText(e.text)
	}
}

func TestSmallestWindowHasRoomForTheGuestLink(t *testing.T) {
	for _, language := range []string{"en", "de"} {
		d, a := quiet()
		d.snapshot.Meetings[0].GuestURL = "http://192.168.178.100:65535/b/" + strings.Repeat("parents-", 3) + "-k7m-2pq-x9d"
		play(t, Options{Texts: texts(t, language)}, d, a, func(s *stage) {
			s.knock(parents, bo, cy, di)
			s.main.window.Resize(s.main.window.Content().MinSize().AddWidthHeight(2*theme.Padding(), 2*theme.Padding()))
			walk(s.main.meeting.link.Content, func(o fyne.CanvasObject) {
				driver := fyne.CurrentApp().Driver()
				card := driver.AbsolutePositionForObject(s.main.meeting.link.Content)
				bottom := driver.AbsolutePositionForObject(o).Y + o.Size().Height
				if limit := card.Y + s.main.meeting.link.Content.Size().Height; bottom > limit {
					t.Errorf("in %s, %T ends at %v, below its card at %v", language, o, bottom, limit)
				}
			})
			if title := s.main.meeting.waiting.title; title.Size().Width < 190 {
				t.Errorf("in %s, the number of guests has a width of %v", language, title.Size().Width)
			}
		})
	}
}
