package deskpage

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby/throttle"
	"foyer/guestserver/meeting"
	"foyer/guestserver/signin"
)

// signInView is the sign-in page.
type signInView struct {
	view
	// Provider is the name of the sign-in provider, empty if there is none.
	Provider string
	// Next is where to go on.
	Next string
	// Email is what was typed before, and Error the key of what is wrong with it.
	Email, Error string
	// Out says that somebody has just signed out.
	Out bool
}

func signInPath(next string) string {
	path := home + "/signin"
	if next != home {
		path += "?next=" + url.QueryEscape(next)
	}
	return path
}

// nextOf returns where somebody wants to be after signing in.
func nextOf(path string) string {
	if path == "" {
		return home
	}
	return signin.Local(path)
}

// signInPage asks who it is.
func (d *Desk) signInPage(w http.ResponseWriter, r *http.Request) {
	next := nextOf(r.URL.Query().Get("next"))
	if _, ok := d.Browsers.Account(r); ok {
		goTo(w, r, next)
		return
	}
	d.askWho(w, r, http.StatusOK, signInView{Next: next, Out: r.URL.Query().Has("out")})
}

func (d *Desk) askWho(w http.ResponseWriter, r *http.Request, status int, v signInView) {
	v.view, v.Provider = d.view(r, account.Account{}, meeting.Meeting{}), d.Provider
	v.Here = signInPath(v.Next)
	d.Pages.Show(w, r, status, "signin", v)
}

// signIn signs a browser in by e-mail address and password, as the portal API does for programs.
func (d *Desk) signIn(w http.ResponseWriter, r *http.Request) {
	v := signInView{Next: nextOf(r.PostFormValue("next")), Email: r.PostFormValue("email")}
	address := d.Proxies.Address(r)
	acc, err := d.Accounts.SignIn(r.Context(), v.Email, r.PostFormValue("password"), throttle.NetworkOf(address))
	switch {
	case errors.Is(err, account.ErrWrongCredentials):
		slog.Warn("sign-in refused", "from", address)
		v.Error = "desk.signin.wrong"
		d.askWho(w, r, http.StatusUnprocessableEntity, v)
		return
	case errors.Is(err, account.ErrThrottled):
		v.Error = "desk.signin.slow"
		d.askWho(w, r, http.StatusTooManyRequests, v)
		return
	case err != nil:
		d.failed(w, r, err)
		return
	}
	token, expires, err := d.Accounts.NewSession(r.Context(), acc.ID, r.UserAgent())
	if err != nil {
		d.failed(w, r, fmt.Errorf("sign in: %w", err))
		return
	}
	d.Browsers.SignIn(w, token, expires)
	goTo(w, r, v.Next)
}
