package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"foyer/guestserver/lobby"
)

// erase removes all that is kept of the request's guest, here and in its browser, but for the device that the meeting keeps out. Who waits
// gives up its place.
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
	blocks, err := s.Lobby.Blocks(r.Context(), v.meeting.ID)
	if err != nil {
		s.failed(w, r, v, fmt.Errorf("erase: %w", err))
		return
	}
	s.jar.Forget(w, v.meeting.ID)
	// Otherwise a guest whom a moderator keeps out would come back by a click.
	device := s.jar.KnownDevice(r, v.meeting.ID)
	if !slices.ContainsFunc(blocks, func(b lobby.Block) bool { return b.Device != "" && b.Device == device }) {
		s.jar.ForgetDevice(w)
	}
	goTo(w, r, v.path()+"/mine?erased")
}
