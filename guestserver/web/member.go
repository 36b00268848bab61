package web

import (
	"errors"
	"fmt"
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// signedIn returns the account of the request's session.
func (s *site) signedIn(r *http.Request) (account.Account, bool) {
	if s.People == nil {
		return account.Account{}, false
	}
	return s.People.Account(r)
}

// takeMember takes a person who is signed in and belongs to the meeting into it, with its own role and never as a guest. It returns
// false for everybody else.
func (s *site) takeMember(w http.ResponseWriter, r *http.Request, v visit) bool {
	person, ok := s.signedIn(r)
	if !ok {
		return false
	}
	joinURL, err := s.Conference.JoinMember(r.Context(), v.meeting.ID, person)
	switch {
	case err == nil:
		goTo(w, r, joinURL)
	case errors.Is(err, meeting.ErrUnknown):
		return false
	case errors.Is(err, meeting.ErrNotRunning):
		s.early(w, r, v, lobby.Guest{})
	case errors.Is(err, lobby.ErrConference), errors.Is(err, lobby.ErrSetup):
		s.noAnswer(w, r, v, lobby.Guest{Name: person.Name}, err)
	default:
		s.failed(w, r, v, fmt.Errorf("take member in: %w", err))
	}
	return true
}
