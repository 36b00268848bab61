package web

import (
	"fmt"
	"net/http"

	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
)

// fullPage is for somebody whom the meeting has no seat for.
type fullPage struct {
	view
	// Form is what was filled in, with Code, so that the script can send it again when there is a seat. Its Token is empty where nothing was:
	// without script the page only looks.
	Form joinPage
	Code string
}

// keepForm has the browser keep what was filled in for the next time.
func (s *site) keepForm(w http.ResponseWriter, v visit, p joinPage) {
	if name, err := names.Clean(p.Name); err == nil {
		s.jar.SetGuestName(w, name)
	}
	s.rememberConsent(w, v, p)
}

// full keeps a form that came while the meeting is full.
func (s *site) full(w http.ResponseWriter, r *http.Request, v visit, p joinPage) {
	s.keepForm(w, v, p)
	p.Token = lobby.NewToken()
	s.showFull(w, r, v, fullPage{Form: p, Code: r.PostForm.Get("code")})
}

func (s *site) showFull(w http.ResponseWriter, r *http.Request, v visit, p fullPage) {
	p.view = s.view(r, v)
	w.Header().Set("Retry-After", "10")
	s.pages.Show(w, r, http.StatusServiceUnavailable, "full", p)
}

// stillFull answers the request of a page that looks for a seat without script, and returns whether there is none.
func (s *site) stillFull(w http.ResponseWriter, r *http.Request, v visit) bool {
	full, err := s.Lobby.Full(r.Context(), v.meeting.ID)
	switch {
	case err != nil:
		s.failed(w, r, v, fmt.Errorf("look for a seat: %w", err))
	case full:
		s.showFull(w, r, v, fullPage{})
	}
	return err != nil || full
}
