package ui

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"foyer/client/accounts"
	"foyer/client/desk"
	"foyer/ui/notify"
	"foyer/ui/preferences"
)

// fakeNotifier shows notifications to the test.
type fakeNotifier struct {
	shown     notify.Notification
	shows     int
	withdrawn int
}

func (n *fakeNotifier) Show(shown notify.Notification) { n.shown = shown; n.shows++ }
func (n *fakeNotifier) Answer(links []string) ([]string, bool) {
	others := slices.DeleteFunc(slices.Clone(links), func(link string) bool { return strings.HasPrefix(link, "foyer:answer/") })
	return others, slices.Contains(links, "foyer:answer/right")
}
func (n *fakeNotifier) Withdraw() { n.shown = notify.Notification{}; n.withdrawn++ }

// labels returns the buttons of the notification.
func (n *fakeNotifier) labels() (all []string) {
	for _, a := range n.shown.Actions {
		all = append(all, a.Label)
	}
	return all
}

func TestNotificationDecidesOnThoseItIsAboutAlone(t *testing.T) {
	d, a := quiet()
	n := &fakeNotifier{}
	play(t, Options{Notifier: n}, d, a, func(s *stage) {
		s.knock(parents, bo)
		if want := []string{"Allow", "Deny"}; n.shown.Title != "Bo would like to come in" || !slices.Equal(n.labels(), want) {
			t.Errorf("shown is %+v", n.shown)
		}
		s.alerts-- // The next knock belongs to the same alert.
		d.change(parents, func(m *desk.Meeting) { m.Waiting = append(slices.Clone(m.Waiting), cy) })
		s.desk.tell(desk.Alert{ID: 1, Grown: true, Meeting: parents, Newest: cy, Count: 2})
		s.settle()
		if want := []string{"Allow all 2", "Deny all 2"}; n.shown.Title != "2 guests would like to come in" || !slices.Equal(n.labels(), want) {
			t.Errorf("shown is %+v", n.shown)
		}
		// Di knocks while the moderator's finger is on the way to the button.
		chosen := n.shown.Chosen
		d.change(parents, func(m *desk.Meeting) { m.Waiting = append(slices.Clone(m.Waiting), di) })
		s.settle()
		chosen("allow")
		s.settle()
		var allowed []string
		for _, decision := range d.decisions {
			allowed = append(allowed, decision.Guests...)
		}
		slices.Sort(allowed)
		if want := []string{"1", "2"}; !slices.Equal(allowed, want) {
			t.Errorf("allowed were %v, want %v", allowed, want)
		}
		if n.withdrawn != 1 {
			t.Errorf("the notification was taken back %d times", n.withdrawn)
		}
	})
}

func TestNotificationGoesWhenSomebodyElseDecided(t *testing.T) {
	d, a := quiet()
	n := &fakeNotifier{}
	play(t, Options{Notifier: n}, d, a, func(s *stage) {
		s.knock(parents, bo, cy)
		d.change(parents, func(m *desk.Meeting) { m.Waiting = []desk.Guest{cy} })
		s.settle()
		if n.shown.Title != "Cy would like to come in" {
			t.Errorf("shown is %+v", n.shown)
		}
		d.change(parents, func(m *desk.Meeting) { m.Waiting = nil })
		s.settle()
		if n.withdrawn != 1 {
			t.Errorf("the notification was taken back %d times", n.withdrawn)
		}
		s.knock(parents, di)
		s.attention.entered()
		if n.withdrawn != 2 {
			t.Error("the notification stays though the windows tell")
		}
	})
}

func TestNotificationOffersOnlyWhatTheServerCan(t *testing.T) {
	d, a := quiet()
	n := &fakeNotifier{}
	for i := range d.snapshot.Meetings {
		d.snapshot.Meetings[i].Can = desk.Capabilities{}
	}
	play(t, Options{Notifier: n}, d, a, func(s *stage) {
		s.knock(parents, bo)
		if want := []string{"Allow"}; !slices.Equal(n.labels(), want) {
			t.Errorf("the buttons are %q, want %q", n.labels(), want)
		}
	})
}

