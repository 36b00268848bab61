package ui

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// button is a button that leaves the keys it has no use for to its window: a letter must act wherever the focus is.
type button struct {
	widget.Button
	typed func(*fyne.KeyEvent)
	// name is what a screen reader says of a button without words.
	name    string
	focused bool
}

// AccessibilityLabel is the button's words, or its name if it has none.
func (b *button) AccessibilityLabel() string { return cmp.Or(b.Text, b.name) }

func newButton(
	text string, icon fyne.Resource, importance widget.Importance, typed func(*fyne.KeyEvent), tapped func(),
) *button {
	b := &button{Button: widget.Button{Text: text, Icon: icon, Importance: importance, OnTapped: tapped}, typed: typed}
	b.ExtendBaseWidget(b)
	return b
}

// say changes what stands on the button, and reports whether that is something else.
func (b *button) say(text string) (changed bool) {
	if b.Text == text {
		return false
	}
	b.SetText(text)
	return true
}

// TypedKey presses the button with space or return, and passes on every other key.
func (b *button) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeySpace || e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter:
		if !b.Disabled() {
			b.Tapped(&fyne.PointEvent{})
		}
	case b.typed != nil:
		b.typed(e)
	}
}

// CreateRenderer draws the button with a frame while it has the keyboard: on green and red, Fyne's own sign of that is hard to see.
func (b *button) CreateRenderer() fyne.WidgetRenderer {
	frame := canvas.NewRectangle(nil)
	frame.StrokeWidth = 2
	return &framed{WidgetRenderer: b.Button.CreateRenderer(), button: b, frame: frame}
}

// FocusGained shows the frame.
func (b *button) FocusGained() {
	b.focused = true
	b.Button.FocusGained()
	b.Refresh()
}

// FocusLost hides the frame.
func (b *button) FocusLost() {
	b.focused = false
	b.Button.FocusLost()
	b.Refresh()
}

// framed draws a button and the frame around it.
type framed struct {
	fyne.WidgetRenderer
	button *button
	frame  *canvas.Rectangle
}

// Objects are those of the button, and the frame while it is shown.
func (f *framed) Objects() []fyne.CanvasObject {
	if !f.button.focused {
		return f.WidgetRenderer.Objects()
	}
	return append(append([]fyne.CanvasObject{}, f.WidgetRenderer.Objects()...), f.frame)
}

// Layout has the frame go around the button.
func (f *framed) Layout(size fyne.Size) {
	f.WidgetRenderer.Layout(size)
	f.frame.Resize(size)
}

// Refresh takes the colours of the current theme.
func (f *framed) Refresh() {
	f.frame.StrokeColor = theme.Color(theme.ColorNameForeground)
	f.frame.CornerRadius = theme.Size(theme.SizeNameButtonRadius)
	f.frame.Refresh()
	f.WidgetRenderer.Refresh()
}
