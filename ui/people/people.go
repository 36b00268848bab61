// Package people shows who is inside a meeting, those with a raised hand first, and offers what its server can do with them. Only
// package ui enters.
package people

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/client/desk"
	"foyer/ui/look"
)

// filterFrom is the number of people from which on there is somebody to look for.
const filterFrom = 10

// Actions are what can be done with somebody inside. They ask before what cannot be undone.
type Actions interface {
	RenamePerson(p desk.Person)
	MutePerson(p desk.Person)
	MuteAll()
	LowerHand(p desk.Person)
	LowerAllHands()
	SetModerator(p desk.Person, moderator bool)
	SendBack(p desk.Person)
	Kick(p desk.Person, ban bool)
}

// Options are what the list works with; all must be set.
type Options struct {
	Texts   assets.Texts
	Actions Actions
	// Clock says when something was.
	Clock func(time.Time) string
}

// List is the list. All methods belong to Fyne's goroutine.
type List struct {
	Options
	// Content is what is shown.
	Content fyne.CanvasObject
	title   *widget.Label
	lower   *widget.Button
	mute    *widget.Button
	filter  *widget.Entry
	list    *widget.List
	empty   *widget.Label
	frame   *fyne.Container
	buttons *fyne.Container
	meeting *desk.Meeting
	shown   []desk.Person
}

// New returns a list of nobody.
func New(o Options) *List {
	l := &List{Options: o, meeting: &desk.Meeting{}, title: look.NewHeading("")}
	l.lower = widget.NewButton(o.Texts.Get("app.inside.lower_all"), o.Actions.LowerAllHands)
	l.mute = widget.NewButtonWithIcon(o.Texts.Get("app.inside.mute_all"), theme.VolumeMuteIcon(), o.Actions.MuteAll)
	l.filter = widget.NewEntry()
	l.filter.SetPlaceHolder(o.Texts.Get("app.inside.filter"))
	l.filter.Icon = theme.SearchIcon()
	l.filter.OnChanged = func(string) { l.arrange() }
	l.filter.Hide()
	l.list = look.NewList(&l.shown, func() *row { return newRow(l) }, func(r *row, p desk.Person) { r.show(p, l.meeting) })
	l.empty = &widget.Label{Alignment: fyne.TextAlignCenter, Wrapping: fyne.TextWrapWord, Importance: widget.LowImportance}
	l.buttons = container.NewHBox(l.lower, l.mute)
	head := container.NewVBox(look.NewBorder(nil, nil, nil, l.buttons, l.title), l.filter)
	nobody := container.NewCenter(container.New(look.AtLeast(fyne.NewSize(340, 60)), l.empty))
	l.frame = look.NewBorder(head, nil, nil, nil, container.NewStack(l.list, nobody))
	l.Content = look.NewCard(l.frame)
	return l
}

// Draw shows who is inside a meeting.
func (l *List) Draw(m *desk.Meeting) {
	if m.Key != l.meeting.Key {
		l.filter.Text = ""
		l.filter.Refresh()
		l.list.ScrollToTop()
	}
	l.meeting = m
	look.SetText(l.title, l.Texts.Count("app.inside", Count(m)))
	isLive := m.State == desk.Live
	changed := look.SetShown(l.lower, isLive && m.Can.LowerHand && slices.ContainsFunc(m.Inside, func(p desk.Person) bool { return p.Hand }))
	if look.SetShown(l.mute, isLive && m.Can.Mute && len(m.Inside) > 1) || changed {
		l.buttons.Refresh()
	}
	if look.SetShown(l.filter, len(m.Inside) >= filterFrom || l.filter.Text != "") {
		l.frame.Refresh()
	}
	l.arrange()
}

// arrange shows those whom the filter finds: raised hands first, then moderators, then by name.
func (l *List) arrange() {
	words := strings.Fields(strings.ToLower(l.filter.Text))
	l.shown = l.shown[:0]
	for _, p := range l.meeting.Inside {
		if !p.Self && look.HasAll(p.Name, words) {
			l.shown = append(l.shown, p)
		}
	}
	slices.SortStableFunc(l.shown, order)
	l.list.Refresh()
	empty := "app.inside.nobody"
	if len(words) > 0 && len(l.meeting.Inside) > 0 {
		empty = "app.inside.none_found"
	}
	look.SetText(l.empty, l.Texts.Get(empty))
	look.SetShown(l.empty, len(l.shown) == 0)
}

// Count returns how many people are inside. The desk's own companion is none.
func Count(m *desk.Meeting) int {
	n := 0
	for _, p := range m.Inside {
		if !p.Self {
			n++
		}
	}
	return n
}

func order(a, b desk.Person) int {
	return cmp.Or(
		first(a.Hand, b.Hand),
		a.HandSince.Compare(b.HandSince),
		first(a.Moderator, b.Moderator),
		strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)),
	)
}

// first puts what has a before what has not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
