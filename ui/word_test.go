package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"foyer/client/desk"
)

// undoing is a quiet desk whose servers take decisions back.
func undoing() (*fakeDesk, *fakeAccounts) {
	d, a := quiet()
	for i := range d.snapshot.Meetings {
		d.snapshot.Meetings[i].Can.Undo = true
	}
	return d, a
}

// decidedBy has a moderator decide on guests of the parents' evening, and the desk tell.
func (s *stage) decidedBy(by string, id int64, verdict desk.Verdict, guests ...desk.Guest) {
	s.desk.change(parents, func(m *desk.Meeting) {
		m.Waiting = slices.DeleteFunc(slices.Clone(m.Waiting), func(g desk.Guest) bool { return slices.Contains(guests, g) })
	})
	s.desk.tell(desk.Decided{Meeting: parents, ID: id, Verdict: verdict, Guests: guests, By: by})
	s.settle()
}

func TestDecisionCanBeTakenBackForTenSeconds(t *testing.T) {
	d, a := undoing()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		d.answer = make(chan error) // The server's word comes before the desk's that the command was sent.
		s.tap(s.inPrompt(), "Allow")
		s.decidedBy("Ana", 7, desk.Allow, bo)
		if !s.prompt.shown {
			t.Fatal("the prompt is gone, and nothing can be taken back")
		}
		s.wantSaid(s.inPrompt(), "Bo was allowed.")
		s.wantUnsaid(s.inPrompt(), "[Allow]")
		s.tap(s.inPrompt(), "Undo")
		if want := []string{"undo parents 7"}; !slices.Equal(d.did, want) {
			t.Errorf("done was %q, want %q", d.did, want)
		}
		if s.prompt.shown {
			t.Error("the prompt is still shown though nobody waits")
		}
		d.change(parents, func(m *desk.Meeting) { m.Waiting = []desk.Guest{bo} })
		s.desk.tell(desk.Undone{Meeting: parents, ID: 7, By: "Ana"})
		s.settle()
		s.wantSaid(s.inPrompt(), "Bo")
		if !s.prompt.shown {
			t.Error("who waits again is not shown")
		}
	})
}

func TestPromptGoesWhenItIsTooLateToTakeBack(t *testing.T) {
	d, a := undoing()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		s.decidedBy("Ana", 7, desk.Deny, bo)
		if !s.prompt.shown {
			t.Fatal("the prompt is gone at once")
		}
		s.later(undoFor)
		<-time.After(undoFor)
		s.settle()
		if s.prompt.shown {
			t.Error("the prompt is still shown")
		}
	})
}

func TestWhatAnotherModeratorDecidedIsToldWithTheName(t *testing.T) {
	for language, want := range map[string]string{"en": "Clara denied Bo.", "de": "Clara hat Bo abgelehnt."} {
		d, a := undoing()
		play(t, Options{Texts: texts(t, language)}, d, a, func(s *stage) {
			s.knock(parents, bo, cy)
			s.decidedBy("Clara", 7, desk.Deny, bo)
			s.wantSaid(s.inPrompt(), want)
			s.wantUnsaid(s.inPrompt(), "Bo")
			s.wantSaid(s.inPrompt(), "Cy")
			s.decidedBy("", 8, desk.Allow, di)
			s.wantSaid(s.inPrompt(), want)
		})
	}
}

func TestServerThatCannotUndoIsNotAskedTo(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo, cy)
		s.decidedBy("Clara", 7, desk.Deny, bo)
		s.wantSaid(s.inPrompt(), "Clara denied Bo.")
		s.wantUnsaid(s.inPrompt(), "[Undo]")
		s.later(time.Second)
		s.press(fyne.KeyU)
		if len(d.did) > 0 {
			t.Errorf("done was %q", d.did)
		}
	})
}

func TestFlagsAreToldBeforeTheDecision(t *testing.T) {
	d, a := undoing()
	play(t, Options{}, d, a, func(s *stage) {
		guest := bo
		guest.Flags = desk.Flags{LooksLikeModerator: true, DeniedBefore: true}
		guest.AskedName = "Host"
		s.knock(parents, guest)
		s.wantSaid(s.inPrompt(), "was denied before · has a moderator's name · came as Host · Parents' evening · since 10:42")
	})
}

// Fyne loses the space behind an Arabic name that begins a sentence, unless the name is marked as a run of its own.
func TestNameInTheOtherDirectionKeepsItsSpaces(t *testing.T) {
	d, a := undoing()
	play(t, Options{}, d, a, func(s *stage) {
		amal := desk.Guest{ID: "7", Name: "أمل", Since: bo.Since}
		s.knock(parents, amal)
		d.answer = make(chan error) // The server's word comes before the desk's that the command was sent.
		s.tap(s.inPrompt(), "Allow")
		s.decidedBy("Ana", 7, desk.Allow, amal)
		if want := "\u2068أمل\u2069 was allowed."; s.prompt.word.text.Text != want {
			t.Errorf("the prompt says %+q, want %+q", s.prompt.word.text.Text, want)
		}
	})
}

func TestButtonsStandInTheMiddleUnlessFlagsNeedTheLine(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		flagged := cy
		flagged.Flags = desk.Flags{DeniedBefore: true}
		s.knock(parents, bo, flagged)
		rows := map[string]*guestRow{}
		walk(s.inPrompt(), func(o fyne.CanvasObject) {
			if r, ok := o.(*guestRow); ok {
				rows[r.knock.Name] = r
			}
		})
		plain, warned := rows[bo.Name], rows[cy.Name]
		middle := plain.buttons.Position().Y + plain.buttons.Size().Height/2
		if want := plain.lines.Size().Height / 2; middle != want {
			t.Errorf("the middle of the buttons is at %v, that of the lines at %v", middle, want)
		}
		if plain.detail.Size().Width > plain.buttons.Position().X {
			t.Error("the detail runs into the buttons")
		}
		if warned.detail.Size().Width != warned.lines.Size().Width {
			t.Errorf("what warns has %v of %v", warned.detail.Size().Width, warned.lines.Size().Width)
		}
		if plain.MinSize().Height != warned.MinSize().Height {
			t.Error("the rows differ in height")
		}
	})
}

func TestFoldedPromptIsOneLine(t *testing.T) {
	d, a := undoing()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo, cy)
		whole := s.prompt.size.Height
		s.prompt.toggleFold()
		s.settle()
		s.wantSaid(s.inPrompt(), "2 guests are waiting")
		for _, text := range []string{"Bo", "[Allow everyone]"} {
			s.wantUnsaid(s.inPrompt(), text)
		}
		if s.prompt.size.Height > 80 {
			t.Errorf("one line is %v high", s.prompt.size.Height)
		}
		s.prompt.toggleFold()
		s.settle()
		s.wantSaid(s.inPrompt(), "Bo")
		if s.prompt.size.Height != whole {
			t.Errorf("unfolded it is %v high, before %v", s.prompt.size.Height, whole)
		}
	})
}
