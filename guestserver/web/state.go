package web

import (
	"encoding/json"
	"errors"
	"net/http"

	"foyer/guestserver/lobby"
)

// state tells the script where the guest is in its life, when no websocket comes through. It answers {"state":"waiting"}, with
// "again":true if a denied guest may ask again, and 404 {"state":"unknown"} for no guest.
func (s *site) state(w http.ResponseWriter, r *http.Request) {
	m, ok := s.meetingOf(w, r)
	if !ok {
		return
	}
	g, err := s.guestOf(r, m)
	status := http.StatusOK
	switch {
	case errors.Is(err, lobby.ErrUnknownGuest):
		g.State, status = "unknown", http.StatusNotFound
	case err != nil:
		s.failed(w, r, m, err)
		return
	case g.State == lobby.Gone:
		g.State = lobby.Waiting
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(struct {
		State lobby.State `json:"state"`
		Again bool        `json:"again,omitempty"`
	}{g.State, s.mayAskAgain(g)})
}
