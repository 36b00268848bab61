package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// block keeps a guest out, with whoever else has its device or account.
func (a *API) block(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	if err := a.Lobby.Block(r.Context(), r.PathValue("id"), r.PathValue("guest"), who.Person()); err != nil {
		return err
	}
	return rest.Done(w)
}
