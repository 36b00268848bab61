package meetings

import (
	"fmt"
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// listRoom answers the meetings of a room; to somebody who has a role in some of them alone, those.
func (a *API) listRoom(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	meetings, err := a.meetingsOf(r, who)
	if err != nil {
		return fmt.Errorf("list the room's meetings: %w", err)
	}
	page, err := rest.Page(w, r, meetings, byName)
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, rest.Views(page, a.view))
}

func (a *API) meetingsOf(r *http.Request, who rest.Caller) ([]meeting.Meeting, error) {
	if who.In == meeting.RoleBelow {
		return a.Meetings.OfIn(r.Context(), who.ID, r.PathValue("id"))
	}
	return a.Meetings.In(r.Context(), r.PathValue("id"))
}
