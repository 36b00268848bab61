package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// rowLayout places a guest's name, the detail below it and the buttons at the right.
type rowLayout struct {
	// wide says that the detail has the whole width, below the buttons too: what warns of a guest must not be cut off.
	wide bool
}

// MinSize is the same for each guest, since the rows of a list are equally high.
func (rowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	name, detail, buttons := objects[0].MinSize(), objects[1].MinSize(), objects[2].MinSize()
	return fyne.NewSize(max(name.Width+theme.Padding()+buttons.Width, detail.Width), max(name.Height, buttons.Height)+detail.Height-lap())
}

// Layout puts the buttons into the middle of both lines, or beside the name where the detail needs its line for itself.
func (l rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	name, detail, buttons := objects[0], objects[1], objects[2]
	side := buttons.MinSize()
	beside := size.Width - side.Width - theme.Padding()
	head := max(name.MinSize().Height, side.Height)
	top, width := (size.Height-side.Height)/2, beside
	if l.wide {
		top, width = -theme.Padding()/2, size.Width
	}
	name.Move(fyne.NewPos(0, 0))
	name.Resize(fyne.NewSize(beside, head))
	detail.Move(fyne.NewPos(0, head-lap()))
	detail.Resize(fyne.NewSize(width, detail.MinSize().Height))
	buttons.Move(fyne.NewPos(size.Width-side.Width, top))
	buttons.Resize(side)
}

// lap is how far the empty edges of name and detail lie over each other.
func lap() float32 { return theme.InnerPadding() + 3 }
