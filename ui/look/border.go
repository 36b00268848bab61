package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"
)

// NewBorder returns a container as Fyne's of that name does, each of its sides may be nil. The keyboard's focus goes through it as one
// reads: top, left, middle, right, bottom. In Fyne's own it begins in the middle.
func NewBorder(top, bottom, left, right fyne.CanvasObject, middle ...fyne.CanvasObject) *fyne.Container {
	c := &fyne.Container{Layout: layout.NewBorderLayout(top, bottom, left, right)}
	for _, side := range append(append([]fyne.CanvasObject{top, left}, middle...), right, bottom) {
		if side != nil {
			c.Objects = append(c.Objects, side)
		}
	}
	return c
}
