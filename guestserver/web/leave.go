package web

import (
	"errors"
	"fmt"
	"net/http"

	"foyer/guestserver/lobby"
)

// leave lets a guest give up its place, and forgets its token.
func (s *site) leave(w http.ResponseWriter, r *http.Request) {
	m, ok := s.meetingOf(w, r)
	if !ok {
		return
	}
	g, err := s.guestOf(r, m)
	if err == nil {
		err = s.Lobby.Leave(r.Context(), m.ID, token(r, m))
	}
	if err != nil && !errors.Is(err, lobby.ErrUnknownGuest) {
		s.failed(w, r, m, fmt.Errorf("leave: %w", err))
		return
	}
	s.setCookie(w, CookieName(m.ID), "", 0)
	path := meetingPath(m)
	if g.State != lobby.Entering {
		path += "?left"
	}
	goTo(w, r, path)
}
