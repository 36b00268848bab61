// Package form has what the app's forms have in common. Package ui and those of its parts that have forms enter.
package form

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/ui/look"
)

// Options are what forms work with; all must be set.
type Options struct {
	Texts assets.Texts
	// Work runs something that may take its time in a goroutine of its own, and done on Fyne's goroutine after it. Calling cancel gives the
	// work up; done is called nevertheless.
	Work func(limit time.Duration, work func(context.Context) error, done func(error)) (cancel func())
	// Sentence says what went wrong.
	Sentence func(error) string
	// Changed is called after each piece of work.
	Changed func()
}

// Form is a button that starts something, busy while that is under way, a way to give up, and a sentence if it went wrong. All methods
// belong to Fyne's goroutine.
type Form struct {
	Options
	// Foot is what is shown.
	Foot *fyne.Container
	// Submit is the button. Inputs are disabled with it while the form is busy.
	Submit *widget.Button
	Inputs []fyne.Disableable
	cancel *widget.Button
	busy   *widget.Activity
	fail   *widget.Label
	abort  func()
}

// New returns a form whose button has these words, and calls submit.
func New(o Options, action string, submit func()) *Form {
	f := &Form{Options: o, busy: widget.NewActivity()}
	f.Submit = &widget.Button{Text: action, Importance: widget.HighImportance, OnTapped: submit}
	f.cancel = &widget.Button{Text: o.Texts.Get("app.cancel"), OnTapped: func() {
		if f.abort != nil {
			f.abort()
		}
	}}
	f.fail = &widget.Label{Importance: widget.DangerImportance, Wrapping: fyne.TextWrapWord}
	f.fail.Hide()
	f.cancel.Hide()
	f.busy.Hide()
	gap := container.New(look.AtLeast(fyne.NewSize(0, 6)))
	f.Foot = container.NewVBox(f.fail, gap, container.NewHBox(f.Submit, f.cancel, f.busy))
	return f
}

// Busy says whether the form's work is under way.
func (f *Form) Busy() bool { return f.abort != nil }

// Run does the form's work, and done if that went well. A second click while it is under way does nothing.
func (f *Form) Run(limit time.Duration, work func(context.Context) error, done func()) {
	if f.Busy() {
		return
	}
	f.Say("")
	f.setBusy(true)
	f.abort = f.Work(limit, work, func(err error) {
		f.abort = nil
		f.setBusy(false)
		switch {
		case err == nil:
			done()
		case !errors.Is(err, context.Canceled):
			f.Say(f.Sentence(err))
		}
		f.Changed()
	})
}

func (f *Form) setBusy(busy bool) {
	for _, input := range append([]fyne.Disableable{f.Submit}, f.Inputs...) {
		look.SetEnabled(input, !busy)
	}
	look.SetShown(f.cancel, busy)
	look.SetShown(f.busy, busy)
	if busy {
		f.busy.Start()
	} else {
		f.busy.Stop()
	}
	f.Foot.Refresh()
}

// Say shows what went wrong; the empty text hides it.
func (f *Form) Say(text string) {
	f.fail.SetText(text)
	look.SetShown(f.fail, text != "")
	f.Foot.Refresh()
}

// Said is what was said last.
func (f *Form) Said() string { return f.fail.Text }

// Labelled puts a name above an input.
func Labelled(text string, input fyne.CanvasObject) fyne.CanvasObject {
	return look.NewBorder(widget.NewLabel(text), nil, nil, nil, input)
}
