package meetings

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// running answers whether somebody is inside a meeting.
func (a *API) running(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	running, people, err := a.Conference.Running(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, struct {
		Running      bool `json:"running"`
		Participants int  `json:"participants"`
	}{running, people})
}
