package ui

import (
	"context"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"foyer/ui/preferences"
)

// box returns the shown box with this text.
func box(t *testing.T, in fyne.CanvasObject, text string) (found *widget.Check) {
	t.Helper()
	walk(in, func(o fyne.CanvasObject) {
		if c, ok := o.(*widget.Check); ok && c.Text == text {
			found = c
		}
	})
	if found == nil {
		t.Fatalf("there is no box %q", text)
	}
	return found
}

func TestSettingsKeepWhatIsChosenElsewhere(t *testing.T) {
	d, a := quiet()
	play(t, Options{Ring: func(context.Context) error { return nil }}, d, a, func(s *stage) {
		s.showSettings()
		content := s.settings.window.Content()
		s.toggleQuiet() // In the tray's menu.
		if !box(t, content, "Do not disturb: nothing pops up and nothing rings").Checked {
			t.Error("the settings do not show that nobody shall be disturbed")
		}
		s.preferences.Window = preferences.Window{Width: 900, Height: 700}
		box(t, content, "Ring the doorbell").SetChecked(false)
		if p := s.preferences; !p.DoNotDisturb || !p.Quiet || p.Window.Width != 900 {
			t.Errorf("after another choice they are %+v", p)
		}
	})
}

// slowStart takes its time to have the app started with the system.
type slowStart struct {
	slow[error]
	told []bool
}

func (*slowStart) Enabled() (bool, error) { return false, nil }

func (a *slowStart) Set(enabled bool) error {
	a.mu.Lock()
	a.told = append(a.told, enabled)
	a.mu.Unlock()
	return a.ask()
}

func TestLastWordOnAutostartHolds(t *testing.T) {
	d, a := quiet()
	system := &slowStart{}
	play(t, Options{Autostart: system}, d, a, func(s *stage) {
		s.showSettings()
		start := box(t, s.settings.window.Content(), "Start Foyer with the computer")
		start.SetChecked(true) // Before the system has said whether it is so already.
		s.settle()
		if !start.Checked {
			t.Error("an earlier answer took the choice back")
		}
		start.SetChecked(false)
		s.settle()
		system.asked[0] <- nil
		s.settle()
		system.asked[1] <- nil
		s.settle()
		if want := []bool{true, false}; !slices.Equal(system.told, want) || start.Checked {
			t.Errorf("the system was told %v, want %v", system.told, want)
		}
	})
}
