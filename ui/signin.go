package ui

import (
	"foyer/ui/form"
	"foyer/ui/signin"
)

// newSignIn returns a form to sign in; done is called once somebody is signed in.
func (u *UI) newSignIn(done func()) *signin.Form {
	return signin.New(signin.Options{
		Options: u.formOptions(), Accounts: u.Accounts, Browse: u.browse, Do: u.do, Done: done,
	})
}

func (u *UI) formOptions() form.Options {
	return form.Options{Texts: u.Texts, Work: u.work, Sentence: u.sentence, Changed: u.refresh}
}
