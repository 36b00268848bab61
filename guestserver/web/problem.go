package web

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"foyer/guestserver/meeting"
	"foyer/guestserver/web/page"
)

// A problem is something that went wrong, or is not possible now. It is the part of the texts' keys that says so, and what to do next.
type problem string

// The problems that a guest can meet.
const (
	unknown      problem = "link"
	noPage       problem = "page"
	noDate       problem = "date"
	otherSite    problem = "origin"
	badForm      problem = "form"
	longForm     problem = "long"
	broken       problem = "internal"
	closed       problem = "closed"
	blocked      problem = "blocked"
	switchedOff  problem = "off"
	expired      problem = "expired"
	replaced     problem = "replaced"
	throttled    problem = "slow"
	tooManyTries problem = "tries"
	guessed      problem = "guesses"
	noConference problem = "conference"
)

// status returns the HTTP status that fits.
func (p problem) status() int {
	switch p {
	case unknown, noPage, noDate:
		return http.StatusNotFound
	case otherSite, closed, blocked, switchedOff:
		return http.StatusForbidden
	case badForm:
		return http.StatusBadRequest
	case longForm:
		return http.StatusRequestEntityTooLarge
	case expired, replaced:
		return http.StatusGone
	case throttled, tooManyTries, guessed:
		return http.StatusTooManyRequests
	case noConference:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// retry reports whether it may be another thing the next time, and after how long at the earliest.
func (p problem) retry() (possible bool, after time.Duration) {
	switch p {
	case noDate, otherSite, badForm, longForm, broken:
		return true, 0
	case throttled, noConference:
		return true, 10 * time.Second
	}
	return false, 0
}

// problemPage shows a problem.
type problemPage struct {
	view
	problem
	// Retry is where to try again, empty if that is no use.
	Retry string
	// Wait is how long to wait before that, 0 if that need not be said.
	Wait time.Duration
}

// Title returns the problem in a few words.
func (p problemPage) Title() string { return p.T("guest.problem." + string(p.problem) + ".title") }

// Text returns what to do next.
func (p problemPage) Text() string { return p.T("guest.problem." + string(p.problem) + ".text") }

// TryAgain says when to try again, empty if that need not be said.
func (p problemPage) TryAgain() string {
	const long = 2 * time.Minute
	switch {
	case p.Wait <= 0:
		return ""
	case p.Wait < long:
		return p.Count("guest.problem.seconds", roundUp(p.Wait, time.Second))
	}
	return p.Count("guest.problem.minutes", roundUp(p.Wait, time.Minute))
}

func roundUp(d, unit time.Duration) int { return int((d + unit - 1) / unit) }

// Door is how the picture's door stands.
func (problemPage) Door() string { return "closed" }

// problem answers a request with a problem.
func (s *site) problem(w http.ResponseWriter, r *http.Request, v visit, what problem) {
	p := problemPage{view: s.view(r, v), problem: what}
	if possible, after := what.retry(); possible {
		p.Retry = cmp.Or(p.Path, r.URL.EscapedPath())
		if after > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(after/time.Second)))
		}
	}
	s.pages.Show(w, r, what.status(), "problem", p)
}

// later answers the request of somebody who has to wait, as err, a *meeting.TooManyTriesError, says.
func (s *site) later(w http.ResponseWriter, r *http.Request, v visit, what problem, err error) {
	p := problemPage{view: s.view(r, v), problem: what}
	p.Retry = cmp.Or(p.Path, r.URL.EscapedPath())
	if tooMany, ok := errors.AsType[*meeting.TooManyTriesError](err); ok {
		p.Wait = tooMany.RetryAfter
		w.Header().Set("Retry-After", strconv.Itoa(tooMany.Seconds()))
	}
	s.pages.Show(w, r, what.status(), "problem", p)
}

// Problem answers a request with a problem of another package, whose texts have the keys guest.problem.<kind>.title and .text. Retry is
// where to try again.
func (s *Site) Problem(w http.ResponseWriter, r *http.Request, status int, kind, retry string) {
	page.Secured(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.pages.Show(w, r, status, "problem", problemPage{view: s.view(r, visit{}), problem: problem(kind), Retry: retry})
	})).ServeHTTP(w, r)
}

// refused tells why a link lets nobody in.
func (s *site) refused(w http.ResponseWriter, r *http.Request, v visit) {
	what := switchedOff
	switch {
	case errors.Is(v.refused, meeting.ErrExpired):
		what = expired
	case errors.Is(v.refused, meeting.ErrReplaced):
		what = replaced
	}
	s.problem(w, r, v, what)
}

// unknownLink says that there is no such meeting.
func (s *site) unknownLink(w http.ResponseWriter, r *http.Request) { s.problem(w, r, visit{}, unknown) }

// nowhere says that there is no such page.
func (s *site) nowhere(w http.ResponseWriter, r *http.Request) { s.problem(w, r, visit{}, noPage) }

// crossOrigin refuses a form that another site sent in the guest's name.
func (s *site) crossOrigin(w http.ResponseWriter, r *http.Request) {
	s.problem(w, r, visit{}, otherSite)
}

// failed says sorry for what is not the guest's fault, and logs it.
func (s *site) failed(w http.ResponseWriter, r *http.Request, v visit, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // the guest went away; there is nobody to tell
	}
	slog.ErrorContext(r.Context(), "guest page failed", "route", r.Pattern, "meeting", v.meeting.ID, "error", err)
	s.problem(w, r, v, broken)
}
