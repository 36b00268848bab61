package ui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/ui/look"
)

// meetingList is the left side of the main window: all meetings, how they are connected, and how many wait for each.
type meetingList struct {
	u       *UI
	content fyne.CanvasObject
	list    *widget.List
	key     desk.MeetingKey
	index   int
	drawing bool
	came    func()
}

// newMeetingList returns the list. Came is called when the moderator chooses a meeting, accounts when they go to the accounts.
func newMeetingList(u *UI, came, accounts func()) *meetingList {
	l := &meetingList{u: u, index: -1, came: came}
	l.list = widget.NewList(
		func() int { return len(u.snapshot.Meetings) },
		func() fyne.CanvasObject { return newMeetingRow() },
		func(i widget.ListItemID, o fyne.CanvasObject) {
			if i < len(u.snapshot.Meetings) {
				o.(*meetingRow).show(u, &u.snapshot.Meetings[i])
			}
		})
	l.list.HideSeparators = true
	l.list.OnSelected = l.choose
	heading := widget.NewLabelWithStyle(u.Texts.Get("app.meetings"), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	button := widget.NewButtonWithIcon(u.Texts.Get("app.accounts"), theme.AccountIcon(), accounts)
	button.Alignment = widget.ButtonAlignLeading
	button.Importance = widget.LowImportance
	l.content = container.New(layout.NewCustomPaddedLayout(4, 4, 2, 6),
		container.NewBorder(heading, button, nil, nil, l.list))
	return l
}

// choose makes a meeting the one that is shown.
func (l *meetingList) choose(i widget.ListItemID) {
	if l.drawing || i < 0 || i >= len(l.u.snapshot.Meetings) {
		return
	}
	l.index, l.key = i, l.u.snapshot.Meetings[i].Key
	l.came()
}

// chosen returns the meeting that is shown, nil if there is none.
func (l *meetingList) chosen() *desk.Meeting {
	if l.index < 0 {
		return nil
	}
	return &l.u.snapshot.Meetings[l.index]
}

// draw brings the list up to date. The choice stays with its meeting; if that is gone, the first meeting is chosen.
func (l *meetingList) draw() {
	l.drawing = true
	defer func() { l.drawing = false }()
	before := l.index
	l.index = min(0, len(l.u.snapshot.Meetings)-1)
	for i, m := range l.u.snapshot.Meetings {
		if m.Key == l.key {
			l.index = i
		}
	}
	if l.index >= 0 {
		l.key = l.u.snapshot.Meetings[l.index].Key
	}
	switch {
	case l.index < 0:
		l.list.UnselectAll()
	case l.index != before:
		l.list.Select(l.index)
	}
	l.list.Refresh()
}

// meetingRow is one meeting in the list.
type meetingRow struct {
	widget.BaseWidget
	name, words, account *widget.Label
	dot                  *look.Dot
	number               *badge
	content              *fyne.Container
}

func newMeetingRow() *meetingRow {
	r := &meetingRow{
		name:  &widget.Label{Truncation: fyne.TextTruncateEllipsis},
		words: newMuted(), account: newMuted(),
		dot: look.NewDot(), number: newBadge(),
	}
	tight := layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding() - 4)
	state := container.NewBorder(nil, nil, container.New(layout.NewCustomPaddedLayout(0, 0, 9, -8), r.dot), nil, r.words)
	r.content = container.NewBorder(nil, nil, nil, container.NewCenter(r.number),
		container.New(tight, r.name, r.account, state))
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer draws the row.
func (r *meetingRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.content) }

func (r *meetingRow) show(u *UI, m *desk.Meeting) {
	color, words := u.stateWords(m.State)
	r.dot.Set(color)
	setText(r.words, words)
	setText(r.name, m.Name)
	setText(r.account, u.accountName(m.Key.Account))
	if bold := len(m.Waiting) > 0; r.name.TextStyle.Bold != bold {
		r.name.TextStyle.Bold = bold
		r.name.Refresh()
	}
	r.number.set(len(m.Waiting))
}

// badge is a small number on a coloured ground, hidden at 0.
type badge struct {
	widget.BaseWidget
	back *canvas.Rectangle
	text *canvas.Text
}

func newBadge() *badge {
	b := &badge{back: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	b.back.CornerRadius = 11
	b.text.TextStyle.Bold = true
	b.text.TextSize = 12.5
	b.text.Alignment = fyne.TextAlignCenter
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

func (b *badge) set(n int) {
	text := strconv.Itoa(n)
	if b.text.Text != text {
		b.text.Text = text
		b.Refresh()
	}
	setShown(b, n > 0)
}

// CreateRenderer draws the number on its ground.
func (b *badge) CreateRenderer() fyne.WidgetRenderer {
	b.colour()
	padded := container.New(layout.NewCustomPaddedLayout(3, 3, 8, 8), b.text)
	return widget.NewSimpleRenderer(container.NewStack(b.back, padded))
}

// Refresh takes the colours of the current theme.
func (b *badge) Refresh() {
	b.colour()
	b.BaseWidget.Refresh()
}

func (b *badge) colour() {
	b.back.FillColor = theme.Color(theme.ColorNamePrimary)
	b.text.Color = theme.Color(theme.ColorNameForegroundOnPrimary)
}
