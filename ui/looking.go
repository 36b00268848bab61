package ui

import (
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/ui/look"
)

// looking has the desk look into the conference of the meeting whose people are shown, and says how that goes.
type looking struct {
	u       *UI
	content fyne.CanvasObject
	words   *widget.Label
	key     desk.MeetingKey
	// leave ends the look, nil if there is none.
	leave func()
	// refused says that this meeting cannot be looked into.
	refused bool
}

func newLooking(u *UI) *looking {
	l := &looking{u: u, words: &widget.Label{Wrapping: fyne.TextWrapWord}}
	l.content = look.NewNotice(l.words)
	l.content.Hide()
	return l
}

// draw looks into a meeting that runs, as long as it is seen.
func (l *looking) draw(m *desk.Meeting, seen bool) {
	if !seen || l.key != m.Key || !m.Running {
		l.stop()
	}
	l.key = m.Key
	if !seen {
		return
	}
	if m.Running && l.leave == nil && !l.refused {
		l.start(m)
	}
	l.drawWords(m)
}

func (l *looking) start(m *desk.Meeting) {
	stop, err := l.u.Desk.LookInside(m.Key)
	if err != nil {
		l.refused = true
		slog.Info("this meeting is not looked into", "meeting", m.Key.Meeting, "error", err)
		return
	}
	l.leave = stop
}

// stop ends the look.
func (l *looking) stop() {
	l.refused = false
	if l.leave != nil {
		l.leave()
		l.leave = nil
	}
}

func (l *looking) drawWords(m *desk.Meeting) {
	text := ""
	switch {
	case m.Limits != nil:
		text = l.u.sentence(m.Limits)
	case l.leave == nil:
	case m.Look == desk.Lost && m.LookProblem != nil:
		text = l.u.sentence(m.LookProblem)
	case m.Look == desk.Connecting:
		text = l.u.Texts.Get("app.inside.looking")
	}
	look.SetText(l.words, text)
	look.SetShown(l.content, text != "")
}
