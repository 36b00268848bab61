package portal

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

func (a *API) removeRoom(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	room, err := a.Meetings.Room(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := rest.CheckVersion(r, room.Version); err != nil {
		return err
	}
	if err := a.Meetings.RemoveRoom(r.Context(), room.ID, room.Version); err != nil {
		return err
	}
	return rest.Done(w)
}
