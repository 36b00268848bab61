package api

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
)

// guestView is a guest as moderators see it.
type guestView struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	State     string     `json:"state"`
	KnockedAt time.Time  `json:"knocked_at"`
	ConsentAt *time.Time `json:"consent_at,omitempty"`
	DecidedAt *time.Time `json:"decided_at,omitempty"`
	DecidedBy string     `json:"decided_by,omitempty"`
	Reason    string     `json:"reason,omitempty"`
}

func (a *API) listGuests(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	m, err := a.Meetings.Moderated(r.Context(), acc.ID, r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("list guests: %w", err)
	}
	state := lobby.Waiting
	if asked := r.URL.Query().Get("state"); asked != "" {
		state = lobby.State(asked)
	}
	if !slices.Contains(lobby.States(), state) {
		return errUnknownState
	}
	guests, err := a.Lobby.Guests(r.Context(), m.ID, state)
	if err != nil {
		return fmt.Errorf("list guests: %w", err)
	}
	return answer(w, viewGuests(guests))
}

func viewGuests(guests []lobby.Guest) []guestView {
	views := make([]guestView, len(guests))
	for i, g := range guests {
		views[i] = guestView{
			ID: g.ID, Name: g.Name, State: string(g.State), KnockedAt: g.KnockedAt,
			ConsentAt: optional(g.ConsentAt), DecidedAt: optional(g.DecidedAt), DecidedBy: g.DecidedBy.Name, Reason: g.Reason,
		}
	}
	return views
}

// optional returns nil for no time.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
