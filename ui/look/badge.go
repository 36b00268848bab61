package look

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Badge is a small number on a coloured ground, hidden at 0.
type Badge struct {
	widget.BaseWidget
	back *canvas.Rectangle
	text *canvas.Text
}

// NewBadge returns a badge that says 0.
func NewBadge() *Badge {
	b := &Badge{back: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	b.back.CornerRadius = 11
	b.text.TextStyle.Bold = true
	b.text.TextSize = 12.5
	b.text.Alignment = fyne.TextAlignCenter
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// Set shows a number, and reports whether the badge needs another width than before.
func (b *Badge) Set(n int) (resized bool) {
	text := strconv.Itoa(n)
	if b.text.Text != text {
		resized = len(b.text.Text) != len(text)
		b.text.Text = text
		b.Refresh()
	}
	return SetShown(b, n > 0) || resized
}

// CreateRenderer draws the number on its ground.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	b.colour()
	padded := container.New(layout.NewCustomPaddedLayout(3, 3, 8, 8), b.text)
	return widget.NewSimpleRenderer(container.NewStack(b.back, padded))
}

// Refresh takes the colours of the current theme.
func (b *Badge) Refresh() {
	b.colour()
	b.BaseWidget.Refresh()
}

func (b *Badge) colour() {
	b.back.FillColor = theme.Color(theme.ColorNamePrimary)
	b.text.Color = theme.Color(theme.ColorNameForegroundOnPrimary)
}
