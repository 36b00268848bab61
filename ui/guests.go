package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
)

// guestList shows waiting guests. It draws only the rows that can be seen, so it may be as long as it likes.
type guestList struct {
	widget.List
	u      *UI
	knocks []knock
	// detail is the line below a guest's name.
	detail func(knock) string
	// marked is the index of the row that the keyboard acts on, -1 for none.
	marked int
	typed  func(*fyne.KeyEvent)
	// tick, if set, gives each row a box, and is called when that is clicked; ticked are the guests whose box has a tick.
	tick   func(guest string, ticked bool)
	ticked map[string]bool
	// menu, if set, returns what else can be done with a guest.
	menu func(knock) []*fyne.MenuItem
}

func newGuestList(u *UI, detail func(knock) string, typed func(*fyne.KeyEvent)) *guestList {
	l := &guestList{u: u, detail: detail, marked: -1, typed: typed}
	l.HideSeparators = true
	l.Length = func() int { return len(l.knocks) }
	l.CreateItem = func() fyne.CanvasObject { return newGuestRow(u, u.decideGuest, typed) }
	l.UpdateItem = l.update
	l.ExtendBaseWidget(l)
	return l
}

// update makes a row that of the guest at this place.
func (l *guestList) update(i widget.ListItemID, o fyne.CanvasObject) {
	if i >= len(l.knocks) {
		return
	}
	row, k := o.(*guestRow), l.knocks[i]
	row.show(l.u, k, l.detail(k), i == l.marked)
	if l.tick != nil {
		row.showTick(l.ticked[k.ID], l.tick)
	}
	if l.menu != nil {
		row.showMenu(l.menu)
	}
}

// draw shows these guests.
func (l *guestList) draw(knocks []knock) {
	l.knocks = knocks
	l.Refresh()
}

// TypedKey gives the keys to the window if it wants them.
func (l *guestList) TypedKey(e *fyne.KeyEvent) {
	if l.typed == nil {
		l.List.TypedKey(e)
		return
	}
	l.typed(e)
}

// rowHeight is the height of one guest with the gap below.
func (l *guestList) rowHeight() float32 {
	return newGuestRow(l.u, func(knock, desk.Verdict) {}, nil).MinSize().Height + l.Theme().Size("padding")
}
