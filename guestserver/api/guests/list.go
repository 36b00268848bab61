package guests

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
)

// list answers the guests in one state, the first to knock first.
func (a *API) list(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	state := lobby.Waiting
	if asked := r.URL.Query().Get("state"); asked != "" {
		state = lobby.State(asked)
	}
	if !slices.Contains(lobby.States(), state) {
		return rest.NewProblem(http.StatusBadRequest, "unknown_state", "The state must be one of "+states()+".")
	}
	guests, err := a.Lobby.Guests(r.Context(), r.PathValue("id"), state)
	if err != nil {
		return fmt.Errorf("list guests: %w", err)
	}
	page, err := rest.Page(w, r, guests, func(g lobby.Guest) string { return fmt.Sprintf("%020d", g.Place) })
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, rest.Views(page, viewGuest))
}

// states returns the names of all states.
func states() string {
	names := []string{}
	for _, s := range lobby.States() {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}