func TestDoorbellRingsOncePerAlertUnlessItShallBeQuiet(t *testing.T) {
	for _, c := range []struct {
		name        string
		preferences preferences.Preferences
		want        int
	}{
		{"usually", preferences.Preferences{}, 1},
		{"kept still", preferences.Preferences{Quiet: true}, 0},
		{"do not disturb", preferences.Preferences{DoNotDisturb: true}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, a := quiet()
			rung := 0
			play(t, Options{Preferences: c.preferences, Ring: func(context.Context) error { rung++; return nil }}, d, a, func(s *stage) {
				s.knock(parents, bo)
				s.desk.tell(desk.Alert{ID: 1, Grown: true, Meeting: parents, Newest: bo, Count: 1})
				s.settle()
				if rung != c.want {
					t.Errorf("it rang %d times, want %d", rung, c.want)
				}
			})
		})
	}
}

func TestPromptPopsUpWhenTheModeratorWants(t *testing.T) {
	for _, c := range []struct {
		name        string
		preferences preferences.Preferences
		foreground  bool
		want        bool
	}{
		{"always", preferences.Preferences{}, true, true},
		{"away, and away", preferences.Preferences{PopUp: preferences.Away}, false, true},
		{"away, and here", preferences.Preferences{PopUp: preferences.Away}, true, false},
		{"never", preferences.Preferences{PopUp: preferences.Never}, false, false},
		{"do not disturb", preferences.Preferences{DoNotDisturb: true}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, a := quiet()
			play(t, Options{Preferences: c.preferences}, d, a, func(s *stage) {
				s.attention.foreground = c.foreground
				s.knock(parents, bo)
				if s.prompt.shown != c.want {
					t.Errorf("the prompt is shown: %v", s.prompt.shown)
				}
				s.wantSaid(s.window(), "Bo")
				s.showPrompt()
				s.settle()
				if !s.prompt.shown {
					t.Error("the tray does not bring the prompt")
				}
			})
		})
	}
}

func TestReturnAnswersAsChosen(t *testing.T) {
	for answer, want := range map[preferences.Answer][]desk.Decision{
		"":                nil,
		preferences.Allow: {{Meeting: parents, Verdict: desk.Allow, Guests: []string{"1"}}},
		preferences.Deny:  {{Meeting: parents, Verdict: desk.Deny, Guests: []string{"1"}}},
	} {
		d, a := quiet()
		play(t, Options{Preferences: preferences.Preferences{Return: answer}}, d, a, func(s *stage) {
			s.knock(parents, bo)
			s.later(time.Second)
			s.press(fyne.KeyReturn)
			s.wantDecisions(want...)
		})
	}
}

func TestDoNotDisturbIsVisiblyOn(t *testing.T) {
	d, a := quiet()
	play(t, Options{Preferences: preferences.Preferences{DoNotDisturb: true}}, d, a, func(s *stage) {
		s.wantSaid(s.window(), "Do not disturb is on: nobody's knock pops up or rings.")
		s.tap(s.window(), "Turn it off")
		s.wantUnsaid(s.window(), "Do not disturb is on: nobody's knock pops up or rings.")
		if s.preferences.DoNotDisturb {
			t.Error("it is still on")
		}
	})
}

func TestChoicesAreKeptInTheOrderInWhichTheyWereMade(t *testing.T) {
	d, a := quiet()
	var kept []preferences.Preferences
	var disk chan error
	save := func(p preferences.Preferences) error {
		kept = append(kept, p)
		return <-disk
	}
	play(t, Options{SavePreferences: save}, d, a, func(s *stage) {
		disk = make(chan error)
		for _, p := range []preferences.Preferences{{Quiet: true}, {}, {Language: "de"}} {
			s.choose(p)
		}
		s.settle()
		disk <- nil
		s.settle()
		disk <- errors.New("disk full")
		s.settle()
		if want := []preferences.Preferences{{Quiet: true}, {Language: "de"}}; !slices.Equal(kept, want) {
			t.Errorf("kept were %+v, want %+v", kept, want)
		}
		s.wantSaid(s.window(), "This computer could not save the settings. They hold until Foyer ends.")
	})
}

