package web

import (
	"errors"
	"net/http"

	"foyer/guestserver/lobby"
)

// noAnswerPage is for an allowed guest whom the conference server does not take.
type noAnswerPage struct {
	guestPage
	// Setup says that somebody has to mend the server's settings first.
	Setup bool
}

// noAnswer tells an allowed guest that the conference server does not take it. The page tries again by itself, and the guest stays
// allowed meanwhile. Whoever asked the conference server has logged why.
func (s *site) noAnswer(w http.ResponseWriter, r *http.Request, v visit, g lobby.Guest, err error) {
	w.Header().Set("Refresh", "5")
	w.Header().Set("Retry-After", "5")
	s.pages.Show(w, r, http.StatusServiceUnavailable, "noanswer", noAnswerPage{
		guestPage: guestPage{view: s.view(r, v), Guest: g}, Setup: errors.Is(err, lobby.ErrSetup),
	})
}
