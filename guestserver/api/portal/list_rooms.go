package portal

import (
	"fmt"
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

func (a *API) listRooms(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	rooms, err := a.Meetings.Rooms(r.Context(), r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("list rooms: %w", err)
	}
	page, err := rest.Page(w, r, rooms, func(r meeting.Room) string { return byName(r.Name, r.ID) })
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, rest.Views(page, viewRoom))
}
