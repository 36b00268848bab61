package look

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// SetText changes a label only if it says something else: refreshing costs more than comparing.
func SetText(l *widget.Label, text string) {
	if l.Text != text {
		l.SetText(text)
	}
}

// SetShown shows or hides an object, and reports whether that changed anything: then the container around it wants a Refresh.
func SetShown(o fyne.CanvasObject, shown bool) (changed bool) {
	switch {
	case shown == o.Visible():
		return false
	case shown:
		o.Show()
	default:
		o.Hide()
	}
	return true
}

// SetEnabled enables or disables an input.
func SetEnabled(w fyne.Disableable, enabled bool) {
	if enabled && w.Disabled() {
		w.Enable()
	} else if !enabled && !w.Disabled() {
		w.Disable()
	}
}

// SetBold gives a label a bold or a regular face.
func SetBold(l *widget.Label, bold bool) {
	if l.TextStyle.Bold != bold {
		l.TextStyle.Bold = bold
		l.Refresh()
	}
}

// SetImportance gives a label the colour of an importance.
func SetImportance(l *widget.Label, importance widget.Importance) {
	if l.Importance != importance {
		l.Importance = importance
		l.Refresh()
	}
}

// Only shows one object in a container, and reports whether that is another than before.
func Only(c *fyne.Container, o fyne.CanvasObject) (changed bool) {
	if len(c.Objects) == 1 && c.Objects[0] == o {
		return false
	}
	c.Objects = []fyne.CanvasObject{o}
	c.Refresh()
	return true
}

// NewMuted returns a small label for what is less important, on one line.
func NewMuted() *widget.Label {
	return &widget.Label{
		Importance: widget.LowImportance, SizeName: theme.SizeNameCaptionText, Truncation: fyne.TextTruncateEllipsis,
	}
}

// NewHeading returns the title of a card.
func NewHeading(text string) *widget.Label {
	return &widget.Label{
		Text: text, SizeName: theme.SizeNameSubHeadingText, TextStyle: fyne.TextStyle{Bold: true},
		Truncation: fyne.TextTruncateEllipsis,
	}
}

// HasAll reports whether the text has all the words, which must be in lower case.
func HasAll(text string, words []string) bool {
	if len(words) == 0 {
		return true
	}
	text = strings.ToLower(text)
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
