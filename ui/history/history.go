// Package history shows what was decided in a meeting, when guests came and how long they waited. Only package ui enters.
package history

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/ui/look"
	"foyer/ui/plot"
)

// namesShown is how many guests of one decision are named; of the others, their number is told.
const namesShown = 3

// Options are what the page works with; all must be set.
type Options struct {
	Texts assets.Texts
	// Clock says when something was.
	Clock func(time.Time) string
	// Undo takes a decision back.
	Undo func(decision int64)
}

// Page is the page. All methods belong to Fyne's goroutine.
type Page struct {
	Options
	// Content is what is shown.
	Content fyne.CanvasObject
	plot    *plot.Plot
	visits  fyne.CanvasObject
	log     *widget.List
	older   *widget.Button
	empty   *widget.Label
	frame   *fyne.Container
	lines   []line
	settled []desk.Settled
	entries []portal.LogEntry
}

// line is one entry as it is read.
type line struct {
	what, detail string
	// undo is the decision that can be taken back, 0 for none.
	undo int64
}

// New returns an empty page.
func New(o Options) *Page {
	p := &Page{Options: o}
	p.plot = plot.New(o.Clock, p.span)
	p.visits = look.NewCard(look.NewBorder(p.legend(), nil, nil, nil, p.plot))
	p.log = look.NewList(&p.lines, func() *entry { return newEntry(p) }, (*entry).show)
	p.empty = &widget.Label{
		Text: o.Texts.Get("app.history.none"), Alignment: fyne.TextAlignCenter, Wrapping: fyne.TextWrapWord, Importance: widget.LowImportance,
	}
	p.older = widget.NewButton(o.Texts.Get("app.history.older"), nil)
	p.older.Importance = widget.LowImportance
	p.older.Hide()
	p.visits.Hide()
	heading := look.NewHeading(o.Texts.Get("app.history.decisions"))
	nobody := container.NewCenter(container.New(look.AtLeast(fyne.NewSize(340, 60)), p.empty))
	decisions := look.NewCard(look.NewBorder(heading, p.older, nil, nil, container.NewStack(p.log, nobody)))
	p.frame = look.NewBorder(p.visits, nil, nil, nil, decisions)
	p.Content = p.frame
	return p
}

// legend says what the bars and the line are.
func (p *Page) legend() fyne.CanvasObject {
	item := func(color fyne.ThemeColorName, key string) fyne.CanvasObject {
		dot := look.NewDot()
		dot.Set(color)
		label := &widget.Label{Text: p.Texts.Get(key), SizeName: theme.SizeNameCaptionText, Importance: widget.LowImportance}
		return container.New(layout.NewCustomPaddedHBoxLayout(-4), dot, label)
	}
	items := container.NewHBox(item(theme.ColorNamePrimary, "app.history.arrivals"), item(theme.ColorNameWarning, "app.history.waits"))
	return look.NewBorder(nil, nil, nil, items, look.NewHeading(p.Texts.Get("app.history.visits")))
}

// Draw shows what the desk knows of a meeting. The log of the portal, if there is one, takes the place of the desk's decisions.
func (p *Page) Draw(m *desk.Meeting) {
	p.settled = m.Settled
	visits := visits(m)
	p.plot.Set(visits)
	if look.SetShown(p.visits, len(visits) > 1) {
		p.frame.Refresh()
	}
	p.arrange(m.State == desk.Live && m.Can.Undo)
}

// SetLog shows the portal's log, the newest first; older, if not nil, fetches what came before.
func (p *Page) SetLog(entries []portal.LogEntry, older func()) {
	p.entries = entries
	p.older.OnTapped = older
	look.SetShown(p.older, older != nil)
	p.arrange(false)
}

// arrange makes the lines of the log.
func (p *Page) arrange(undo bool) {
	p.lines = p.lines[:0]
	if p.entries != nil {
		undoable := map[int64]bool{}
		for _, s := range p.settled {
			undoable[s.ID] = s.ID != 0 && !s.Undone && undo
		}
		for _, e := range p.entries {
			l := p.told(e)
			if undoable[e.ID] {
				l.undo = e.ID
			}
			p.lines = append(p.lines, l)
		}
	} else {
		for _, s := range slices.Backward(p.settled) {
			p.lines = append(p.lines, p.decided(s, undo))
		}
	}
	look.SetShown(p.empty, len(p.lines) == 0)
	p.log.Refresh()
}

// decided is the line for a decision that the desk saw.
func (p *Page) decided(s desk.Settled, undo bool) line {
	names := make([]string, 0, namesShown)
	for _, g := range s.Guests[:min(namesShown, len(s.Guests))] {
		names = append(names, g.Name)
	}
	l := p.line(string(s.Verdict), names, len(s.Guests), s.By, s.At, s.Reason)
	switch {
	case s.Undone:
		l.detail += " · " + p.Texts.Get("app.history.undone")
	case undo:
		l.undo = s.ID
	}
	return l
}

// told is the line for an entry of the portal's log.
func (p *Page) told(e portal.LogEntry) line {
	names := e.Guests[:min(namesShown, len(e.Guests))]
	return p.line(e.Action, names, max(e.Count, len(e.Guests)), e.By, e.At, cmp.Or(e.Reason, e.Detail))
}

// line words an action on count guests, of whom some are named. An action that the app has no word for stands as the portal calls it.
func (p *Page) line(action string, names []string, count int, by string, at time.Time, reason string) line {
	who := strings.Join(names, ", ")
	if more := count - len(names); more > 0 && len(names) > 0 {
		who += " " + p.Texts.Count("app.history.more", more)
	} else if more > 0 {
		who = p.Texts.Count("app.history.guests", more)
	}
	what := p.word(action)
	if who != "" {
		what += ": " + who
	}
	detail := p.Clock(at)
	if by != "" {
		detail += " · " + by
	}
	if reason != "" {
		detail += " · " + reason
	}
	return line{what: what, detail: detail}
}

func (p *Page) word(action string) string {
	switch action {
	case "allow", "deny", "remember", "undo", "rename", "say", "block", "unblock", "show_queue", "rules", "send_back", "kick",
		"debrief", "end":
		return p.Texts.Get("app.history." + action)
	}
	return action
}

// visits returns the knocks that the desk knows of.
func visits(m *desk.Meeting) []plot.Visit {
	all := make([]plot.Visit, 0, len(m.Waiting))
	for _, g := range m.Waiting {
		if !g.Since.IsZero() {
			all = append(all, plot.Visit{Came: g.Since, Waited: -1})
		}
	}
	for _, s := range m.Settled {
		if s.Undone {
			continue // Its guests wait again, or were decided on once more.
		}
		for _, g := range s.Guests {
			if !g.Since.IsZero() {
				all = append(all, plot.Visit{Came: g.Since, Waited: max(0, s.At.Sub(g.Since))})
			}
		}
	}
	return all
}

// span says how long something took.
func (p *Page) span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return p.Texts.Count("app.seconds", int(d.Seconds()))
	case d < time.Hour:
		return p.Texts.Count("app.minutes", int(d.Minutes()))
	}
	return p.Texts.Count("app.hours", int(d.Hours()))
}
