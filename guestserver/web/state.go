package web

import (
	"encoding/json"
	"errors"
	"net/http"

	"foyer/guestserver/lobby"
)

// What the script is told of somebody who has not knocked, or whom the lobby does not know any more.
const (
	nobody lobby.State = "unknown"
	// refused says that the link lets nobody in by now.
	refused lobby.State = "refused"
)

// state tells the script where the guest is in its life, when no websocket comes through. It answers {"state":"waiting"}, with
// "again":true if a denied guest may ask again. Who waits for the meeting to start is told "open":true once it runs, "down":true while the
// conference server does not say so, and who asks with ?full "full":true while there is no seat.
func (s *site) state(w http.ResponseWriter, r *http.Request) {
	v, ok := s.visit(w, r)
	if !ok {
		return
	}
	g, err := s.guestOf(r, v)
	if err != nil && !errors.Is(err, lobby.ErrUnknownGuest) {
		s.failed(w, r, v, err)
		return
	}
	answer := struct {
		State lobby.State `json:"state"`
		Again bool        `json:"again,omitempty"`
		Open  bool        `json:"open,omitempty"`
		Down  bool        `json:"down,omitempty"`
		Full  bool        `json:"full,omitempty"`
	}{State: g.State}
	switch {
	case err != nil && v.refused != nil:
		answer.State = refused
	case err != nil:
		answer.State = nobody
	case g.State == lobby.Gone:
		answer.State = lobby.Waiting
	}
	err = nil
	switch {
	case r.URL.Query().Has("full"):
		answer.Full, err = s.Lobby.Full(r.Context(), v.meeting.ID)
	case g.State == lobby.Denied:
		answer.Again, err = s.mayAskAgain(r, v, g)
	case answer.State == nobody || g.State == lobby.Allowed:
		// Whether it runs matters to these alone, and asking may take a moment.
		answer.Open, err = s.running(r, v)
		if isDown(err) {
			answer.Down, err = true, nil
		}
	}
	if err != nil {
		s.failed(w, r, v, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}
