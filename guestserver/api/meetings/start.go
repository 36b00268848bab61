package meetings

import (
	"fmt"
	"net/http"

	"foyer/guestserver/api/rest"
)

// start has the conference server create a meeting if it does not run, and tells those who wait for it.
func (a *API) start(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	id := r.PathValue("id")
	if err := a.Conference.Start(r.Context(), id); err != nil {
		return err
	}
	if err := a.Lobby.Start(r.Context(), id); err != nil {
		return fmt.Errorf("tell of start: %w", err)
	}
	return rest.Done(w)
}
