package guests

import (
	"fmt"
	"net/http"
	"strconv"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
)

// log answers the decision log, the latest entries first.
func (a *API) log(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	limit, err := rest.Limit(r)
	if err != nil {
		return err
	}
	limit = min(limit, lobby.MaxDecisions)
	before, err := rest.CursorID(r)
	if err != nil {
		return err
	}
	entries, err := a.Lobby.Decisions(r.Context(), r.PathValue("id"), before, limit)
	if err != nil {
		return fmt.Errorf("read decision log: %w", err)
	}
	if len(entries) == limit {
		rest.LinkNext(w, r, strconv.FormatInt(entries[limit-1].ID, 10))
	}
	return rest.Answer(w, http.StatusOK, rest.Views(entries, viewEntry))
}
