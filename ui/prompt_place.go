package ui

import (
	"math"

	"fyne.io/fyne/v2/driver/desktop"
)

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
	p.scale = p.window.Canvas().Scale()
	w.RequestPosition(corner(x, y, width, p.size.Width, p.scale))
}

// corner returns where a prompt this wide, in Fyne's units, stands in a work area, in the system's units. A scale of 0 is not known yet.
func corner(x, y, width int, own, scale float32) (left, top int) {
	if scale <= 0 {
		scale = 1
	}
	return max(x, x+width-int(math.Ceil(float64((own+promptMargin)*scale)))), y + int(promptTop*scale)
}
