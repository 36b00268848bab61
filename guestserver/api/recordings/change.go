package recordings

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// change lets people watch a recording, or no longer.
func (a *API) change(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	id, recordingID := r.PathValue("id"), r.PathValue("recording")
	recording, err := a.Conference.Recording(r.Context(), id, recordingID)
	if err != nil {
		return err
	}
	type changeable struct {
		Published bool `json:"published"`
	}
	changed, err := rest.ReadPatch(r, changeable{recording.Published})
	if err != nil {
		return err
	}
	if err := a.Conference.PublishRecording(r.Context(), id, recordingID, changed.Published); err != nil {
		return err
	}
	if recording, err = a.Conference.Recording(r.Context(), id, recordingID); err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, viewOf(recording))
}
