package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"foyer/client/desk"
	"foyer/ui/preferences"
)

func TestKeyboardDecides(t *testing.T) {
	for _, c := range []struct {
		name     string
		keys     []fyne.KeyName
		modifier fyne.KeyModifier
		want     []desk.Decision
	}{
		{"A allows the first", []fyne.KeyName{fyne.KeyA}, 0, []desk.Decision{{Meeting: parents, Verdict: desk.Allow, Guests: []string{"1"}}}},
		{"D denies the first", []fyne.KeyName{fyne.KeyD}, 0, []desk.Decision{{Meeting: parents, Verdict: desk.Deny, Guests: []string{"1"}}}},
		{"down chooses the next", []fyne.KeyName{fyne.KeyDown, fyne.KeyA}, 0, []desk.Decision{{Meeting: parents, Verdict: desk.Allow, Guests: []string{"2"}}}},
		{"Shift+A allows everyone", []fyne.KeyName{"LeftShift", fyne.KeyA}, fyne.KeyModifierShift, []desk.Decision{{Meeting: parents, Verdict: desk.Allow, Everyone: true}}},
		{"Shift+D denies everyone", []fyne.KeyName{"LeftShift", fyne.KeyD}, fyne.KeyModifierShift, []desk.Decision{{Meeting: parents, Verdict: desk.Deny, Everyone: true}}},
		{"other keys do nothing", []fyne.KeyName{fyne.KeyB}, 0, nil},
		{"a held key decides once", []fyne.KeyName{fyne.KeyA, fyne.KeyA, fyne.KeyA}, 0, []desk.Decision{{Meeting: parents, Verdict: desk.Allow, Guests: []string{"1"}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, a := quiet()
			play(t, Options{}, d, a, func(s *stage) {
				s.modifiers = func() fyne.KeyModifier { return c.modifier }
				s.knock(parents, bo, cy, di)
				s.later(time.Second)
				for _, key := range c.keys {
					s.press(key)
				}
				s.wantDecisions(c.want...)
			})
		})
	}
}

func TestTypingElsewhereLetsNobodyIn(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		for range 20 {
			s.press(fyne.KeyA)
			s.later(100 * time.Millisecond)
		}
		s.wantDecisions()
		s.later(time.Second)
		s.press(fyne.KeyA)
		s.wantDecisions(desk.Decision{Meeting: parents, Verdict: desk.Allow, Guests: []string{"1"}})
	})
}

func TestKeysDecideOnNobodyWhoIsNotSeen(t *testing.T) {
	d, a := quiet()
	play(t, Options{Preferences: preferences.Preferences{Return: preferences.Allow}}, d, a, func(s *stage) {
		s.knock(parents, bo)
		for _, folded := range []bool{true, false} {
			s.prompt.toggleFold()
			s.settle()
			for _, key := range []fyne.KeyName{fyne.KeyA, fyne.KeyReturn} {
				s.later(time.Second)
				s.press(key)
			}
			if decided := len(s.desk.decisions) > 0; decided == folded {
				t.Errorf("the prompt is folded: %t, and somebody was decided on: %t", folded, decided)
			}
		}
	})
}

func TestKeyDoesNotHitTheGuestWhoMovedUp(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo, cy)
		s.later(time.Second)
		d.change(parents, func(m *desk.Meeting) { m.Waiting = []desk.Guest{cy} })
		s.settle()
		s.press(fyne.KeyD)
		s.wantDecisions()
		s.later(pauseAfterMove)
		s.press(fyne.KeyD)
		s.wantDecisions(desk.Decision{Meeting: parents, Verdict: desk.Deny, Guests: []string{"2"}})
	})
}

func TestEscapeHidesThePromptUntilTheNextKnock(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		s.later(time.Second)
		s.press(fyne.KeyEscape)
		if s.prompt.shown {
			t.Fatal("the prompt is still shown")
		}
		s.desk.tell(desk.Refreshed{})
		s.settle()
		if s.prompt.shown {
			t.Fatal("the prompt came back without a knock")
		}
		s.knock(parents, cy)
		if !s.prompt.shown {
			t.Error("the prompt did not come back with the next knock")
		}
		s.wantSaid(s.inPrompt(), "2 guests are waiting")
	})
}

func TestEscapeMeantForTheSlidesDoesNotHideANewGuest(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		s.later(pauseAfterShow / 2)
		s.press(fyne.KeyEscape)
		if !s.prompt.shown {
			t.Error("the prompt is gone before anyone could see the guest")
		}
	})
}

func TestPromptWishesNoKeyboard(t *testing.T) {
	d, a := quiet()
	screen := &fakeScreen{}
	play(t, Options{Screen: screen}, d, a, func(s *stage) {
		if screen.unfocused > 0 {
			t.Error("the main window came without the keyboard")
		}
		s.knock(parents, bo)
		if screen.unfocused != 1 || !s.prompt.shown {
			t.Errorf("the prompt is shown: %v; without the keyboard: %d times", s.prompt.shown, screen.unfocused)
		}
	})
}
