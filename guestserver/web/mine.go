package web

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// minePage shows a guest what is kept of it.
type minePage struct {
	view
	Kept []fact
	// Erased says that it just had that removed.
	Erased bool
}

// fact is one thing that is kept of a guest.
type fact struct {
	Label, Value string
	// At is when it was, for the script to show in the guest's own time zone, and There the same in the server's. They are empty for what
	// has no time.
	At, There string
}

// mine shows a guest what is kept of it at the meeting, and offers to take it along or to have it removed.
func (s *site) mine(w http.ResponseWriter, r *http.Request) {
	v, ok := s.visit(w, r)
	if !ok {
		return
	}
	p := minePage{view: s.view(r, v), Erased: r.URL.Query().Has("erased")}
	data, consents, err := s.keptOf(r, v)
	switch {
	case errors.Is(err, lobby.ErrUnknownGuest):
	case err != nil:
		s.failed(w, r, v, err)
		return
	default:
		p.Kept = p.facts(data, consents)
	}
	s.pages.Show(w, r, http.StatusOK, "mine", p)
}

// keptOf returns what is kept of the request's guest. It returns lobby.ErrUnknownGuest if that is nothing.
func (s *site) keptOf(r *http.Request, v visit) (lobby.Data, []meeting.Consent, error) {
	token := s.jar.Token(r, v.meeting.ID)
	if token == "" {
		return lobby.Data{}, nil, lobby.ErrUnknownGuest
	}
	data, err := s.Lobby.GuestData(r.Context(), v.meeting.ID, token)
	if err != nil {
		return lobby.Data{}, nil, fmt.Errorf("read what is kept of the guest: %w", err)
	}
	consents, err := s.Meetings.Consents(r.Context(), v.meeting.ID, data.Guest.ID)
	if err != nil {
		return lobby.Data{}, nil, fmt.Errorf("read what the guest agreed to: %w", err)
	}
	return data, consents, nil
}

// facts returns what there is to tell, in the page's language.
func (p minePage) facts(data lobby.Data, consents []meeting.Consent) []fact {
	g := data.Guest
	facts := []fact{{Label: p.T("guest.mine.name"), Value: g.Name}}
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, fact{Label: p.T(key), Value: value})
		}
	}
	addTime := func(key string, t time.Time, more string) {
		if !t.IsZero() {
			facts = append(facts, fact{p.T(key), more, t.UTC().Format(time.RFC3339), p.When(t)})
		}
	}
	addTime("guest.mine.knocked", g.KnockedAt, "")
	add("guest.mine.asked", g.AskedName)
	addTime("guest.mine.decided", g.DecidedAt, "")
	add("guest.mine.reason", g.Reason)
	add("guest.mine.message", g.Message)
	for _, c := range consents {
		key := "guest.mine.consent"
		if c.Kind == meeting.ToTerms {
			key = "guest.mine.terms"
		}
		addTime(key, c.At, "("+c.Notice.Version+")")
	}
	add("guest.mine.device", g.Device)
	return facts
}
