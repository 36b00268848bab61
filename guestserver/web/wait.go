package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// guestPage is a page for a guest who knocked.
type guestPage struct {
	view
	Guest lobby.Guest
}

// waitPage is for a guest who waits.
type waitPage struct {
	guestPage
	// Minutes is how long the guest has been waiting.
	Minutes int
	// Place is the guest's place in the queue, 1 for the first, and Of how many wait. They are 0 while the queue is hidden.
	Place, Of int
	// Said is what a moderator wrote, to this guest or else to all who wait.
	Said string
}

// Since returns when the guest knocked, for the script to show in the guest's own time zone.
func (p waitPage) Since() string { return p.Guest.KnockedAt.UTC().Format(time.RFC3339) }

// PlaceText tells the place in the queue. Its text has two signs for the numbers, which the script fills in as well.
func (p waitPage) PlaceText() string {
	switch p.Place {
	case 0:
		return ""
	case 1:
		return p.T("guest.wait.next")
	}
	text := strings.Replace(p.T("guest.wait.place"), "#", strconv.Itoa(p.Place), 1)
	return strings.Replace(text, "#", strconv.Itoa(p.Of), 1)
}

// wait is where a guest waits, and where it is taken on once that is over.
func (s *site) wait(w http.ResponseWriter, r *http.Request) {
	v, ok := s.visit(w, r)
	if !ok {
		return
	}
	g, err := s.guestOf(r, v)
	switch {
	case errors.Is(err, lobby.ErrUnknownGuest):
		goTo(w, r, v.path())
		return
	case err != nil:
		s.failed(w, r, v, err)
		return
	}
	switch g.State {
	case lobby.Waiting, lobby.Gone:
		s.waiting(w, r, v, g)
	case lobby.Allowed, lobby.Entering, lobby.Inside:
		s.enter(w, r, v, g)
	case lobby.Denied:
		s.denied(w, r, v, g)
	default:
		s.left(w, r, v, g)
	}
}

func (s *site) waiting(w http.ResponseWriter, r *http.Request, v visit, g lobby.Guest) {
	door, err := s.Lobby.Door(r.Context(), v.meeting.ID)
	if err != nil {
		s.failed(w, r, v, fmt.Errorf("read door: %w", err))
		return
	}
	p := waitPage{
		guestPage: guestPage{view: s.view(r, v), Guest: g}, Said: cmp.Or(g.Message, door.Message),
		Minutes: max(0, int(s.Now().Sub(g.KnockedAt)/time.Minute)),
	}
	if door.ShowQueue {
		if p.Place, p.Of, err = s.Lobby.Place(r.Context(), g); err != nil {
			s.failed(w, r, v, fmt.Errorf("find place in the queue: %w", err))
			return
		}
	}
	s.pages.Show(w, r, http.StatusOK, "wait", p)
}

// enter takes an allowed guest into the meeting, once it has agreed to what the meeting asks for.
func (s *site) enter(w http.ResponseWriter, r *http.Request, v visit, g lobby.Guest) {
	agreed, err := s.agreed(r, v, g)
	if err != nil {
		s.failed(w, r, v, err)
		return
	}
	if !agreed {
		p := s.filledBefore(r, v)
		p.Name, p.AsksCode, p.Straight = g.Name, false, true
		s.form(w, r, v, http.StatusOK, p)
		return
	}
	joinURL, err := s.Lobby.Enter(r.Context(), v.meeting.ID, s.jar.Token(r, v.meeting.ID))
	switch {
	case err == nil:
		goTo(w, r, joinURL)
	case errors.Is(err, lobby.ErrNotAllowed):
		// Someone took the decision back in this very moment.
		s.waiting(w, r, v, g)
	case errors.Is(err, lobby.ErrUnknownGuest):
		goTo(w, r, v.path())
	case errors.Is(err, meeting.ErrNotRunning):
		s.early(w, r, v, g)
	case isDown(err):
		s.noAnswer(w, r, v, g, err)
	default:
		s.failed(w, r, v, fmt.Errorf("enter: %w", err))
	}
}

// agreed reports whether a guest has agreed to what its meeting asks for by now.
func (s *site) agreed(r *http.Request, v visit, g lobby.Guest) (bool, error) {
	if !v.meeting.AsksConsent() {
		return true, nil
	}
	consents, err := s.Meetings.Consents(r.Context(), v.meeting.ID, g.ID)
	if err != nil {
		return false, fmt.Errorf("read what the guest agreed to: %w", err)
	}
	return v.meeting.Agreed(consents), nil
}
