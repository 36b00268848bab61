package guests

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
)

// list answers the guests in one state or several, the first to knock first.
func (a *API) list(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	states, err := askedStates(r)
	if err != nil {
		return err
	}
	limit, err := rest.Limit(r)
	if err != nil {
		return err
	}
	place, err := rest.CursorID(r)
	if err != nil {
		return err
	}
	guests, err := a.Lobby.GuestsAfter(r.Context(), r.PathValue("id"), states, place, limit)
	if err != nil {
		return fmt.Errorf("list guests: %w", err)
	}
	if len(guests) == limit {
		rest.LinkNext(w, r, strconv.FormatInt(guests[limit-1].Place, 10))
	}
	return rest.Answer(w, http.StatusOK, rest.Views(guests, viewGuest))
}

// askedStates returns the states that a request asks for, waiting if it names none.
func askedStates(r *http.Request) ([]lobby.State, error) {
	var states []lobby.State
	for _, asked := range r.URL.Query()["state"] {
		if !slices.Contains(lobby.States(), lobby.State(asked)) {
			return nil, rest.NewProblem(http.StatusBadRequest, "unknown_state", "The state must be one of "+allStates()+".")
		}
		states = append(states, lobby.State(asked))
	}
	if states == nil {
		states = []lobby.State{lobby.Waiting}
	}
	return states, nil
}

// allStates returns the names of all states.
func allStates() string {
	names := []string{}
	for _, s := range lobby.States() {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}
