package ui

import (
	"fyne.io/fyne/v2/dialog"

	"foyer/ui/profile"
)

// showProfile shows the moderator's own account at its portal.
func (u *UI) showProfile(account string) {
	p, ok := offers[profile.Portal](u, account)
	if !ok {
		return
	}
	page := profile.New(profile.Options{Options: u.formOptions(), Portal: p, Clock: u.clock})
	u.open(dialog.NewCustom(u.accountName(account), u.Texts.Get("app.close"), page.Content, u.main.window))
}
