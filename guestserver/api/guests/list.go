package guests

import (
	"fmt"
	"net/http"
	"slices"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
)

func (a *API) list(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	m, err := a.Meetings.Moderated(r.Context(), acc.ID, r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("list guests: %w", err)
	}
	state := lobby.Waiting
	if asked := r.URL.Query().Get("state"); asked != "" {
		state = lobby.State(asked)
	}
	if !slices.Contains(lobby.States(), state) {
		return rest.NewProblem(http.StatusBadRequest, "unknown_state",
			"The state must be one of waiting, allowed, entering, denied, gone, left.")
	}
	guests, err := a.Lobby.Guests(r.Context(), m.ID, state)
	if err != nil {
		return fmt.Errorf("list guests: %w", err)
	}
	page, err := rest.Page(w, r, guests, func(g lobby.Guest) string { return fmt.Sprintf("%020d", g.Place) })
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, rest.Views(page, viewGuest))
}
