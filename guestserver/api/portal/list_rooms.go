package portal

import (
	"fmt"
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// listRooms answers the rooms of a group; to somebody who has a role in some of them alone, those.
func (a *API) listRooms(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	rooms, err := a.roomsOf(r, who)
	if err != nil {
		return fmt.Errorf("list rooms: %w", err)
	}
	page, err := rest.Page(w, r, rooms, func(r meeting.Room) string { return byName(r.Name, r.ID) })
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, rest.Views(page, viewRoom))
}

func (a *API) roomsOf(r *http.Request, who rest.Caller) ([]meeting.Room, error) {
	if who.In == meeting.RoleBelow {
		return a.Meetings.RoomsOf(r.Context(), who.ID, r.PathValue("id"))
	}
	return a.Meetings.Rooms(r.Context(), r.PathValue("id"))
}
