package web

import (
	"errors"
	"fmt"
	"net/http"

	"foyer/guestserver/lobby"
)

// erase removes all that is kept of the request's guest, here and in its browser. Who waits gives up its place.
func (s *site) erase(w http.ResponseWriter, r *http.Request) {
	v, ok := s.visit(w, r)
	if !ok {
		return
	}
	if token := s.jar.Token(r, v.meeting.ID); token != "" {
		if err := s.Lobby.Erase(r.Context(), v.meeting.ID, token); err != nil && !errors.Is(err, lobby.ErrUnknownGuest) {
			s.failed(w, r, v, fmt.Errorf("erase: %w", err))
			return
		}
	}
	s.jar.Forget(w, v.meeting.ID)
	goTo(w, r, v.path()+"/mine?erased")
}
