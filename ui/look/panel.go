package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Panel is a rounded area of one colour around its content.
type Panel struct {
	widget.BaseWidget
	color   fyne.ThemeColorName
	back    *canvas.Rectangle
	content fyne.CanvasObject
}

// NewCard returns a panel for things that belong together.
func NewCard(content fyne.CanvasObject) *Panel { return newPanel(ColorCard, 18, content) }

// NewNotice returns a panel for a sentence that asks for attention.
func NewNotice(content fyne.CanvasObject) *Panel { return newPanel(ColorNotice, 4, content) }

func newPanel(name fyne.ThemeColorName, pad float32, content fyne.CanvasObject) *Panel {
	p := &Panel{color: name, back: canvas.NewRectangle(theme.Color(name))}
	p.back.CornerRadius = 12
	p.content = container.NewStack(p.back, container.New(layout.NewCustomPaddedLayout(pad, pad, pad+2, pad+2), content))
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer draws the area behind the content.
func (p *Panel) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.content) }

// Refresh takes the colour of the current theme.
func (p *Panel) Refresh() {
	p.back.FillColor = theme.Color(p.color)
	p.BaseWidget.Refresh()
}

// Dot is a small disc that shows a state by its colour. Words must stand beside it: nobody should depend on the colour.
type Dot struct {
	widget.BaseWidget
	color fyne.ThemeColorName
	disc  *canvas.Circle
}

// NewDot returns a dot without a state.
func NewDot() *Dot {
	d := &Dot{color: theme.ColorNameDisabled, disc: canvas.NewCircle(theme.Color(theme.ColorNameDisabled))}
	d.ExtendBaseWidget(d)
	return d
}

// Set gives the dot the colour of this name.
func (d *Dot) Set(name fyne.ThemeColorName) {
	if d.color == name {
		return
	}
	d.color = name
	d.Refresh()
}

// CreateRenderer draws the disc in the middle of the line beside it.
func (d *Dot) CreateRenderer() fyne.WidgetRenderer {
	disc := container.NewGridWrap(fyne.NewSquareSize(10), d.disc)
	return widget.NewSimpleRenderer(container.NewCenter(disc))
}

// Refresh takes the colour of the current theme.
func (d *Dot) Refresh() {
	d.disc.FillColor = theme.Color(d.color)
	d.disc.Refresh()
}
