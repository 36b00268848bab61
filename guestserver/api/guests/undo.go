package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// undo takes a decision back, and answers who waits again.
func (a *API) undo(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	guests, err := a.Lobby.Undo(r.Context(), r.PathValue("id"), number(r, "decision"), who.Person())
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, rest.Views(guests, viewGuest))
}
