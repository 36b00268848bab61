package ui

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"foyer/client/accounts"
	"foyer/client/desk"
	"foyer/client/portal"
)

var (
	enter   = &fyne.KeyEvent{Name: fyne.KeyReturn}
	parents = desk.MeetingKey{Account: "ana", Meeting: "parents"}
	office  = desk.MeetingKey{Account: "ana", Meeting: "office"}
	bo      = desk.Guest{ID: "1", Name: "Bo", Since: time.Date(2026, 3, 2, 10, 42, 0, 0, time.UTC)}
	cy      = desk.Guest{ID: "2", Name: "Cy", Since: time.Date(2026, 3, 2, 10, 43, 0, 0, time.UTC)}
	di      = desk.Guest{ID: "3", Name: "Di", Since: time.Date(2026, 3, 2, 10, 44, 0, 0, time.UTC)}
)

// quiet is a desk with two meetings for which nobody waits.
func quiet() (*fakeDesk, *fakeAccounts) {
	account := accounts.Account{ID: "ana", Server: "https://foyer.example.org", Email: "ana@example.org"}
	meeting := func(key desk.MeetingKey, name string) desk.Meeting {
		return desk.Meeting{
			Key: key, Name: name, State: desk.Live, Can: everything, GuestPolicy: portal.AskModerator,
			GuestURL: "https://foyer.example.org/b/" + key.Meeting + "-k7m-2pq-x9d",
		}
	}
	return &fakeDesk{snapshot: desk.Snapshot{
		Accounts: []desk.Account{{ID: "ana", Name: account.Title(), State: desk.Live}},
		Meetings: []desk.Meeting{meeting(parents, "Parents' evening"), meeting(office, "Office hours")},
	}}, &fakeAccounts{list: []accounts.Status{{Account: account, SignedIn: true, Kept: true}}}
}

func (s *stage) inPrompt() fyne.CanvasObject { return s.prompt.window.Content() }

func TestKnockOpensThePrompt(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		if s.prompt.shown {
			t.Fatal("the prompt is shown though nobody waits")
		}
		s.knock(parents, bo)
		if !s.prompt.shown {
			t.Fatal("the prompt is not shown")
		}
		s.wantSaid(s.inPrompt(), "Bo")
		s.wantSaid(s.inPrompt(), "Parents' evening · since 10:42")
		s.wantSaid(s.inPrompt(), "1 guest is waiting")
	})
}

func TestAllowLetsOneGuestInAndThePromptGoes(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		s.tap(s.inPrompt(), "Allow")
		s.wantDecisions(desk.Decision{Meeting: parents, Verdict: desk.Allow, Guests: []string{"1"}})
		if s.prompt.shown {
			t.Error("the prompt is still shown though nobody waits")
		}
	})
}

func TestClickDoesNotHitTheGuestWhoMovedUp(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo, cy)
		s.later(time.Second)
		allow := find(s.inPrompt(), "Allow")
		d.change(parents, func(m *desk.Meeting) { m.Waiting = []desk.Guest{cy} })
		s.settle()
		test.Tap(allow)
		s.settle()
		s.wantDecisions()
		s.later(pauseAfterMove)
		test.Tap(allow)
		s.settle()
		s.wantDecisions(desk.Decision{Meeting: parents, Verdict: desk.Allow, Guests: []string{"2"}})
	})
}

func TestDenyEveryoneReachesEachMeeting(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		s.knock(office, cy)
		s.tap(s.inPrompt(), "Deny everyone")
		byMeeting := map[desk.MeetingKey]desk.Decision{}
		for _, decision := range s.desk.decisions {
			byMeeting[decision.Meeting] = decision
		}
		for _, key := range []desk.MeetingKey{parents, office} {
			if got := byMeeting[key]; got.Verdict != desk.Deny || !got.Everyone || got.Remember {
				t.Errorf("the decision for %v is %+v", key, got)
			}
		}
	})
}

func TestRememberIsTakenAlongOnceAndCanBeUndone(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		s.prompt.keep.SetChecked(true)
		s.tap(s.inPrompt(), "Allow everyone")
		s.wantDecisions(desk.Decision{Meeting: parents, Verdict: desk.Allow, Everyone: true, Remember: true})
		if s.prompt.keep.Checked {
			t.Error("remember is still ticked")
		}
		s.wantSaid(s.window(), "Whoever knocks next is let in without asking you.")
		s.tap(s.window(), "Ask me again")
		if len(s.desk.verdicts) != 1 || s.desk.verdicts[0] != "" {
			t.Errorf("remembered: %q, want one that is empty", s.desk.verdicts)
		}
		s.wantUnsaid(s.window(), "Whoever knocks next is let in without asking you.")
	})
}

