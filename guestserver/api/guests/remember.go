package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
)

// remember takes a decision for whoever knocks next, or none.
func (a *API) remember(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	var body struct {
		Decision lobby.Verdict `json:"decision"`
	}
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	if err := a.Lobby.Remember(r.Context(), r.PathValue("id"), body.Decision, who.Person()); err != nil {
		return err
	}
	return a.answerDoor(w, r)
}
