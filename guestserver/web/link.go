package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// maxCode is far longer than any guest code, in bytes.
const maxCode = 200

// meetingOf returns the meeting of the request's guest link. If there is none it answers the request itself and returns false.
func (s *site) meetingOf(w http.ResponseWriter, r *http.Request) (meeting.Meeting, bool) {
	code := cleanCode(r.PathValue("code"))
	if code == "" || len(code) > maxCode {
		s.unknownLink(w, r)
		return meeting.Meeting{}, false
	}
	m, err := s.Meetings.ByGuestCode(r.Context(), code)
	switch {
	case errors.Is(err, meeting.ErrUnknown):
		s.unknownLink(w, r)
		return meeting.Meeting{}, false
	case err != nil:
		s.failed(w, r, meeting.Meeting{}, fmt.Errorf("find meeting: %w", err))
		return meeting.Meeting{}, false
	}
	return m, true
}

// cleanCode forgives what people do to a code when they type or paste it.
func cleanCode(code string) string {
	return strings.ToLower(strings.TrimSpace(strings.ToValidUTF8(code, "")))
}

// guestOf returns the guest whom the request's cookie belongs to. It returns lobby.ErrUnknownGuest if there is none.
func (s *site) guestOf(r *http.Request, m meeting.Meeting) (lobby.Guest, error) {
	t := token(r, m)
	if t == "" {
		return lobby.Guest{}, lobby.ErrUnknownGuest
	}
	g, err := s.Lobby.Guest(r.Context(), m.ID, t)
	if err != nil {
		return lobby.Guest{}, fmt.Errorf("find guest: %w", err)
	}
	return g, nil
}

// meetingPath returns where the meeting's pages are.
func meetingPath(m meeting.Meeting) string { return "/b/" + url.PathEscape(m.GuestCode) }

// goTo sends the browser to another page.
func goTo(w http.ResponseWriter, r *http.Request, path string) {
	http.Redirect(w, r, path, http.StatusSeeOther)
}

// backToJoin leads addresses below a guest link, which nobody gave out, to the page of the link.
func backToJoin(w http.ResponseWriter, r *http.Request) {
	goTo(w, r, "/b/"+url.PathEscape(r.PathValue("code")))
}
