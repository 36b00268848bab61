package meetings

import (
	"fmt"
	"net/http"

	"foyer/guestserver/api/rest"
)

// listRoom answers the meetings of a room.
func (a *API) listRoom(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	meetings, err := a.Meetings.In(r.Context(), r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("list the room's meetings: %w", err)
	}
	page, err := rest.Page(w, r, meetings, byName)
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, rest.Views(page, a.view))
}
