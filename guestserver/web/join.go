package web

import (
	"errors"
	"net/http"

	"foyer/guestserver/lobby"
)

// joinPage asks for the guest's name, and for consent if the meeting is recorded.
type joinPage struct {
	page
	// Token makes one guest of a form that is sent twice.
	Token   string
	Name    string
	Consent bool
	// NameError and ConsentError are keys of the texts next to the fields, empty if all is well.
	NameError    string
	ConsentError string
	// Left greets a guest who just gave up waiting.
	Left bool
}

// Straight reports whether nobody has to let the guest in.
func (p joinPage) Straight() bool { return p.Meeting.Door().Verdict() == lobby.Allow }

// join is the page of the guest link.
func (s *site) join(w http.ResponseWriter, r *http.Request) {
	m, ok := s.meetingOf(w, r)
	if !ok {
		return
	}
	g, err := s.guestOf(r, m)
	if err != nil && !errors.Is(err, lobby.ErrUnknownGuest) {
		s.failed(w, r, m, err)
		return
	}
	switch g.State {
	case lobby.Waiting, lobby.Gone, lobby.Allowed:
		goTo(w, r, meetingPath(m)+"/wait")
	case lobby.Entering:
		// The conference server sends guests back here when they hang up. To take them in again at once would be a trap.
		s.show(w, r, http.StatusOK, "return", guestPage{page: s.page(r, m), Guest: g})
	case lobby.Denied:
		s.denied(w, r, m, g)
	default:
		s.form(w, r, http.StatusOK, joinPage{
			page: page{Meeting: m}, Name: rememberedName(r), Consent: rememberedConsent(r, m),
			Left: r.URL.Query().Has("left"),
		})
	}
}

// form shows the form, or says that there is none because the meeting lets no guests in.
func (s *site) form(w http.ResponseWriter, r *http.Request, status int, p joinPage) {
	m := p.Meeting
	if m.Door().Verdict() == lobby.Deny {
		s.problem(w, r, http.StatusOK, problem{page: page{Meeting: m}, Kind: "closed", Door: "closed"})
		return
	}
	p.page, p.Token = s.page(r, m), lobby.NewToken()
	s.show(w, r, status, "join", p)
}
