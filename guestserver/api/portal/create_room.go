package portal

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// roomBody is what can be set of a room.
type roomBody struct {
	Name     string        `json:"name"`
	Settings rest.Settings `json:"settings"`
}

// createRoom makes a room in a group, whose owner is who makes it.
func (a *API) createRoom(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	var body roomBody
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	room, err := a.Meetings.CreateRoom(r.Context(), who.ID,
		meeting.Room{GroupID: r.PathValue("id"), Name: body.Name, Settings: meeting.Settings(body.Settings)})
	if err != nil {
		return err
	}
	return a.answerRoom(w, r, http.StatusCreated, room, meeting.RoleOwner)
}
