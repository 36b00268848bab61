package web

import (
	"errors"
	"fmt"
	"net/http"

	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
	"foyer/guestserver/meeting"
)

// maxForm is the longest form that is read, in bytes: a name, a tick, and much room.
const maxForm = 16 << 10

// knock takes the form of the join page and lets the guest wait.
func (s *site) knock(w http.ResponseWriter, r *http.Request) {
	m, ok := s.meetingOf(w, r)
	if !ok {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.badForm(w, r, m)
		return
	}
	filled := joinPage{page: page{Meeting: m}, Name: r.PostForm.Get("name"), Consent: r.PostForm.Get("consent") == "yes"}
	_, err := names.Clean(filled.Name)
	filled.NameError = nameError(err)
	if m.Recorded && !filled.Consent {
		filled.ConsentError = "guest.join.consent.missing"
	}
	if filled.NameError != "" || filled.ConsentError != "" {
		s.form(w, r, http.StatusUnprocessableEntity, filled)
		return
	}
	s.knockWith(w, r, m, filled)
}

func (s *site) knockWith(w http.ResponseWriter, r *http.Request, m meeting.Meeting, filled joinPage) {
	knock := lobby.Knock{MeetingID: m.ID, Name: filled.Name, Token: token(r, m), Consent: m.Recorded && filled.Consent}
	if form := r.PostForm.Get("token"); knock.Token == "" && tokenForm.MatchString(form) {
		// Whoever taps twice sends the form twice before there is a cookie.
		knock.Token, knock.NewToken = form, form
	}
	g, token, err := s.Lobby.Knock(r.Context(), knock)
	if filled.NameError = nameError(err); filled.NameError != "" {
		s.form(w, r, http.StatusUnprocessableEntity, filled)
		return
	}
	if err != nil {
		s.failed(w, r, m, fmt.Errorf("knock: %w", err))
		return
	}
	s.remember(w, m, g, token)
	if g.State == lobby.Allowed || g.State == lobby.Entering {
		// A page of its own, not a redirect: the chain of redirects after a form must not reach the conference server, since
		// some browsers, and extensions in them, judge the whole chain as one form.
		s.show(w, r, http.StatusOK, "allowed", guestPage{page: s.page(r, m), Guest: g})
		return
	}
	goTo(w, r, meetingPath(m)+"/wait")
}

// nameError returns the key of the text that tells what is wrong with a name, empty if it is something else or nothing.
func nameError(err error) string {
	switch {
	case errors.Is(err, names.ErrEmpty):
		return "guest.join.name.empty"
	case errors.Is(err, names.ErrTooLong):
		return "guest.join.name.long"
	}
	return ""
}
