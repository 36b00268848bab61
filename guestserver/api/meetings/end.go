package meetings

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// end ends a meeting for all who are inside or wait.
func (a *API) end(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	id := r.PathValue("id")
	if err := a.Conference.End(r.Context(), id); err != nil {
		return err
	}
	if err := a.Lobby.End(r.Context(), id, who.Person()); err != nil {
		return err
	}
	return rest.Done(w)
}
