package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// NewList returns a list of what items points to, without lines between its rows. Rows are made as the height needs them and show one item
// after another. Nothing stays chosen, since what a row offers stands in it.
func NewList[T any, R fyne.CanvasObject](items *[]T, newRow func() R, show func(R, T)) *widget.List {
	list := widget.NewList(
		func() int { return len(*items) },
		func() fyne.CanvasObject { return newRow() },
		func(i widget.ListItemID, row fyne.CanvasObject) {
			if i < len(*items) { // Fyne may ask for a row that has just gone.
				show(row.(R), (*items)[i])
			}
		})
	list.HideSeparators = true
	list.OnSelected = func(widget.ListItemID) { list.UnselectAll() }
	return list
}
