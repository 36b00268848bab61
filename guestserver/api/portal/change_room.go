package portal

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

func (a *API) changeRoom(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	room, err := a.Meetings.Room(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := rest.CheckVersion(r, room.Version); err != nil {
		return err
	}
	changed, err := rest.ReadPatch(r, roomBody{room.Name, rest.Settings(room.Settings)})
	if err != nil {
		return err
	}
	room.Name, room.Settings = changed.Name, meeting.Settings(changed.Settings)
	if room, err = a.Meetings.UpdateRoom(r.Context(), room); err != nil {
		return err
	}
	a.roomChanged(r.Context(), room.ID, who.Person())
	return a.answerRoom(w, r, http.StatusOK, room, who.In)
}
