package ui

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/ui/preferences"
)

// scene is one state of the app to look at.
type scene struct {
	name  string
	empty bool
	// window returns the window to take a picture of, and may do something before.
	window func(s *stage) fyne.Window
}

// scenes are what a designer wants to see of the app.
func scenes() []scene {
	page := func(choose func(*meetingPage)) func(*stage) fyne.Window {
		return func(s *stage) fyne.Window {
			s.busy()
			choose(s.main.meeting)
			s.settle()
			return s.main.window
		}
	}
	prompted := func(guests ...desk.Guest) func(*stage) fyne.Window {
		return func(s *stage) fyne.Window {
			s.knock(parents, guests...)
			return s.prompt.window
		}
	}
	return []scene{
		{"first-start", true, func(s *stage) fyne.Window { return s.main.window }},
		{"nobody", false, func(s *stage) fyne.Window { return s.main.window }},
		{"main", false, page(func(*meetingPage) {})},
		{"inside", false, page(func(p *meetingPage) { p.tabs.Select(p.insideTab) })},
		{"history", false, page(func(p *meetingPage) { p.tabs.Select(p.historyTab) })},
		{"setup", false, page(func(p *meetingPage) { p.tabs.Select(p.settingsTab) })},
		{"notices", false, func(s *stage) fyne.Window {
			s.busy()
			s.CrashReport = "/home/ana/.local/share/foyer/crashes/crash-2026-03-02.txt"
			s.toggleQuiet()
			s.desk.change(parents, func(m *desk.Meeting) { m.State, m.Since, m.Remembered = desk.Lost, s.now, desk.Allow })
			s.settle()
			return s.main.window
		}},
		{"remembered", false, func(s *stage) fyne.Window {
			s.busy()
			s.desk.change(parents, func(m *desk.Meeting) { m.Remembered = desk.Allow })
			s.settle()
			return s.main.window
		}},
		{"confirm", false, func(s *stage) fyne.Window {
			s.busy()
			s.chooses(s.guestMenu(s.knocks()[0]), s.Texts.Get("app.block"))
			return s.main.window
		}},
		{"accounts", false, func(s *stage) fyne.Window {
			s.busy()
			s.main.visit(true)
			s.settle()
			return s.main.window
		}},
		{"settings", false, func(s *stage) fyne.Window {
			s.showSettings()
			s.settle()
			return s.settings.window
		}},
		{"prompt-one", false, prompted(bo)},
		{"prompt-three", false, prompted(bo,
			desk.Guest{ID: "m", Name: "Ana Müller", Since: cy.Since, Flags: desk.Flags{LooksLikeModerator: true}},
			desk.Guest{ID: "d", Name: "Di", Since: di.Since, Flags: desk.Flags{DeniedBefore: true, SameName: true}})},
		{"prompt-crowd", false, prompted(queue(100)...)},
		{"prompt-names", false, prompted(
			desk.Guest{ID: "1", Name: "Dr. Maximiliane Wilhelmine von Hohenstein-Schwarzburg und zu Rudolstadt-Sondershausen", Since: bo.Since},
			desk.Guest{ID: "2", Name: "محمد عبد الرحمن بن عبد الله", Since: bo.Since},
			desk.Guest{ID: "3", Name: "王小明 · 김민수 · דנה לוי", Since: bo.Since})},
		{"prompt-folded", false, func(s *stage) fyne.Window {
			s.knock(parents, bo, cy, di)
			s.prompt.toggleFold()
			s.settle()
			return s.prompt.window
		}},
		{"prompt-other", false, func(s *stage) fyne.Window {
			s.knock(parents, bo, cy)
			s.desk.change(parents, func(m *desk.Meeting) { m.Waiting = m.Waiting[1:] })
			s.desk.tell(desk.Decided{ID: 7, Meeting: parents, Verdict: desk.Allow, Guests: []desk.Guest{bo}, By: "Ben Weber"})
			s.settle()
			return s.prompt.window
		}},
		{"prompt-undo", false, func(s *stage) fyne.Window {
			s.knock(parents, bo)
			s.deciding[guestKey{parents, bo.ID}] = true
			s.desk.tell(desk.Decided{ID: 7, Meeting: parents, Verdict: desk.Deny, Guests: []desk.Guest{bo}, By: "Ana"})
			s.desk.change(parents, func(m *desk.Meeting) { m.Waiting = nil })
			s.settle()
			return s.prompt.window
		}},
	}
}

