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
	u.open(d)
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
	entry := u.newEntry()
	entry.SetText(text)
	if !mayBeEmpty {
		entry.Validator = notEmpty
	}
	item := widget.NewFormItem("", container.New(look.AtLeast(fyne.NewSize(360, 0)), entry))
	d := dialog.NewForm(untilAsked(title), action, u.Texts.Get("app.cancel"), []*widget.FormItem{item}, func(yes bool) {
		if yes {
			do(entry.Text)
		}
	}, u.asks)
	entry.OnSubmitted = func(string) { d.Submit() }
	u.open(d)
	u.asks.Canvas().Focus(entry)
}

// untilAsked returns the words of a menu without the dots that promise a question: this is the question.
func untilAsked(words string) string { return strings.TrimSuffix(words, "…") }

// open shows a dialog, which Escape closes.
func (u *UI) open(d dialog.Dialog) {
	u.dialog = d
	d.SetOnClosed(func() {
		if u.dialog == d {
			u.dialog = nil
		}
	})
	d.Show()
}

// escape closes the dialog that is open, and reports whether there was one.
func (u *UI) escape() bool {
	if u.dialog == nil {
		return false
	}
	u.dialog.Dismiss()
	return true
}

// dialogEntry is an input in a dialog, which closes that with Escape.
type dialogEntry struct {
	widget.Entry
	u *UI
}

func (u *UI) newEntry() *dialogEntry {
	e := &dialogEntry{u: u}
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey closes the dialog with Escape.
func (e *dialogEntry) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyEscape && e.u.escape() {
		return
	}
	e.Entry.TypedKey(key)
}
