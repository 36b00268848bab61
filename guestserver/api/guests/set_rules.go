package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
)

// setRules sets who is let in unasked.
func (a *API) setRules(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	var rules lobby.Rules
	if err := rest.Read(r, &rules); err != nil {
		return err
	}
	if err := a.Lobby.SetRules(r.Context(), r.PathValue("id"), rules, who.Person()); err != nil {
		return err
	}
	return a.answerDoor(w, r)
}
