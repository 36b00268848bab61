package web

import (
	"net/http"

	"foyer/guestserver/meeting"
)

// start tells whoever comes without a link what this is.
func (s *site) start(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, "start", s.page(r, meeting.Meeting{}))
}
