package meetings

import (
	"net/http"
	"time"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// body is what can be set of a meeting.
type body struct {
	Name     string        `json:"name"`
	StartsAt *time.Time    `json:"starts_at"`
	EndsAt   *time.Time    `json:"ends_at"`
	Settings rest.Settings `json:"settings"`
}

// create makes a meeting in a room, whose owner is who makes it.
func (a *API) create(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	var b body
	if err := rest.Read(r, &b); err != nil {
		return err
	}
	m, err := a.Meetings.CreateMeeting(r.Context(), who.ID, meeting.Meeting{
		RoomID: r.PathValue("id"), Name: b.Name, StartsAt: moment(b.StartsAt), EndsAt: moment(b.EndsAt),
		Settings: meeting.Settings(b.Settings),
	})
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusCreated, m, meeting.RoleOwner)
}
