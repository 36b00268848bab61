package linkcard

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"foyer/ui/look"
)

// projector is a window that fills the screen with the QR code, for a room full of people. It is black on white in every theme. Escape,
// return, or a click closes it. The nil projector draws nothing.
type projector struct {
	window fyne.Window
	qr     *look.QR
	name   *canvas.Text
	link   *canvas.Text
}

// project opens the window, or raises it.
func (c *Card) project() {
	if c.link.URL == "" || c.link.Off {
		return
	}
	if c.projector != nil {
		c.projector.window.RequestFocus()
		return
	}
	c.projector = newProjector(c.App, func() { c.projector = nil })
	c.projector.draw(c.link)
	c.projector.window.Show()
}

func newProjector(app fyne.App, closed func()) *projector {
	p := &projector{window: app.NewWindow(""), qr: look.NewQR(qrSize)}
	black := look.Theme{}.Color(theme.ColorNameForeground, theme.VariantLight)
	p.name, p.link = canvas.NewText("", black), canvas.NewText("", black)
	p.name.TextStyle.Bold = true
	p.qr.OnTapped = p.window.Close
	name := container.New(look.Headline(54), p.name)
	link := container.New(look.Headline(40), p.link)
	page := container.New(layout.NewCustomPaddedLayout(40, 40, 60, 60), look.NewBorder(name, link, nil, nil, p.qr))
	p.window.SetContent(container.NewStack(canvas.NewRectangle(color.White), page))
	p.window.SetPadded(false)
	p.window.SetFullScreen(true)
	p.window.SetOnClosed(closed)
	p.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch e.Name {
		case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyQ:
			p.window.Close()
		}
	})
	return p
}

// draw shows a link; without one the window closes.
func (p *projector) draw(link Link) {
	if p == nil {
		return
	}
	if link.URL == "" || link.Off {
		p.window.Close()
		return
	}
	p.window.SetTitle(link.Meeting)
	p.set(p.name, link.Meeting)
	p.set(p.link, link.URL)
	// The card says if the link does not fit.
	_ = p.qr.Set(link.URL)
}

func (p *projector) set(t *canvas.Text, text string) {
	if t.Text != text {
		t.Text = text
		p.window.Content().Refresh()
	}
}
