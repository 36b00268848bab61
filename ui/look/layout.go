package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// AtMost is a layout that gives its content the whole width up to a limit and centres it beyond. The content keeps its own height.
type AtMost struct {
	// Width is the limit, in Fyne's units.
	Width float32
}

// Layout centres the objects.
func (l AtMost) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(size.Width, l.Width)
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, size.Height))
		o.Move(fyne.NewPos((size.Width-width)/2, 0))
	}
}

// MinSize is the largest minimum of the objects.
func (l AtMost) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

// AtLeast is a layout that gives its content at least this size.
type AtLeast fyne.Size

// Layout gives the objects all there is.
func (l AtLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.NewPos(0, 0))
	}
}

// MinSize is the limit, or more if an object needs more.
func (l AtLeast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size(l)
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

// Middle is a layout of this height, whatever its content needs: the content stands in the middle. It is for text that wraps, whose
// height is not known before it has been laid out.
type Middle float32

// Layout gives the objects the whole width and their own height.
func (l Middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(fyne.NewSize(size.Width, o.Size().Height))
		height := min(o.MinSize().Height, size.Height)
		o.Resize(fyne.NewSize(size.Width, height))
		o.Move(fyne.NewPos(0, (size.Height-height)/2))
	}
}

// MinSize is as wide as the widest object.
func (l Middle) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, float32(l))
	for _, o := range objects {
		size.Width = max(size.Width, o.MinSize().Width)
	}
	return size
}

// Columns is a layout of equally wide columns with this gap, in Fyne's units, between them. Each column is as high as the highest. Hidden
// objects take no column.
type Columns float32

// Layout puts the objects side by side.
func (l Columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	shown := visible(objects)
	n := float32(len(shown))
	width := (size.Width - float32(l)*(n-1)) / n
	for i, o := range shown {
		o.Resize(fyne.NewSize(width, size.Height))
		o.Move(fyne.NewPos(float32(i)*(width+float32(l)), 0))
	}
}

// MinSize has room for the widest object in each column.
func (l Columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	shown := visible(objects)
	var size fyne.Size
	for _, o := range shown {
		size = size.Max(o.MinSize())
	}
	n := float32(len(shown))
	return fyne.NewSize(max(0, size.Width*n+float32(l)*(n-1)), size.Height)
}

func visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	var shown []fyne.CanvasObject
	for _, o := range objects {
		if o.Visible() {
			shown = append(shown, o)
		}
	}
	return shown
}

// Headline is a layout for one line of text of this size, which becomes smaller where it would not fit the width.
type Headline float32

// Layout centres the text.
func (l Headline) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		text, ok := o.(*canvas.Text)
		if !ok {
			continue
		}
		text.TextSize = float32(l)
		if width := text.MinSize().Width; width > size.Width {
			text.TextSize *= size.Width / width
		}
		height := text.MinSize().Height
		text.Alignment = fyne.TextAlignCenter
		text.Resize(fyne.NewSize(size.Width, height))
		text.Move(fyne.NewPos(0, (size.Height-height)/2))
		text.Refresh()
	}
}

// MinSize is the height of one line.
func (l Headline) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, float32(l)*1.6) }
