package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// say writes to one guest, or to all who wait, now and later.
func (a *API) say(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	var body struct {
		Text string `json:"text"`
	}
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	if err := a.Lobby.Say(r.Context(), r.PathValue("id"), r.PathValue("guest"), body.Text, who.Person()); err != nil {
		return err
	}
	return rest.Done(w)
}
