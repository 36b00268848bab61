package levelform

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"foyer/ui/look"
)

// reason says what is wrong with a setting, where that is edited.
type reason struct{ widget.Label }

func newReason() *reason {
	r := &reason{}
	r.Importance, r.Wrapping = widget.DangerImportance, fyne.TextWrapWord
	r.ExtendBaseWidget(r)
	r.Hide()
	return r
}

func (r *reason) say(text string) {
	r.SetText(text)
	look.SetShown(r, text != "")
}
