package web

import (
	"log/slog"
	"net/http"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// noAnswer tells an allowed guest that the conference server does not answer. The page tries again by itself, and the guest stays
// allowed meanwhile.
func (s *site) noAnswer(w http.ResponseWriter, r *http.Request, m meeting.Meeting, g lobby.Guest, err error) {
	slog.WarnContext(r.Context(), "allowed guest cannot enter yet", "meeting", m.ID, "guest", g.ID, "error", err)
	w.Header().Set("Refresh", "5")
	w.Header().Set("Retry-After", "5")
	s.show(w, r, http.StatusServiceUnavailable, "noanswer", guestPage{page: s.page(r, m), Guest: g})
}
