package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/ui/look"
)

// pauseAfterMove is how long a row takes no decision after it became another guest's: a click that was meant for the guest who was there
// before must not hit the one who moved up.
const pauseAfterMove = 250 * time.Millisecond

// guestRow is one waiting guest with the two buttons. Lists use a row for one guest after another.
type guestRow struct {
	widget.BaseWidget
	mark         *canvas.Rectangle
	tick         *widget.Check
	name, detail *widget.Label
	allow, deny  *button
	more         *look.MenuButton
	buttons      *fyne.Container
	lines        *fyne.Container
	content      fyne.CanvasObject
	marked       bool
	knock        knock
	// since is when the row became that of its guest.
	since time.Time
}

// newGuestRow returns a row whose buttons call decide, and whose buttons give the keys that they do not use to typed.
func newGuestRow(u *UI, decide func(knock, desk.Verdict), typed func(*fyne.KeyEvent)) *guestRow {
	r := &guestRow{
		mark:   canvas.NewRectangle(theme.Color(look.ColorMark)),
		name:   &widget.Label{TextStyle: fyne.TextStyle{Bold: true}, Truncation: fyne.TextTruncateEllipsis},
		detail: look.NewMuted(),
	}
	r.mark.CornerRadius = 8
	r.mark.Hide()
	r.allow = newButton(u.Texts.Get("app.allow"), theme.ConfirmIcon(), widget.SuccessImportance, typed, func() {
		if r.settled(u) {
			decide(r.knock, desk.Allow)
		}
	})
	r.deny = newButton(u.Texts.Get("app.deny"), theme.CancelIcon(), widget.DangerImportance, typed, func() {
		if r.settled(u) {
			decide(r.knock, desk.Deny)
		}
	})
	r.tick = widget.NewCheck("", nil)
	r.tick.Hide()
	r.more = look.NewMenuButton(u.Texts.Get("app.more"), nil, nil)
	r.more.Hide()
	r.buttons = container.NewHBox(r.allow, r.deny, r.more)
	r.lines = container.New(rowLayout{}, r.name, r.detail, r.buttons)
	line := look.NewBorder(nil, nil, r.tick, nil, r.lines)
	r.content = container.NewStack(r.mark, container.New(layout.NewCustomPaddedLayout(4, -2, 0, 8), line))
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer draws the row.
func (r *guestRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.content) }

// Refresh takes the colours of the current theme.
func (r *guestRow) Refresh() {
	r.mark.FillColor = theme.Color(look.ColorMark)
	r.BaseWidget.Refresh()
}

func (r *guestRow) settled(u *UI) bool { return u.Now().Sub(r.since) >= pauseAfterMove }

// show makes the row that of a guest. Marked says that the keyboard acts on it.
func (r *guestRow) show(u *UI, k knock, detail string, marked bool) {
	if r.knock.meeting == nil || r.knock.key() != k.key() {
		r.since = u.Now()
	}
	r.knock = k
	look.SetText(r.name, k.Name)
	look.SetText(r.detail, detail)
	if r.marked != marked {
		r.marked = marked
		look.SetShown(r.mark, marked)
	}
	look.SetShown(r.deny, k.meeting.Can.Deny)
	open := live(k.meeting) && !u.deciding[k.key()]
	look.SetEnabled(r.allow, open)
	look.SetEnabled(r.deny, open)
	importance := widget.MediumImportance
	if !open {
		importance = widget.LowImportance
	}
	if r.name.Importance != importance {
		r.name.Importance = importance
		r.name.Refresh()
	}
	importance = widget.LowImportance
	if k.Flags != (desk.Flags{}) {
		importance = widget.WarningImportance
	}
	look.SetImportance(r.detail, importance)
	if l := (rowLayout{wide: len(u.flags(k.Guest)) > 0}); r.lines.Layout != l {
		r.lines.Layout = l
		r.lines.Refresh()
	}
}

// showTick gives the row a box, ticked or not; tick is called when that is clicked.
func (r *guestRow) showTick(ticked bool, tick func(guest string, ticked bool)) {
	r.tick.OnChanged = nil
	if r.tick.Checked != ticked {
		r.tick.SetChecked(ticked)
	}
	id := r.knock.ID
	r.tick.OnChanged = func(on bool) { tick(id, on) }
	if look.SetShown(r.tick, true) {
		r.content.Refresh()
	}
}

// showMenu gives the row a menu, unless there is nothing in it.
func (r *guestRow) showMenu(menu func(knock) []*fyne.MenuItem) {
	r.more.Items = func() []*fyne.MenuItem { return menu(r.knock) }
	if look.SetShown(r.more, len(menu(r.knock)) > 0) {
		r.content.Refresh()
	}
}
