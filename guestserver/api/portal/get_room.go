package portal

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

func (a *API) getRoom(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	room, err := a.Meetings.Room(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return a.answerRoom(w, r, http.StatusOK, room, who.In)
}

func (a *API) answerRoom(w http.ResponseWriter, r *http.Request, status int, room meeting.Room, role meeting.Role) error {
	g, err := a.Meetings.Group(r.Context(), room.GroupID)
	if err != nil {
		return err
	}
	levels, err := a.groupLevels(r.Context(), g)
	if err != nil {
		return err
	}
	levels = append(levels, meeting.Level{Source: meeting.FromRoom, Settings: room.Settings})
	rest.SetVersion(w, room.Version)
	return rest.Answer(w, status, roomDetails{viewRoom(room), meeting.Inherit(levels...), role})
}
