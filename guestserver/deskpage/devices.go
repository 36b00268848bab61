package deskpage

import (
	"errors"
	"fmt"
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/meeting"
)

// devicesView is where somebody is signed in.
type devicesView struct {
	view
	Devices []deviceLine
}

type deviceLine struct {
	account.Session
	// This says that it is the browser that asks.
	This bool
}

// devices lists the sessions of who is signed in, of browsers and apps.
func (d *Desk) devices(w http.ResponseWriter, r *http.Request, acc account.Account) {
	sessions, err := d.Accounts.ListSessions(r.Context(), acc.ID)
	if err != nil {
		d.failed(w, r, fmt.Errorf("list sessions: %w", err))
		return
	}
	v := devicesView{view: d.view(r, acc, meeting.Meeting{})}
	token := d.Browsers.Token(r)
	for _, s := range sessions {
		v.Devices = append(v.Devices, deviceLine{s, s.Owns(token)})
	}
	d.Pages.Show(w, r, http.StatusOK, "devices", v)
}

// endDevice ends one of somebody's own sessions, such as that of a lost telephone. That it has ended already is no error.
func (d *Desk) endDevice(w http.ResponseWriter, r *http.Request, acc account.Account) {
	err := d.Accounts.Revoke(r.Context(), acc.ID, r.PostFormValue("session"))
	if err != nil && !errors.Is(err, account.ErrUnknown) {
		d.failed(w, r, fmt.Errorf("end session: %w", err))
		return
	}
	goTo(w, r, home+"/devices")
}
