package ui

import (
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"foyer/ui/look"
)

// confirm asks before something that cannot be undone. Action is what the button says that does it; the other one is chosen by Escape.
func (u *UI) confirm(title, text, action string, do func()) {
	label := &widget.Label{Text: text, Wrapping: fyne.TextWrapWord}
	content := container.New(look.AtLeast(fyne.NewSize(420, 70)), label)
	d := dialog.NewCustomConfirm(title, action, u.Texts.Get("app.cancel"), content, func(yes bool) {
		if yes {
			do()
		}
	}, u.asks)
	d.SetConfirmImportance(widget.DangerImportance)
	d.Show()
}

// errEmpty is never shown: it keeps a form from being sent.
var errEmpty = errors.New("empty")

func notEmpty(s string) error {
	if strings.TrimSpace(s) == "" {
		return errEmpty
	}
	return nil
}

// askText asks for one line of text, which may not be empty unless that is allowed.
func (u *UI) askText(title, text, action string, mayBeEmpty bool, do func(string)) {
	entry := widget.NewEntry()
	entry.SetText(text)
	if !mayBeEmpty {
		entry.Validator = notEmpty
	}
	item := widget.NewFormItem("", container.New(look.AtLeast(fyne.NewSize(360, 0)), entry))
	d := dialog.NewForm(title, action, u.Texts.Get("app.cancel"), []*widget.FormItem{item}, func(yes bool) {
		if yes {
			do(entry.Text)
		}
	}, u.asks)
	entry.OnSubmitted = func(string) { d.Submit() }
	d.Show()
	u.asks.Canvas().Focus(entry)
}
