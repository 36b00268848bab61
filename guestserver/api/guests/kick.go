package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// kick removes a guest from the meeting, with ban also for the future.
func (a *API) kick(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	var body struct {
		Ban bool `json:"ban"`
	}
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	if err := a.Lobby.Kick(r.Context(), r.PathValue("id"), r.PathValue("guest"), who.Person(), body.Ban); err != nil {
		return err
	}
	return rest.Done(w)
}