func TestButtonsWaitForTheDesk(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		d.answer = make(chan error)
		s.knock(parents, bo)
		s.tap(s.inPrompt(), "Allow")
		if !find(s.inPrompt(), "Allow").Disabled() || !find(s.window(), "Deny").Disabled() {
			t.Error("a guest can be decided on twice")
		}
		d.answer <- &portal.Error{Code: "unreachable"}
		s.settle()
		if find(s.inPrompt(), "Allow").Disabled() {
			t.Error("after the failure the guest cannot be decided on")
		}
		want := "That did not reach Parents' evening. The server cannot be reached. Check its address and your connection."
		s.wantSaid(s.inPrompt(), want)
		s.wantSaid(s.window(), want)
	})
}

func TestRefusedDecisionIsToldAndCanBeTakenAgain(t *testing.T) {
	for language, want := range map[string]string{
		"en": "Parents' evening did not take that. You may not do that in this meeting. Ask its owner.",
		"de": "Parents' evening hat das nicht angenommen. In diesem Meeting dürfen Sie das nicht. Fragen Sie die Person, der das Meeting gehört.",
	} {
		d, a := quiet()
		play(t, Options{Texts: texts(t, language)}, d, a, func(s *stage) {
			d.answer = make(chan error)
			s.knock(parents, bo)
			s.knock(office, cy)
			for _, k := range s.knocks() {
				s.decideGuest(k, desk.Allow)
			}
			s.settle()
			// The server's word may come before the desk's that the command was sent.
			d.tell(desk.Refused{Meeting: parents, Code: "insufficient_permissions"})
			s.settle()
			s.wantSaid(s.inPrompt(), want)
			s.wantSaid(s.window(), want)
			if s.deciding[guestKey{parents, bo.ID}] || !s.deciding[guestKey{office, cy.ID}] {
				t.Errorf("busy are %v, want only the guest of the other meeting", s.deciding)
			}
			d.answer <- nil
			d.answer <- nil
			s.settle()
			s.wantSaid(s.window(), want)
			s.knock(parents, di)
			s.decideGuest(s.knocks()[0], desk.Allow)
			s.settle()
			s.wantUnsaid(s.window(), want)
			d.answer <- nil
		})
	}
}

func TestLostDecisionCanBeTakenAgain(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		d.answer = make(chan error)
		s.knock(parents, bo)
		s.tap(s.inPrompt(), "Allow")
		// Nobody can tell whether the decision arrived; the guest is there again when the connection is.
		d.change(parents, func(m *desk.Meeting) { m.State = desk.Lost })
		s.settle()
		d.change(parents, func(m *desk.Meeting) { m.State = desk.Live })
		s.settle()
		if find(s.inPrompt(), "Allow").Disabled() {
			t.Error("the guest cannot be decided on")
		}
	})
}

func TestGuestWhoWasUndoneCanBeDecidedOnAgain(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		d.answer = make(chan error)
		s.knock(parents, bo)
		s.tap(s.inPrompt(), "Deny")
		// The desk never showed the guest gone: denied and undone came in one.
		s.desk.tell(desk.Decided{Meeting: parents, Verdict: desk.Deny, Guests: []desk.Guest{bo}})
		s.settle()
		if find(s.inPrompt(), "Allow").Disabled() {
			t.Error("the guest cannot be decided on")
		}
	})
}

func TestPromptShowsOnlyWhatServersCan(t *testing.T) {
	d, a := quiet()
	for i := range d.snapshot.Meetings {
		d.snapshot.Meetings[i].Can = desk.Capabilities{}
	}
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		s.wantSaid(s.inPrompt(), "[Allow]")
		for _, in := range []fyne.CanvasObject{s.inPrompt(), s.window()} {
			for _, text := range []string{"[Deny]", "[Allow everyone]", "[Deny everyone]", "[_] Remember for whoever knocks next"} {
				s.wantUnsaid(in, text)
			}
		}
		s.later(time.Second)
		s.press(fyne.KeyD)
		s.wantDecisions()
	})
}

