package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/ui/look"
)

// rememberedLines is how many meetings are shown at once; for more, there is a scroll bar: the guests need their place on small screens.
const rememberedLines = 3

// remembered is the part of the prompt that says which meetings decide on knocks by themselves, with a click to be asked again.
type remembered struct {
	u       *UI
	content *container.Scroll
	lines   *fyne.Container
	typed   func(*fyne.KeyEvent)
	shown   []rule
}

// rule is what is remembered for one meeting.
type rule struct {
	meeting desk.MeetingKey
	name    string
	verdict desk.Verdict
}

func newRemembered(u *UI, typed func(*fyne.KeyEvent)) *remembered {
	r := &remembered{u: u, typed: typed, lines: container.New(layout.NewCustomPaddedVBoxLayout(theme.Padding()))}
	r.content = container.NewVScroll(r.lines)
	r.content.Hide()
	return r
}

// draw shows what is remembered now, and reports whether that changed. What stays the same is left alone, so that a button keeps its focus.
func (r *remembered) draw() (changed bool) {
	var rules []rule
	for _, m := range r.u.snapshot.Meetings {
		if m.Remembered != "" && live(&m) {
			rules = append(rules, rule{m.Key, m.Name, m.Remembered})
		}
	}
	if slices.Equal(rules, r.shown) {
		return false
	}
	r.shown = rules
	r.lines.RemoveAll()
	height := float32(0)
	for i, rule := range rules {
		r.lines.Add(r.line(rule))
		if i < rememberedLines {
			height = r.lines.MinSize().Height
		}
	}
	r.content.SetMinSize(fyne.NewSize(0, height))
	return true
}

func (r *remembered) line(rule rule) fyne.CanvasObject {
	text := r.u.Texts.Get("app.prompt.remembered."+string(rule.verdict), map[string]string{"Meeting": rule.name})
	again := newButton(r.u.Texts.Get("app.remembered.undo"), nil, widget.MediumImportance, r.typed, func() { r.u.remember(rule.meeting, "") })
	label := &widget.Label{Text: text, Truncation: fyne.TextTruncateEllipsis}
	return look.NewNotice(look.NewBorder(nil, nil, nil, again, label))
}
