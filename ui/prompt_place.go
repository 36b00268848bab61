package ui

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

// promptMoved is how far, in the system's units, the prompt is at least from where it was put if the moderator has moved it. What is less
// is a title bar or a frame.
const promptMoved = 100

// place moves the window to the top right corner, as far as the system allows. The scale is known only once the window has been shown.
func (p *prompt) place() {
	w, ok := p.window.(desktop.Window)
	if !ok {
		return
	}
	x, y, width, _ := p.u.Screen.WorkArea()
	if width <= 0 {
		return
	}
	p.left, p.top = corner(x, y, width, p.size.Width, p.window.Canvas().Scale())
	w.RequestPosition(p.left, p.top)
}

// rescaled gives the prompt its size and its place at another scale, but leaves it where the moderator has moved it.
func (p *prompt) rescaled() {
	if !p.shown {
		return
	}
	p.window.Resize(p.size)
	if x, y, ok := p.u.Screen.Place(p.window); ok && max(distance(x, p.left), distance(y, p.top)) >= promptMoved {
		return
	}
	p.place()
}

// outOfSight says that the monitor is gone that the prompt was on.
func (p *prompt) outOfSight() bool {
	x, y, ok := p.u.Screen.Place(p.window)
	return ok && !p.u.Screen.Visible(x+int(promptWidth/2*p.window.Canvas().Scale()), y)
}

func distance(a, b int) int { return max(a-b, b-a) }

// corner returns where a prompt this wide, in Fyne's units, stands in a work area, in the system's units. A scale of 0 is not known yet.
func corner(x, y, width int, own, scale float32) (left, top int) {
	if scale <= 0 {
		scale = 1
	}
	return max(x, x+width-int(math.Ceil(float64((own+promptMargin)*scale)))), y + int(promptTop*scale)
}

// scaleWatch is the layout of a window's content that tells when the window came to a monitor of another scale. Fyne learns of it only some
// time after the window was moved, and then makes the window as small as it can be.
type scaleWatch struct {
	layout  fyne.Layout
	canvas  fyne.Canvas
	scale   float32
	changed func()
}

// watchScale puts a window's content into a layout that calls changed, which must leave what it does for later: Fyne is within a change of
// its own.
func watchScale(w fyne.Window, layout fyne.Layout, changed func(), content fyne.CanvasObject) *fyne.Container {
	return container.New(&scaleWatch{layout, w.Canvas(), w.Canvas().Scale(), changed}, content)
}

// MinSize is the layout's own.
func (w *scaleWatch) MinSize(objects []fyne.CanvasObject) fyne.Size { return w.layout.MinSize(objects) }

// Layout is called by Fyne at each change of scale, since all text is drawn anew.
func (w *scaleWatch) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w.layout.Layout(objects, size)
	if scale := w.canvas.Scale(); scale != w.scale {
		w.scale = scale
		w.changed()
	}
}
