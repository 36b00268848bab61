package recordings

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// list answers the recordings of all runs of a meeting, the latest first. There are few.
func (a *API) list(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	recordings, err := a.Conference.Recordings(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, rest.Views(recordings, viewOf))
}
