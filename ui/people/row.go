package people

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/ui/look"
)

// row draws one person after another.
type row struct {
	widget.BaseWidget
	list         *List
	name, detail *widget.Label
	hand         *widget.Button
	more         *look.MenuButton
	buttons      *fyne.Container
	content      fyne.CanvasObject
	person       desk.Person
	can          desk.Capabilities
}

func newRow(l *List) *row {
	r := &row{list: l, name: &widget.Label{Truncation: fyne.TextTruncateEllipsis}, detail: look.NewMuted()}
	r.hand = widget.NewButton(l.Texts.Get("app.inside.lower"), func() { l.Actions.LowerHand(r.person) })
	r.more = look.NewMenuButton(l.Texts.Get("app.more"), nil, r.menu)
	r.buttons = container.NewHBox(r.hand, r.more)
	text := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()-3), r.name, r.detail)
	line := look.NewBorder(nil, nil, nil, container.NewCenter(r.buttons), text)
	r.content = container.New(layout.NewCustomPaddedLayout(-4, -4, 0, 8), line)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer draws the row.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.content) }

func (r *row) show(p desk.Person, m *desk.Meeting) {
	r.person, r.can = p, m.Can
	if m.State != desk.Live {
		r.can = desk.Capabilities{}
	}
	look.SetText(r.name, p.Name)
	look.SetBold(r.name, p.Hand)
	look.SetText(r.detail, r.words())
	changed := look.SetShown(r.hand, p.Hand && r.can.LowerHand)
	if look.SetShown(r.more, len(r.menu()) > 0) || changed {
		r.buttons.Refresh()
	}
	importance := widget.MediumImportance
	if m.State != desk.Live {
		importance = widget.LowImportance
	}
	look.SetImportance(r.name, importance)
}

// words says what is known of the person.
func (r *row) words() string {
	texts, p := r.list.Texts, r.person
	var words []string
	if p.Hand {
		words = append(words, texts.Get("app.inside.hand", map[string]string{"Time": r.list.Clock(p.HandSince)}))
	}
	switch {
	case p.Moderator:
		words = append(words, texts.Get("app.inside.moderator"))
	case p.Guest:
		words = append(words, texts.Get("app.inside.guest"))
	}
	if p.Talking {
		words = append(words, texts.Get("app.inside.talking"))
	}
	if p.Cameras > 0 {
		words = append(words, texts.Get("app.inside.camera"))
	}
	if !p.Since.IsZero() {
		words = append(words, texts.Get("app.inside.since", map[string]string{"Time": r.list.Clock(p.Since)}))
	}
	return strings.Join(words, " · ")
}

// menu offers what the server can do with the person.
func (r *row) menu() []*fyne.MenuItem {
	p, do := r.person, r.list.Actions
	var items []*fyne.MenuItem
	add := func(can bool, key string, action func()) {
		if can {
			items = append(items, fyne.NewMenuItem(r.list.Texts.Get(key), action))
		}
	}
	add(r.can.Rename && p.Guest, "app.inside.rename", func() { do.RenamePerson(p) })
	add(r.can.Mute, "app.inside.mute", func() { do.MutePerson(p) })
	add(r.can.Roles && !p.Moderator, "app.inside.promote", func() { do.SetModerator(p, true) })
	add(r.can.Roles && p.Moderator, "app.inside.demote", func() { do.SetModerator(p, false) })
	add(r.can.SendBack, "app.inside.send_back", func() { do.SendBack(p) })
	add(r.can.Kick, "app.inside.kick", func() { do.Kick(p, false) })
	add(r.can.Ban, "app.inside.ban", func() { do.Kick(p, true) })
	return items
}
