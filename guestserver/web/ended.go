package web

import (
	"fmt"
	"net/http"

	"foyer/guestserver/lobby"
)

// left answers the waiting page of a guest who waits no more: the meeting has ended meanwhile, or the guest may begin anew.
func (s *site) left(w http.ResponseWriter, r *http.Request, v visit, g lobby.Guest) {
	ended, err := s.endedSince(r, v, g)
	switch {
	case err != nil:
		s.failed(w, r, v, err)
	case ended:
		s.pages.Show(w, r, http.StatusOK, "ended", s.view(r, v))
	default:
		goTo(w, r, v.path())
	}
}

// endedSince reports whether a moderator has ended the meeting since the guest knocked.
func (s *site) endedSince(r *http.Request, v visit, g lobby.Guest) (bool, error) {
	door, err := s.Lobby.Door(r.Context(), v.meeting.ID)
	if err != nil {
		return false, fmt.Errorf("read door: %w", err)
	}
	return door.LastEnd.After(g.KnockedAt), nil
}
