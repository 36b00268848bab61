package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// erase removes all that is known of a guest.
func (a *API) erase(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	if err := a.Lobby.EraseGuest(r.Context(), r.PathValue("id"), r.PathValue("guest")); err != nil {
		return err
	}
	return rest.Done(w)
}
