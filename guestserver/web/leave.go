package web

import (
	"errors"
	"fmt"
	"net/http"

	"foyer/guestserver/lobby"
)

// leave lets a guest give up its place, and forgets its token.
func (s *site) leave(w http.ResponseWriter, r *http.Request) {
	v, ok := s.visit(w, r)
	if !ok {
		return
	}
	g, err := s.guestOf(r, v)
	if err == nil {
		err = s.Lobby.Leave(r.Context(), v.meeting.ID, s.jar.Token(r, v.meeting.ID))
	}
	if err != nil && !errors.Is(err, lobby.ErrUnknownGuest) {
		s.failed(w, r, v, fmt.Errorf("leave: %w", err))
		return
	}
	s.jar.SetToken(w, v.meeting.ID, "")
	path := v.path()
	if g.State != lobby.Entering && g.State != lobby.Inside {
		path += "?left"
	}
	goTo(w, r, path)
}
