package web

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// guestPage is a page for a guest who knocked.
type guestPage struct {
	page
	Guest lobby.Guest
	// Minutes is how long the guest has been waiting.
	Minutes int
}

// Since returns when the guest knocked, for the script to show in the guest's own time zone.
func (p guestPage) Since() string { return p.Guest.KnockedAt.UTC().Format(time.RFC3339) }

// wait is where a guest waits, and where it is taken on once that is over.
func (s *site) wait(w http.ResponseWriter, r *http.Request) {
	m, ok := s.meetingOf(w, r)
	if !ok {
		return
	}
	g, err := s.guestOf(r, m)
	switch {
	case errors.Is(err, lobby.ErrUnknownGuest):
		goTo(w, r, meetingPath(m))
		return
	case err != nil:
		s.failed(w, r, m, err)
		return
	}
	switch g.State {
	case lobby.Waiting, lobby.Gone:
		s.waiting(w, r, m, g)
	case lobby.Allowed, lobby.Entering:
		s.enter(w, r, m, g)
	case lobby.Denied:
		s.denied(w, r, m, g)
	default:
		goTo(w, r, meetingPath(m))
	}
}

func (s *site) waiting(w http.ResponseWriter, r *http.Request, m meeting.Meeting, g lobby.Guest) {
	minutes := int(s.Now().Sub(g.KnockedAt) / time.Minute)
	s.show(w, r, http.StatusOK, "wait", guestPage{page: s.page(r, m), Guest: g, Minutes: max(0, minutes)})
}

// enter takes an allowed guest into the meeting.
func (s *site) enter(w http.ResponseWriter, r *http.Request, m meeting.Meeting, g lobby.Guest) {
	joinURL, err := s.Lobby.Enter(r.Context(), m.ID, token(r, m))
	switch {
	case err == nil:
		goTo(w, r, joinURL)
	case errors.Is(err, lobby.ErrNotAllowed):
		// Someone took the decision back in this very moment.
		s.waiting(w, r, m, g)
	case errors.Is(err, lobby.ErrUnknownGuest):
		goTo(w, r, meetingPath(m))
	case errors.Is(err, lobby.ErrConference), errors.Is(err, lobby.ErrSetup):
		s.noAnswer(w, r, m, g, err)
	default:
		s.failed(w, r, m, fmt.Errorf("enter: %w", err))
	}
}
