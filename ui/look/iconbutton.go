package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// IconButton is a button without words.
type IconButton struct {
	widget.Button
	// Name is what a screen reader says of it.
	Name string
}

// NewIconButton returns a button of low importance.
func NewIconButton(name string, icon fyne.Resource, tapped func()) *IconButton {
	b := &IconButton{Name: name}
	b.Icon, b.Importance, b.OnTapped = icon, widget.LowImportance, tapped
	b.ExtendBaseWidget(b)
	return b
}

// AccessibilityLabel is the button's name.
func (b *IconButton) AccessibilityLabel() string { return b.Name }

// MenuButton is a button without words that opens a menu below itself.
type MenuButton struct {
	IconButton
	// Items returns what the menu offers at the moment.
	Items func() []*fyne.MenuItem
}

// NewMenuButton returns a button of low importance; no icon gives three dots.
func NewMenuButton(name string, icon fyne.Resource, items func() []*fyne.MenuItem) *MenuButton {
	if icon == nil {
		icon = theme.MoreVerticalIcon()
	}
	b := &MenuButton{Items: items}
	b.Name, b.Icon, b.Importance, b.OnTapped = name, icon, widget.LowImportance, b.open
	b.ExtendBaseWidget(b)
	return b
}

func (b *MenuButton) open() {
	driver := fyne.CurrentApp().Driver()
	canvas := driver.CanvasForObject(b)
	items := b.Items()
	if canvas == nil || len(items) == 0 {
		return
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), canvas)
	at := driver.AbsolutePositionForObject(b).AddXY(b.Size().Width-menu.MinSize().Width, b.Size().Height)
	menu.ShowAtPosition(fyne.NewPos(max(0, at.X), at.Y))
}
