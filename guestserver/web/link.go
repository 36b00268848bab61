package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/web/page"
)

// maxCode is far longer than any guest code with what people type around it, in bytes. Pages of a link have its address in them, and are kept.
const maxCode = 200

// visit is a meeting and the link by which somebody comes to it.
type visit struct {
	meeting meeting.Meeting
	link    meeting.Link
	// refused is why the link lets nobody new in, nil if it does. Whoever has a place already keeps it.
	refused error
}

// invited returns the ID of a personal link, empty for the link that all guests have.
func (v visit) invited() string {
	if v.link.Kind == meeting.PersonalLink {
		return v.link.ID
	}
	return ""
}

// admits reports whether a guest has been let near the door by this link before, and so has given its access code. By another link of the
// meeting it has not.
func (v visit) admits(g lobby.Guest) bool { return g.ID != "" && g.Invited == v.invited() }

// path returns where the pages of the link are.
func (v visit) path() string { return "/b/" + url.PathEscape(v.link.Code) }

// visit returns the meeting of the request's link. If there is none it answers the request itself and returns false.
func (s *site) visit(w http.ResponseWriter, r *http.Request) (visit, bool) {
	typed := r.PathValue("code")
	code := cleanCode(typed)
	if code == "" || len(typed) > maxCode {
		s.unknownLink(w, r)
		return visit{}, false
	}
	m, l, err := s.Meetings.MeetingByCode(r.Context(), code)
	switch {
	case err == nil, errors.Is(err, meeting.ErrSwitchedOff), errors.Is(err, meeting.ErrExpired), errors.Is(err, meeting.ErrReplaced):
		v := visit{m, l, err}
		return v, s.believed(w, r, v)
	case errors.Is(err, meeting.ErrUnknown):
		if err := s.Meetings.CountGuess(s.network(r)); err != nil {
			s.later(w, r, visit{}, guessed, err)
			break
		}
		s.unknownLink(w, r)
	default:
		s.failed(w, r, visit{}, fmt.Errorf("find meeting: %w", err))
	}
	return visit{}, false
}

// believed reports whether somebody may see a meeting. From a network that guesses links only those may who are known there: whoever
// guesses must not learn which link was right. It answers the others itself.
func (s *site) believed(w http.ResponseWriter, r *http.Request, v visit) bool {
	tooMany := s.Meetings.CheckGuesses(s.network(r))
	if tooMany == nil {
		return true
	}
	if _, err := s.guestOf(r, v); err == nil {
		return true
	}
	s.later(w, r, visit{}, guessed, tooMany)
	return false
}

// cleanCode forgives what people do to a code when they type or paste it.
func cleanCode(code string) string {
	return strings.ToLower(strings.TrimSpace(strings.ToValidUTF8(code, "")))
}

// guestOf returns the guest whom the request's cookie belongs to. It returns lobby.ErrUnknownGuest if there is none.
func (s *site) guestOf(r *http.Request, v visit) (lobby.Guest, error) {
	token := s.jar.Token(r, v.meeting.ID)
	if token == "" {
		return lobby.Guest{}, lobby.ErrUnknownGuest
	}
	g, err := s.Lobby.Guest(r.Context(), v.meeting.ID, token)
	if err != nil {
		return lobby.Guest{}, fmt.Errorf("find guest: %w", err)
	}
	return g, nil
}

// view is what the templates of all pages use.
type view struct {
	page.Page
	// Path is where the pages of the link are, empty on pages that belong to none. The same goes for the other fields.
	Path, Code, MeetingID, Meeting string
	// Group is whom the meeting belongs to, and Site the address of its own pages.
	Group, Site string
	// Starts is when the meeting is planned to start, for the script to show in the guest's own time zone, StartsThere the same
	// in the server's. They are empty if nobody has said so, or if it was some time ago.
	Starts, StartsThere string
}

// startedLongAgo is how long after its planned start a page no longer tells when that is.
const startedLongAgo = 30 * time.Minute

// view returns the common part of a page about a meeting; the zero visit is of none.
func (s *site) view(r *http.Request, v visit) view {
	view := view{
		Page: s.pages.For(r, s.jar.Language(r)), Code: v.link.Code, MeetingID: v.meeting.ID, Meeting: v.meeting.Name,
		Group: v.meeting.GroupName, Site: v.meeting.SiteURL,
	}
	if v.link.Code != "" {
		view.Path = v.path()
	}
	if start := v.meeting.StartsAt; !start.IsZero() && s.Now().Before(start.Add(startedLongAgo)) {
		view.Starts, view.StartsThere = start.UTC().Format(time.RFC3339), view.When(start)
	}
	return view
}

// goTo sends the browser to another page.
func goTo(w http.ResponseWriter, r *http.Request, path string) {
	http.Redirect(w, r, path, http.StatusSeeOther)
}

// backToJoin leads addresses below a guest link, which nobody gave out, to the page of the link.
func backToJoin(w http.ResponseWriter, r *http.Request) {
	goTo(w, r, "/b/"+url.PathEscape(r.PathValue("code")))
}
