package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"foyer/guestserver/lobby"
)

// earlyPage is for somebody who has to wait for the meeting to start. Its Guest is the zero Guest if it has not knocked yet.
type earlyPage struct {
	guestPage
	// State is what the state handler tells of the guest now: the script looks whether it changes.
	State lobby.State
}

// early lets somebody wait until the meeting starts. The page hears of that, or asks now and then.
func (s *site) early(w http.ResponseWriter, r *http.Request, v visit, g lobby.Guest) {
	state := g.State
	if g.ID == "" {
		state = nobody
	}
	s.pages.Show(w, r, http.StatusOK, "early", earlyPage{guestPage{view: s.view(r, v), Guest: g}, state})
}

// tooEarly answers the request of somebody who may only knock while the meeting runs, and returns whether it did.
func (s *site) tooEarly(w http.ResponseWriter, r *http.Request, v visit) bool {
	running, err := s.running(r, v)
	switch {
	case isDown(err):
		slog.WarnContext(r.Context(), "early guest", "meeting", v.meeting.ID, "error", err)
		w.Header().Set("Refresh", "10")
		s.problem(w, r, v, noConference)
	case err != nil:
		s.failed(w, r, v, err)
	case !running:
		s.early(w, r, v, lobby.Guest{})
	}
	return err != nil || !running
}

// running reports whether the meeting runs on its conference server.
func (s *site) running(r *http.Request, v visit) (bool, error) {
	running, _, err := s.Conference.Running(r.Context(), v.meeting.ID)
	if err != nil {
		return false, fmt.Errorf("ask whether the meeting runs: %w", err)
	}
	return running, nil
}

// isDown reports whether the conference server does not answer, or not as it should. The guest server itself is well, then.
func isDown(err error) bool {
	return errors.Is(err, lobby.ErrConference) || errors.Is(err, lobby.ErrSetup)
}
