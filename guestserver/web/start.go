package web

import "net/http"

// start tells whoever comes without a link what this is.
func (s *site) start(w http.ResponseWriter, r *http.Request) {
	s.pages.Show(w, r, http.StatusOK, "start", s.view(r, visit{}))
}

// asset serves a static file.
func (s *site) asset(w http.ResponseWriter, r *http.Request) {
	if !s.pages.Asset(w, r) {
		s.nowhere(w, r)
	}
}
