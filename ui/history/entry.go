package history

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/ui/look"
)

// entry draws one line after another.
type entry struct {
	widget.BaseWidget
	what, detail *widget.Label
	undo         *widget.Button
	content      *fyne.Container
	line         line
}

func newEntry(p *Page) *entry {
	e := &entry{what: &widget.Label{Truncation: fyne.TextTruncateEllipsis}, detail: look.NewMuted()}
	e.undo = widget.NewButtonWithIcon(p.Texts.Get("app.undo"), theme.ContentUndoIcon(), func() { p.Undo(e.line.undo) })
	e.undo.Importance = widget.LowImportance
	text := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()-3), e.what, e.detail)
	line := look.NewBorder(nil, nil, nil, container.NewCenter(e.undo), text)
	e.content = container.New(layout.NewCustomPaddedLayout(-4, -4, 0, 8), line)
	e.ExtendBaseWidget(e)
	return e
}

// CreateRenderer draws the line.
func (e *entry) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(e.content) }

func (e *entry) show(l line) {
	e.line = l
	look.SetText(e.what, l.what)
	look.SetText(e.detail, l.detail)
	if look.SetShown(e.undo, l.undo != 0) {
		e.content.Refresh()
	}
}
