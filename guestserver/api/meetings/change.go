package meetings

import (
	"fmt"
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// movable is what can be changed of a meeting.
type movable struct {
	body
	RoomID string `json:"room_id"`
}

// change changes a meeting. Its guest link stays.
func (a *API) change(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	m, err := a.Meetings.Meeting(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := rest.CheckVersion(r, m.Version); err != nil {
		return err
	}
	b, err := rest.ReadPatch(r, movable{body{m.Name, optional(m.StartsAt), optional(m.EndsAt), rest.Settings(m.Settings)}, m.RoomID})
	if err != nil {
		return err
	}
	if b.RoomID != m.RoomID {
		if err := a.mayMove(r, who, b.RoomID); err != nil {
			return err
		}
	}
	m.Name, m.RoomID, m.StartsAt, m.EndsAt = b.Name, b.RoomID, moment(b.StartsAt), moment(b.EndsAt)
	m.Settings = meeting.Settings(b.Settings)
	if m, err = a.Meetings.UpdateMeeting(r.Context(), m); err != nil {
		return err
	}
	if err := a.Lobby.Reconsider(r.Context(), m.ID, who.Person()); err != nil {
		return fmt.Errorf("tell of new settings: %w", err)
	}
	return a.answer(w, http.StatusOK, m, who.In)
}

// mayMove returns an error to those who could not make a meeting in the room either.
func (a *API) mayMove(r *http.Request, who rest.Caller, roomID string) error {
	role, err := a.Meetings.RoleIn(r.Context(), who.ID, meeting.ScopeRoom, roomID)
	if err != nil {
		return err
	}
	if !role.AtLeast(meeting.RoleModerator) {
		return rest.NotAllowed
	}
	return nil
}
