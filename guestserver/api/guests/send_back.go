package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// sendBack sends a guest who was let in back to the waiting room.
func (a *API) sendBack(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	if err := a.Lobby.SendBack(r.Context(), r.PathValue("id"), r.PathValue("guest"), who.Person()); err != nil {
		return err
	}
	return rest.Done(w)
}
