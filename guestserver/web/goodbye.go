package web

import (
	"errors"
	"fmt"
	"net/http"

	"foyer/guestserver/lobby"
)

// goodbye is where the conference server sends people who hang up, or whom a moderator has sent out. It is for moderators, too, who have no
// token.
func (s *site) goodbye(w http.ResponseWriter, r *http.Request) {
	v, ok := s.visit(w, r)
	if !ok {
		return
	}
	g, err := s.guestOf(r, v)
	if err == nil && (g.State == lobby.Entering || g.State == lobby.Inside) {
		err = s.Lobby.LeaveRoom(r.Context(), v.meeting.ID, g.ID, "hung up")
	}
	if err != nil && !errors.Is(err, lobby.ErrUnknownGuest) {
		s.failed(w, r, v, fmt.Errorf("say goodbye: %w", err))
		return
	}
	removed, err := s.removed(r, v, g)
	switch {
	case err != nil:
		s.failed(w, r, v, fmt.Errorf("say goodbye: %w", err))
		return
	case g.State == lobby.Waiting, g.State == lobby.Gone, removed:
		// Sent back, the guest waits again; thrown out, it is told so where it may ask again.
		goTo(w, r, v.path())
		return
	}
	s.pages.Show(w, r, http.StatusOK, "goodbye", s.view(r, v))
}
