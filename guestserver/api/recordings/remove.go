package recordings

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// remove deletes a recording for good.
func (a *API) remove(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	if err := a.Conference.DeleteRecording(r.Context(), r.PathValue("id"), r.PathValue("recording")); err != nil {
		return err
	}
	return rest.Done(w)
}
