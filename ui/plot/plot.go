package plot

import (
	"image/color"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const (
	height = 110
	// side is the room for the figures at the left and the right, foot that for the times below.
	side, foot = 44, 20
	textSize   = 11.5
)

// Plot has a bar for the guests who came in each span of time, and a line for how long the middle one of them waited.
type Plot struct {
	widget.BaseWidget
	// Clock says when something was, Span how long something took.
	Clock func(time.Time) string
	Span  func(time.Duration) string

	buckets []bucket
	step    time.Duration
	most    int
	longest time.Duration
}

// New returns an empty plot.
func New(clock func(time.Time) string, span func(time.Duration) string) *Plot {
	p := &Plot{Clock: clock, Span: span}
	p.ExtendBaseWidget(p)
	return p
}

// Set shows other visits.
func (p *Plot) Set(visits []Visit) {
	p.buckets, p.step = fill(visits)
	p.most, p.longest = 0, 0
	for _, b := range p.buckets {
		p.most = max(p.most, b.arrivals)
		if wait, ok := b.median(); ok {
			p.longest = max(p.longest, wait)
		}
	}
	p.Refresh()
}

// CreateRenderer draws the plot.
func (p *Plot) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{plot: p}
	r.draw()
	return r
}

// renderer draws bars, a line and the figures beside them. There are few of each, so all are made anew when something changes.
type renderer struct {
	plot    *Plot
	size    fyne.Size
	objects []fyne.CanvasObject
}

func (r *renderer) Destroy() {}

func (r *renderer) MinSize() fyne.Size { return fyne.NewSize(320, height) }

func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *renderer) Layout(size fyne.Size) {
	if r.size != size {
		r.size = size
		r.draw()
	}
}

func (r *renderer) Refresh() {
	r.draw()
	canvas.Refresh(r.plot)
}

func (r *renderer) draw() {
	r.objects = nil
	n := len(r.plot.buckets)
	area := fyne.NewSize(r.size.Width-2*side, r.size.Height-foot)
	if n == 0 || area.Width <= 0 || area.Height <= 0 {
		return
	}
	r.base(area)
	width := area.Width / float32(n)
	r.bars(area, width)
	r.waits(area, width)
	r.times(area, width)
}

// base draws the ground line and the figures at its ends.
func (r *renderer) base(area fyne.Size) {
	line := canvas.NewLine(theme.Color(theme.ColorNameSeparator))
	line.StrokeWidth = 1
	line.Position1, line.Position2 = fyne.NewPos(side, area.Height), fyne.NewPos(side+area.Width, area.Height)
	r.objects = append(r.objects, line)
	left := r.text(strconv.Itoa(r.plot.most), theme.Color(theme.ColorNamePrimary), fyne.TextAlignTrailing)
	left.Move(fyne.NewPos(0, 0))
	left.Resize(fyne.NewSize(side-8, textSize*1.4))
	if r.plot.longest > 0 {
		right := r.text(r.plot.Span(r.plot.longest), theme.Color(theme.ColorNameWarning), fyne.TextAlignLeading)
		right.Move(fyne.NewPos(side+area.Width+8, 0))
		right.Resize(fyne.NewSize(side-8, textSize*1.4))
	}
}

// bars draws how many came.
func (r *renderer) bars(area fyne.Size, width float32) {
	gap := min(3, width/4)
	for i, b := range r.plot.buckets {
		if b.arrivals == 0 {
			continue
		}
		high := max(2, (area.Height-4)*float32(b.arrivals)/float32(r.plot.most))
		bar := canvas.NewRectangle(theme.Color(theme.ColorNamePrimary))
		bar.CornerRadius = 2
		bar.Resize(fyne.NewSize(min(width-gap, 40), high))
		bar.Move(fyne.NewPos(side+width*float32(i)+max(gap/2, (width-40)/2), area.Height-high))
		r.objects = append(r.objects, bar)
	}
}

// waits draws how long they waited: a dot in each span, joined by a line.
func (r *renderer) waits(area fyne.Size, width float32) {
	var before *fyne.Position
	for i, b := range r.plot.buckets {
		wait, ok := b.median()
		if !ok || r.plot.longest == 0 {
			continue
		}
		at := fyne.NewPos(side+width*(float32(i)+0.5), area.Height-(area.Height-8)*float32(wait)/float32(r.plot.longest)-2)
		if before != nil {
			line := canvas.NewLine(theme.Color(theme.ColorNameWarning))
			line.StrokeWidth = 2
			line.Position1, line.Position2 = *before, at
			r.objects = append(r.objects, line)
		}
		dot := canvas.NewCircle(theme.Color(theme.ColorNameWarning))
		dot.Resize(fyne.NewSquareSize(6))
		dot.Move(at.SubtractXY(3, 3))
		r.objects = append(r.objects, dot)
		before = &at
	}
}

// times writes when the first span begins and the last one ends.
func (r *renderer) times(area fyne.Size, width float32) {
	muted := theme.Color(theme.ColorNamePlaceHolder)
	n := len(r.plot.buckets)
	first := r.text(r.plot.Clock(r.plot.buckets[0].from), muted, fyne.TextAlignLeading)
	first.Move(fyne.NewPos(side, area.Height+3))
	if n < 4 {
		return
	}
	last := r.text(r.plot.Clock(r.plot.buckets[n-1].from.Add(r.plot.step)), muted, fyne.TextAlignTrailing)
	last.Resize(fyne.NewSize(width*float32(n), textSize*1.4))
	last.Move(fyne.NewPos(side, area.Height+3))
}

func (r *renderer) text(s string, c color.Color, align fyne.TextAlign) *canvas.Text {
	t := canvas.NewText(s, c)
	t.TextSize, t.Alignment = textSize, align
	r.objects = append(r.objects, t)
	return t
}
