package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

func (a *API) unblock(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	if err := a.Lobby.Unblock(r.Context(), r.PathValue("id"), number(r, "block"), who.Person()); err != nil {
		return err
	}
	return rest.Done(w)
}
