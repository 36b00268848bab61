package meetings

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// end ends a meeting for all who are inside or wait. It answers whether the conference server has done so, or will.
func (a *API) end(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	id := r.PathValue("id")
	done, err := a.Conference.End(r.Context(), id)
	if err != nil {
		return err
	}
	if err := a.Lobby.End(r.Context(), id, who.Person()); err != nil {
		return err
	}
	return answerEnd(w, done)
}

// answerEnd answers that a meeting is over, or that it will be as soon as the conference server answers.
func answerEnd(w http.ResponseWriter, done bool) error {
	if done {
		return rest.Done(w)
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}
