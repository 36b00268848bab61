package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// showQueue shows guests their place in the queue, or hides it.
func (a *API) showQueue(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	var body struct {
		Show bool `json:"show"`
	}
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	if err := a.Lobby.ShowQueue(r.Context(), r.PathValue("id"), body.Show, who.Person()); err != nil {
		return err
	}
	return a.answerDoor(w, r)
}