func TestPromptGrowsUpToALimit(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		height := func() float32 { return s.prompt.window.Canvas().Size().Height }
		s.knock(parents, bo)
		one := height()
		s.knock(parents, cy, di)
		three := height()
		if want := 2 * s.prompt.list.rowHeight(); three-one != want {
			t.Errorf("two guests more made the prompt %v higher, want %v", three-one, want)
		}
		many := make([]desk.Guest, 10000)
		for i := range many {
			many[i] = desk.Guest{ID: fmt.Sprint("many", i), Name: "Guest"}
		}
		s.knock(parents, many...)
		if want := one + (promptRows-1)*s.prompt.list.rowHeight(); height() != want {
			t.Errorf("with 10,003 guests the prompt is %v high, want %v", height(), want)
		}
		rows := 0
		walk(s.inPrompt(), func(o fyne.CanvasObject) {
			if _, ok := o.(*guestRow); ok {
				rows++
			}
		})
		if rows == 0 || rows > 2*promptRows {
			t.Errorf("%d rows are drawn", rows)
		}
	})
}

func TestGuestsFoundBeforeTheWindowsArePromptedToo(t *testing.T) {
	d, a := quiet()
	d.snapshot.Meetings[0].Waiting = []desk.Guest{bo}
	play(t, Options{}, d, a, func(s *stage) {
		if !s.prompt.shown {
			t.Error("nobody is told of who waited when the app began")
		}
	})
	quiet := Options{}
	quiet.Preferences.DoNotDisturb = true
	d, a = undoing()
	d.snapshot.Meetings[0].Waiting = []desk.Guest{bo}
	play(t, quiet, d, a, func(s *stage) {
		if s.prompt.shown {
			t.Error("the prompt disturbs")
		}
	})
}

func TestLostMeetingLeavesThePromptAndComesBack(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		d.change(parents, func(m *desk.Meeting) { m.State = desk.Lost })
		s.settle()
		if s.prompt.shown {
			t.Error("the prompt shows a guest on whom no decision arrives")
		}
		d.change(parents, func(m *desk.Meeting) { m.State = desk.Live })
		s.settle()
		if !s.prompt.shown {
			t.Error("the prompt did not come back")
		}
	})
}

func TestPromptDoesNotGrowWithNames(t *testing.T) {
	for _, name := range []string{
		"Dr. Maximiliane Wilhelmine von Hohenstein-Schwarzburg und zu Rudolstadt-Sondershausen und noch weiter hin",
		"محمد عبد الرحمن بن عبد الله بن عبد المطلب بن هاشم بن عبد مناف",
		"WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
	} {
		d, a := quiet()
		play(t, Options{Texts: texts(t, "de")}, d, a, func(s *stage) {
			s.knock(parents, desk.Guest{ID: "1", Name: name, Since: bo.Since})
			if width := s.prompt.window.Canvas().Size().Width; width != promptWidth {
				t.Errorf("%q made the prompt %v wide", name, width)
			}
			if width := s.prompt.window.Content().MinSize().Width; width > promptWidth {
				t.Errorf("%q needs a prompt of %v", name, width)
			}
			allow := find(s.inPrompt(), "Zulassen").(*button)
			if allow.Size().Width < allow.MinSize().Width {
				t.Errorf("%q squeezes the button", name)
			}
			if !s.prompt.list.Visible() || test.WidgetRenderer(s.prompt.list) == nil {
				t.Error("there is no list")
			}
		})
	}
}

func TestPromptStandsAtTheTopRightWhateverTheScale(t *testing.T) {
	for _, c := range []struct {
		about       string
		x, y, width int
		scale       float32
		left, top   int
	}{
		{"one monitor", 0, 0, 1280, 1, 704, 44},
		{"200 %", 0, 0, 2560, 2, 1408, 88},
		{"below a panel, right of another monitor", 1920, 32, 3840, 1.5, 4896, 98},
		{"scale not known yet", 0, 0, 1280, 0, 704, 44},
		{"narrower than the prompt", 100, 0, 500, 2, 100, 88},
	} {
		if left, top := corner(c.x, c.y, c.width, promptWidth, c.scale); left != c.left || top != c.top {
			t.Errorf("%s: the prompt stands at %d,%d, want %d,%d", c.about, left, top, c.left, c.top)
		}
	}
}