func TestSizeAndColoursAreTakenAtOnce(t *testing.T) {
	t.Setenv(scaleVariable, "1.1")
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		background := func() any { return s.app.Settings().Theme().Color("background", 0) }
		before := background()
		s.choose(preferences.Preferences{Theme: preferences.Light, Size: 1.5})
		light := background()
		s.choose(preferences.Preferences{Theme: preferences.Dark, Size: 1.5})
		if dark := background(); dark == light || before == light && before == dark {
			t.Errorf("light is %v, dark %v", light, dark)
		}
		if got := os.Getenv(scaleVariable); got != "1.5" {
			t.Errorf("the size is %q", got)
		}
		s.choose(preferences.Preferences{})
		if got := os.Getenv(scaleVariable); got != "1.1" {
			t.Errorf("the system's size came back as %q", got)
		}
	})
}

func TestLinkLeadsToItsMeeting(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.Visit([]string{"nonsense", "foyer://foyer.example.org/b/office-k7m-2pq-x9d"})
		s.settle()
		if got := s.main.list.Chosen(); got == nil || got.Key != office {
			t.Errorf("the meeting that is shown is %+v", got)
		}
		s.Visit([]string{"foyer://foyer.example.org/b/other-k7m-2pq-x9d"})
		s.settle()
		unknown := "The link leads to a meeting that is not among yours. Ask its owner."
		s.wantUnsaid(s.window(), unknown) // It may have been made a moment ago: the portal is asked first.
		s.wantDid("reload ana")
		d.mu.Lock()
		d.snapshot.Accounts[0].Listed = s.now.Add(time.Second)
		d.mu.Unlock()
		d.tell(desk.Refreshed{})
		s.settle()
		s.wantSaid(s.window(), unknown)
	})
}

func TestLinkThatAnswersTheNotificationChangesNoWindow(t *testing.T) {
	d, a := quiet()
	play(t, Options{Notifier: &fakeNotifier{}}, d, a, func(s *stage) {
		s.main.hidden = true
		s.Visit([]string{"foyer:answer/right"})
		s.settle()
		if !s.main.hidden || s.failure != "" {
			t.Errorf("the window is hidden: %v, and says %q", s.main.hidden, s.failure)
		}
		// One that comes too late shows who waits now.
		s.Visit([]string{"foyer:answer/wrong"})
		s.settle()
		s.Follow([]string{"foyer:answer/wrong"})
		if s.main.hidden || s.failure != "" {
			t.Errorf("the window is hidden: %v, and says %q", s.main.hidden, s.failure)
		}
	})
}

func TestLinkToAnotherServerLeadsToItsSignIn(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.Visit([]string{"foyer://other.example.org/b/office-k7m-2pq-x9d"})
		s.settle()
		if got := s.main.door.signIn.Server.Text; got != "https://other.example.org" || !s.main.atDoor {
			t.Errorf("the form has the server %q, shown: %v", got, s.main.atDoor)
		}
	})
}

func TestLinkWaitsUntilTheMeetingsAreKnown(t *testing.T) {
	d := &fakeDesk{snapshot: desk.Snapshot{Accounts: []desk.Account{{ID: "ana", State: desk.Connecting}}}}
	a := &fakeAccounts{list: []accounts.Status{{Account: accounts.Account{ID: "ana", Server: "https://foyer.example.org"}, SignedIn: true}}}
	play(t, Options{}, d, a, func(s *stage) {
		s.Follow([]string{"foyer://foyer.example.org/b/office-k7m-2pq-x9d"})
		s.settle()
		known, _ := quiet()
		d.snapshot = known.snapshot
		s.desk.tell(desk.Refreshed{})
		s.settle()
		if got := s.main.list.Chosen(); got == nil || got.Key != office {
			t.Errorf("the meeting that is shown is %+v", got)
		}
	})
}

func TestCrashIsNamedUntilItIsPutAway(t *testing.T) {
	d, a := quiet()
	play(t, Options{CrashReport: "/home/ana/crash.txt", Damaged: true}, d, a, func(s *stage) {
		s.wantSaid(s.window(), "Foyer ended unexpectedly last time. What happened is in /home/ana/crash.txt – "+
			"please send it to whoever looks after Foyer for you.")
		s.wantSaid(s.window(), "Foyer could not read its settings and starts with the usual ones. "+
			"The old ones are kept as preferences.json.damaged.")
	})
}
