package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"foyer/guestserver/meeting"
)

// A problem is a page that says what went wrong and what to do next.
type problem struct {
	page
	// Kind is the part of the texts' keys that names it.
	Kind string
	// Door is how the picture's door stands.
	Door string
	// Retry offers to try again at this path, unless it is empty.
	Retry string
}

// Title returns the problem in a few words.
func (p problem) Title() string { return p.T("guest.problem." + p.Kind + ".title") }

// Text returns what to do next.
func (p problem) Text() string { return p.T("guest.problem." + p.Kind + ".text") }

// unknownLink says that there is no such meeting.
func (s *site) unknownLink(w http.ResponseWriter, r *http.Request) {
	s.problem(w, r, http.StatusNotFound, problem{Kind: "link", Door: "closed"})
}

// nowhere says that there is no such page.
func (s *site) nowhere(w http.ResponseWriter, r *http.Request) {
	s.problem(w, r, http.StatusNotFound, problem{Kind: "page", Door: "closed"})
}

// crossOrigin refuses a form that another site sent in the guest's name.
func (s *site) crossOrigin(w http.ResponseWriter, r *http.Request) {
	s.problem(w, r, http.StatusForbidden, problem{Kind: "origin", Door: "closed", Retry: r.URL.Path})
}

// badForm refuses a form that is none, or is far too long.
func (s *site) badForm(w http.ResponseWriter, r *http.Request, m meeting.Meeting) {
	s.problem(w, r, http.StatusBadRequest, problem{page: page{Meeting: m}, Kind: "form", Door: "closed", Retry: meetingPath(m)})
}

// failed says sorry for what is not the guest's fault, and logs it.
func (s *site) failed(w http.ResponseWriter, r *http.Request, m meeting.Meeting, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // the guest went away; there is nobody to tell
	}
	slog.ErrorContext(r.Context(), "guest page failed", "route", r.Pattern, "meeting", m.ID, "error", err)
	p := problem{page: page{Meeting: m}, Kind: "internal", Door: "closed", Retry: r.URL.Path}
	if m.ID != "" {
		p.Retry = meetingPath(m)
	}
	s.problem(w, r, http.StatusInternalServerError, p)
}

func (s *site) problem(w http.ResponseWriter, r *http.Request, status int, p problem) {
	p.page = s.page(r, p.Meeting)
	s.show(w, r, status, "problem", p)
}
