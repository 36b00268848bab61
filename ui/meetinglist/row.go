package meetinglist

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/ui/look"
)

// tuck is how far a row's content reaches into the gaps above and below, in Fyne's units.
const tuck = 5

// rowView draws one row after another: a meeting, or a heading above some.
type rowView struct {
	widget.BaseWidget
	name, words    *widget.Label
	dot            *look.Dot
	number         *look.Badge
	meeting        *fyne.Container
	place, account *widget.Label
	lines, heading *fyne.Container
	content        *fyne.Container
}

func newRowView() *rowView {
	r := &rowView{
		name:  &widget.Label{Truncation: fyne.TextTruncateEllipsis},
		words: look.NewMuted(), dot: look.NewDot(), number: look.NewBadge(),
		place: look.NewMuted(), account: look.NewMuted(),
	}
	r.place.TextStyle.Bold = true
	tight := layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding() - 4)
	state := look.NewBorder(nil, nil, container.New(layout.NewCustomPaddedLayout(0, 0, 9, -8), r.dot), nil, r.words)
	number := container.New(layout.NewCustomPaddedLayout(0, 0, 0, 8), container.NewCenter(r.number))
	r.meeting = look.NewBorder(nil, nil, nil, number, container.New(tight, r.name, state))
	r.lines = container.New(tight, r.place, r.account)
	r.heading = look.NewBorder(nil, r.lines, nil, nil)
	r.content = container.New(layout.NewCustomPaddedLayout(-tuck, -tuck, 0, 0), r.meeting, r.heading)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer draws the row.
func (r *rowView) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.content) }

// show makes a view that of a row.
func (l *List) show(v *rowView, r row) {
	look.SetShown(v.meeting, r.meeting != nil)
	look.SetShown(v.heading, r.meeting == nil)
	if r.meeting == nil {
		v.showHeading(r)
		return
	}
	line, n := l.Describe(r.meeting), len(r.meeting.Waiting)
	v.dot.Set(line.Color)
	look.SetText(v.words, line.Words)
	look.SetText(v.name, r.meeting.Name)
	look.SetBold(v.name, n > 0)
	importance := widget.MediumImportance
	if line.Old {
		importance = widget.LowImportance
	}
	look.SetImportance(v.name, importance)
	if v.number.Set(n) {
		v.meeting.Refresh()
	}
}

func (v *rowView) showHeading(r row) {
	look.SetText(v.place, r.place)
	look.SetText(v.account, r.account)
	changed := look.SetShown(v.place, r.place != "")
	if look.SetShown(v.account, r.account != "") || changed {
		v.heading.Refresh()
	}
}
