package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// rename gives a guest another name.
func (a *API) rename(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	var body struct {
		Name string `json:"name"`
	}
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	if err := a.Lobby.Rename(r.Context(), r.PathValue("id"), r.PathValue("guest"), body.Name, who.Person()); err != nil {
		return err
	}
	return rest.Done(w)
}
