// Package places lists the groups of a portal with their rooms, and offers to make, rename and delete them. Only package ui enters.
package places

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/client/portal"
	"foyer/ui/look"
)

// Place is a group or a room.
type Place struct {
	Level portal.Level
	// ID and Name are its own, Group is the name of a room's group.
	ID, Name, Group string
	// Owned says that the account may change it.
	Owned bool
}

// Flatten returns the groups, each followed by its rooms.
func Flatten(groups []portal.Group) []Place {
	var all []Place
	for _, g := range groups {
		all = append(all, Place{Level: portal.GroupLevel, ID: g.ID, Name: g.Name, Owned: g.Owned})
		for _, r := range g.Rooms {
			all = append(all, Place{Level: portal.RoomLevel, ID: r.ID, Name: r.Name, Group: g.Name, Owned: r.Owned})
		}
	}
	return all
}

// Options are what the list works with; all must be set.
type Options struct {
	Texts assets.Texts
	// NewGroup makes a group, NewWithin a room in a group or a meeting in a room.
	NewGroup  func()
	NewWithin func(Place)
	Rename    func(Place)
	Delete    func(Place)
}

// List is the list. All methods belong to Fyne's goroutine.
type List struct {
	Options
	// Content is what is shown.
	Content fyne.CanvasObject
	list    *widget.List
	places  []Place
}

// New returns an empty list.
func New(o Options) *List {
	l := &List{Options: o}
	l.list = look.NewList(&l.places, func() *row { return newRow(l) }, (*row).show)
	group := widget.NewButtonWithIcon(o.Texts.Get("app.places.new_group"), theme.ContentAddIcon(), o.NewGroup)
	foot := container.NewHBox(group)
	l.Content = container.New(look.AtLeast(fyne.NewSize(520, 400)), look.NewBorder(nil, foot, nil, nil, l.list))
	return l
}

// Draw shows these groups and their rooms.
func (l *List) Draw(groups []portal.Group) {
	l.places = Flatten(groups)
	l.list.Refresh()
}

// row draws one place after another.
type row struct {
	widget.BaseWidget
	list    *List
	name    *widget.Label
	indent  fyne.CanvasObject
	more    *look.MenuButton
	content *fyne.Container
	place   Place
}

func newRow(l *List) *row {
	r := &row{list: l, name: &widget.Label{Truncation: fyne.TextTruncateEllipsis}}
	r.indent = container.New(look.AtLeast(fyne.NewSize(24, 0)))
	r.more = look.NewMenuButton(l.Texts.Get("app.more"), nil, r.menu)
	r.content = look.NewBorder(nil, nil, r.indent, r.more, r.name)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer draws the row.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(layout.NewCustomPaddedLayout(0, 0, 0, 10), r.content))
}

func (r *row) show(p Place) {
	r.place = p
	look.SetText(r.name, p.Name)
	look.SetBold(r.name, p.Level == portal.GroupLevel)
	look.SetShown(r.more, p.Owned)
	look.SetShown(r.indent, p.Level == portal.RoomLevel)
	r.content.Refresh()
}

func (r *row) menu() []*fyne.MenuItem {
	p, texts := r.place, r.list.Texts
	within := "app.places.new_room"
	if p.Level == portal.RoomLevel {
		within = "app.places.new_meeting"
	}
	return []*fyne.MenuItem{
		fyne.NewMenuItem(texts.Get(within), func() { r.list.NewWithin(p) }),
		fyne.NewMenuItem(texts.Get("app.inside.rename"), func() { r.list.Rename(p) }),
		fyne.NewMenuItem(texts.Get("app.places.delete"), func() { r.list.Delete(p) }),
	}
}
