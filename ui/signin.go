package ui

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"foyer/client/accounts"
	"foyer/ui/look"
)

// signInLimit is how long signing in may take, with a keyring that waits for its owner.
const signInLimit = 30 * time.Second

// form is what the forms have in common: a button that starts, busy while that is under way, a way to give up, and a sentence
// if it went wrong.
type form struct {
	u      *UI
	inputs []fyne.Disableable
	submit *widget.Button
	cancel *widget.Button
	busy   *widget.Activity
	fail   *widget.Label
	foot   *fyne.Container
	abort  func()
}

func newForm(u *UI, action string, submit func()) *form {
	f := &form{u: u, busy: widget.NewActivity()}
	f.submit = &widget.Button{Text: action, Importance: widget.HighImportance, OnTapped: submit}
	f.cancel = &widget.Button{Text: u.Texts.Get("app.cancel"), OnTapped: func() {
		if f.abort != nil {
			f.abort()
		}
	}}
	f.fail = &widget.Label{Importance: widget.DangerImportance, Wrapping: fyne.TextWrapWord}
	f.fail.Hide()
	f.cancel.Hide()
	f.busy.Hide()
	f.foot = container.NewVBox(f.fail, gap(), container.NewHBox(f.submit, f.cancel, f.busy))
	return f
}

// run does the form's work. A second click while it is under way does nothing.
func (f *form) run(limit time.Duration, work func(context.Context) error, done func()) {
	if f.abort != nil {
		return
	}
	f.say("")
	f.setBusy(true)
	f.abort = f.u.work(limit, work, func(err error) {
		f.abort = nil
		f.setBusy(false)
		switch {
		case err == nil:
			done()
		case !errors.Is(err, context.Canceled):
			f.say(f.u.sentence(err))
		}
		f.u.refresh()
	})
}

func (f *form) setBusy(busy bool) {
	for _, input := range append([]fyne.Disableable{f.submit}, f.inputs...) {
		look.SetEnabled(input, !busy)
	}
	look.SetShown(f.cancel, busy)
	look.SetShown(f.busy, busy)
	if busy {
		f.busy.Start()
	} else {
		f.busy.Stop()
	}
	f.foot.Refresh()
}

// say shows what went wrong; the empty text hides it.
func (f *form) say(text string) {
	f.fail.SetText(text)
	look.SetShown(f.fail, text != "")
	f.foot.Refresh()
}

// signInForm signs in with a server.
type signInForm struct {
	*form
	content                 *fyne.Container
	server, email, password *widget.Entry
	done                    func()
}

// newSignInForm returns an empty form; done is called once the account is signed in.
func newSignInForm(u *UI, done func()) *signInForm {
	f := &signInForm{done: done}
	f.form = newForm(u, u.Texts.Get("app.sign_in"), f.signIn)
	f.server, f.email, f.password = widget.NewEntry(), widget.NewEntry(), widget.NewPasswordEntry()
	f.server.SetPlaceHolder("https://foyer.example.org")
	f.email.SetPlaceHolder("ana@example.org")
	f.content = container.NewVBox()
	for _, field := range []struct {
		key   string
		entry *widget.Entry
	}{{"app.sign_in.server", f.server}, {"app.sign_in.email", f.email}, {"app.sign_in.password", f.password}} {
		field.entry.OnSubmitted = func(string) { f.signIn() }
		f.inputs = append(f.inputs, field.entry)
		f.content.Add(labelled(u.Texts.Get(field.key), field.entry))
	}
	f.content.Add(f.foot)
	return f
}

// of makes the form one for an account that is known: only its password is missing.
func (f *signInForm) of(a accounts.Account) {
	f.server.SetText(a.Server)
	f.email.SetText(a.Email)
	f.content.Objects = f.content.Objects[2:]
}

// signIn sends the form. The password is forgotten once it was taken.
func (f *signInForm) signIn() {
	server, email, password := strings.TrimSpace(f.server.Text), strings.TrimSpace(f.email.Text), f.password.Text
	if server == "" || email == "" || password == "" {
		f.say(f.u.Texts.Get("app.sign_in.incomplete"))
		return
	}
	f.run(signInLimit, func(ctx context.Context) error {
		_, err := f.u.Accounts.SignIn(ctx, server, email, password)
		return err
	}, func() {
		f.password.SetText("")
		f.done()
	})
}

// labelled puts a name above an input.
func labelled(text string, input fyne.CanvasObject) fyne.CanvasObject {
	return container.NewBorder(widget.NewLabel(text), nil, nil, nil, input)
}
