package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/ui/look"
)

// undoFor is how long the prompt offers to take a decision back.
const undoFor = 10 * time.Second

// word is the line of the prompt that says what was decided last, by this moderator or another, and takes it back.
type word struct {
	u       *UI
	content fyne.CanvasObject
	text    *widget.Label
	undo    *button

	about desk.Decided
	until time.Time
	timer *time.Timer
}

func newWord(u *UI, typed func(*fyne.KeyEvent)) *word {
	w := &word{u: u, text: &widget.Label{Truncation: fyne.TextTruncateEllipsis}}
	w.undo = newButton(u.Texts.Get("app.undo"), theme.ContentUndoIcon(), widget.MediumImportance, typed, w.takeBack)
	w.content = look.NewNotice(look.NewBorder(nil, nil, nil, w.undo, w.text))
	w.content.Hide()
	return w
}

// decided takes a decision. Mine says that this moderator has just clicked it. What a meeting decides by itself is no news.
func (w *word) decided(c desk.Decided, mine bool) {
	if len(c.Guests) == 0 || c.By == "" && !mine {
		return
	}
	w.about, w.until = c, w.u.Now().Add(undoFor)
	look.SetText(w.text, w.sentence(c, mine))
	w.stop()
	w.timer = time.AfterFunc(undoFor, w.u.refresh)
}

// sentence says what was decided.
func (w *word) sentence(c desk.Decided, mine bool) string {
	if !mine {
		who := isolate(c.Guests[0].Name)
		if len(c.Guests) > 1 {
			who = w.u.Texts.Count("app.guests", len(c.Guests))
		}
		return w.u.Texts.Get("app.prompt.by."+string(c.Verdict), map[string]string{"By": isolate(c.By), "Who": who})
	}
	if len(c.Guests) > 1 {
		return w.u.Texts.Count("app.prompt.did_all."+string(c.Verdict), len(c.Guests))
	}
	return w.u.Texts.Get("app.prompt.did."+string(c.Verdict), map[string]string{"Name": isolate(c.Guests[0].Name)})
}

// undone forgets a decision that somebody took back.
func (w *word) undone(c desk.Undone) {
	if c.ID == w.about.ID && c.Meeting == w.about.Meeting {
		w.forget()
	}
}

func (w *word) forget() {
	w.stop()
	w.until = time.Time{}
}

func (w *word) stop() {
	if w.timer != nil {
		w.timer.Stop()
	}
}

// fresh says whether there is something to say.
func (w *word) fresh() bool { return w.u.Now().Before(w.until) }

// draw shows the line while it is fresh, and reports whether that changed anything.
func (w *word) draw() (changed bool) {
	changed = look.SetShown(w.undo, w.canUndo())
	return look.SetShown(w.content, w.fresh()) || changed
}

// canUndo says whether the decision can be taken back now.
func (w *word) canUndo() bool {
	for i := range w.u.snapshot.Meetings {
		if m := &w.u.snapshot.Meetings[i]; m.Key == w.about.Meeting {
			return w.fresh() && w.about.ID != 0 && m.Can.Undo && live(m)
		}
	}
	return false
}

// takeBack has those guests wait again.
func (w *word) takeBack() {
	if !w.canUndo() {
		return
	}
	c := w.about
	w.forget()
	w.u.ask(c.Meeting, func(ctx context.Context) error { return w.u.Desk.Undo(ctx, c.Meeting, c.ID) }, func() {})
	w.u.prompt.wanted = true // Those who wait again do not knock anew.
	w.u.refresh()
}