// busy fills the desk.
func (s *stage) busy() {
	s.knock(parents, bo, desk.Guest{ID: "m", Name: "Ana Müller", Since: cy.Since, Flags: desk.Flags{LooksLikeModerator: true}}, di)
	s.knock(office, cy)
	s.desk.change(parents, func(m *desk.Meeting) {
		m.Running = true
		m.Inside = []desk.Person{
			{ID: "a", Name: "Ana", Moderator: true, Since: bo.Since},
			{ID: "e", Name: "Eva Klein", Guest: true, Since: bo.Since, Hand: true, HandSince: cy.Since},
			{ID: "f", Name: "Farid", Guest: true, Since: cy.Since, Talking: true},
		}
		m.Settled = []desk.Settled{
			{ID: 1, At: bo.Since, Verdict: desk.Allow, Guests: []desk.Guest{{ID: "e", Name: "Eva Klein"}}, By: "Ana"},
			{ID: 2, At: cy.Since, Verdict: desk.Deny, Guests: []desk.Guest{{ID: "x", Name: "Xaver"}}, By: "Ben", Reason: "Wrong room"},
		}
	})
	s.settle()
}

// furnished is a desk with everything on it.
func furnished() (*fakeDesk, *fakeAccounts) {
	d, a := quiet()
	all := desk.Capabilities{
		Deny: true, Everyone: true, Remember: true, Reason: true, Undo: true, Policy: true, Say: true, SayToOne: true, Rename: true,
		Block: true, Unblock: true, ShowQueue: true, SendBack: true, Kick: true, Ban: true, LowerHand: true, Roles: true, Mute: true,
		Debrief: true, End: true,
	}
	for i := range d.snapshot.Meetings {
		d.snapshot.Meetings[i].Can = all
		d.snapshot.Meetings[i].Group, d.snapshot.Meetings[i].Room = "School", "Teachers"
	}
	for i := range 8 {
		key := desk.MeetingKey{Account: "ana", Meeting: fmt.Sprint("class", i)}
		d.snapshot.Meetings = append(d.snapshot.Meetings, desk.Meeting{
			Key: key, Name: fmt.Sprintf("Class %da, questions on the homework of this week", i+1), Group: "School", Room: "Classes",
			State: desk.LinkState(i % 3), Can: all, GuestPolicy: portal.AskModerator, GuestURL: "https://foyer.example.org/b/" + key.Meeting,
		})
	}
	a.portals = map[string]desk.Portal{"ana": &keeping{links: []portal.Link{{ID: "l", URL: d.snapshot.Meetings[0].GuestURL}}}}
	return d, a
}

// TestPictures draws every scene in both languages, light and dark, and at 200 %, into the folder $FOYER_PICTURES, to be looked at.
func TestPictures(t *testing.T) {
	folder := os.Getenv("FOYER_PICTURES")
	if folder == "" {
		t.Skip("FOYER_PICTURES names no folder for pictures")
	}
	for _, look := range []struct {
		language string
		theme    preferences.Theme
		scale    float32
	}{{"en", preferences.Light, 1}, {"de", preferences.Dark, 1}, {"de", preferences.Light, 2}} {
		for _, c := range scenes() {
			d, a := furnished()
			if c.empty {
				d, a = &fakeDesk{}, &fakeAccounts{}
			}
			o := Options{
				Texts: texts(t, look.language), Host: &fakeHost{}, Preferences: preferences.Preferences{Theme: look.theme},
				Ring: func(context.Context) error { return nil }, Autostart: manualStart{},
			}
			play(t, o, d, a, func(s *stage) {
				if !c.empty {
					s.main.list.Choose(parents)
				}
				w := c.window(s)
				canvas := w.Canvas().(software.WindowlessCanvas)
				canvas.SetScale(look.scale)
				s.settle()
				size := w.Canvas().Size() // What became larger takes its room only when the window is laid out anew.
				w.Resize(size.AddWidthHeight(1, 0))
				w.Resize(size)
				name := fmt.Sprintf("%s-%s-%s-%.0f.png", c.name, look.language, look.theme, look.scale)
				paint(t, filepath.Join(folder, name), canvas)
			})
		}
	}
}

func paint(t *testing.T, file string, canvas fyne.Canvas) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, canvas.Capture()); err != nil {
		t.Fatal(err)
	}
}

// queue returns n guests who came one after the other.
func queue(n int) []desk.Guest {
	guests := crowd(n)
	for i := range guests {
		guests[i].Since = bo.Since.Add(time.Duration(i) * time.Second)
	}
	return guests
}

// manualStart is a computer that starts the app only when asked.
type manualStart struct{}

func (manualStart) Enabled() (bool, error) { return false, nil }
func (manualStart) Set(bool) error         { return nil }
