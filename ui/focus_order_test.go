package ui

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"foyer/ui/look"
)

// tabbed presses Tab until the keyboard is where it was first, and names what had it.
func tabbed(canvas fyne.Canvas) (names []string) {
	canvas.Unfocus()
	canvas.FocusNext()
	first := canvas.Focused()
	for o := first; len(names) == 0 || o != first; o = canvas.Focused() {
		names = append(names, called(o))
		canvas.FocusNext()
	}
	return names
}

// called names what can have the keyboard: by what a screen reader says of it, or else by what it is for.
func called(o fyne.Focusable) string {
	switch o := o.(type) {
	case fyne.Accessible:
		return o.AccessibilityLabel()
	case *widget.Entry:
		return o.PlaceHolder
	case *widget.Check:
		return "box " + o.Text
	case *check:
		return "box " + o.Text
	case *widget.Select:
		return "choice"
	case *widget.List, *guestList:
		return "list"
	}
	return fmt.Sprintf("%T", o)
}

func TestTabGoesThroughEachPageAsOneReads(t *testing.T) {
	left := []string{"New", "Search meetings", "list", "Accounts and hosting", "Settings"}
	tabs := append(left,
		"More", "Waiting room (1)", "Inside (0)", "History", "Setup")
	for _, c := range []struct {
		name string
		open func(*stage) fyne.Window
		want []string
	}{
		{"waiting room", func(s *stage) fyne.Window { return s.main.window }, append(slices.Clone(tabs),
			"*widget.focusSelectable", "Copy link", "Copy invitation", "More", // The link itself can be selected.
			"Allow everyone", "Deny everyone", "list", "box ", "Allow", "Deny", "More")},
		{"inside", func(s *stage) fyne.Window { return s.open(s.main.meeting.insideTab) }, append(slices.Clone(tabs), "list")},
		{"history", func(s *stage) fyne.Window { return s.open(s.main.meeting.historyTab) }, append(slices.Clone(tabs), "list")},
		{"prompt", func(s *stage) fyne.Window { return s.prompt.window }, []string{
			"Make it one line", "list", "Allow", "Deny", "More", "Allow everyone", "Deny everyone", "box Remember for whoever knocks next"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, a := furnished()
			play(t, Options{}, d, a, func(s *stage) {
				s.main.list.Choose(parents)
				s.knock(parents, bo)
				if got := tabbed(c.open(s).Canvas()); !slices.Equal(got, c.want) {
					t.Errorf("the keyboard goes to\n%q, want\n%q", got, c.want)
				}
			})
		})
	}
}

// open shows a tab of the meeting.
func (s *stage) open(tab *look.Tab) fyne.Window {
	s.main.meeting.tabs.Select(tab)
	s.settle()
	return s.main.window
}

func TestEveryButtonHasAName(t *testing.T) {
	for _, c := range scenes() {
		d, a := furnished()
		play(t, Options{Host: &fakeHost{}}, d, a, func(s *stage) {
			s.main.list.Choose(parents)
			walk(c.window(s).Content(), func(o fyne.CanvasObject) {
				if b, ok := o.(fyne.Accessible); ok && b.AccessibilityRole() == fyne.AccessibleRoleButton && b.AccessibilityLabel() == "" {
					t.Errorf("%s has a button without a name: %T", c.name, o)
				}
			})
		})
	}
}

func TestHiddenFormLosesTheKeyboard(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.main.visit(true)
		s.settle()
		canvas := s.main.window.Canvas()
		canvas.FocusNext()
		if canvas.Focused() == nil {
			t.Fatal("nothing on the page takes the keyboard")
		}
		s.main.visit(false)
		s.settle()
		if canvas.Focused() != nil {
			t.Errorf("what is typed goes to a %T that nobody sees", canvas.Focused())
		}
	})
}
