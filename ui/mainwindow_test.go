package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"foyer/client/desk"
	"foyer/ui/look"
)

func TestNoNetworkAtTheStartIsNotTakenForNoMeetings(t *testing.T) {
	d, a := quiet()
	d.snapshot.Meetings = nil
	d.snapshot.Accounts[0].State = desk.Lost
	play(t, Options{}, d, a, func(s *stage) {
		s.wantSaid(s.window(), "No server answers. Your meetings appear here by themselves once it does.")
		s.wantSaid(s.window(), "No answer from ana@example.org at foyer.example.org. Trying again…")
	})
}

func TestEscapeClosesADialogAndDoesNothing(t *testing.T) {
	playKept(t, func(s *stage, k *keeping) {
		escape := &fyne.KeyEvent{Name: fyne.KeyEscape}
		s.main.meeting.links.renew()
		s.main.window.Canvas().OnTypedKey()(escape)
		s.settle()
		if s.overlay() != nil {
			t.Fatal("Escape leaves the question open")
		}
		s.chooses(s.newMenu(), "New meeting…")
		s.main.window.Canvas().Focused().TypedKey(escape)
		s.settle()
		if s.overlay() != nil {
			t.Error("Escape in an input leaves the dialog open")
		}
		k.want(t)
	})
}

func TestControlTabGoesFromTabToTab(t *testing.T) {
	playKept(t, func(s *stage, k *keeping) {
		page := s.main.meeting
		for _, want := range []*look.Tab{page.historyTab, page.settingsTab, page.waitTab} {
			page.tabs.Step(1)
			if page.tabs.Current() != want {
				t.Fatal("the wrong tab is shown")
			}
		}
		page.tabs.Step(-1)
		if page.tabs.Current() != page.settingsTab {
			t.Error("the way back is another")
		}
	})
}
