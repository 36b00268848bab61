package meetings

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

func (a *API) get(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	m, err := a.Meetings.Meeting(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return a.answer(w, http.StatusOK, m, who.In)
}

func (a *API) answer(w http.ResponseWriter, status int, m meeting.Meeting, role meeting.Role) error {
	rest.SetVersion(w, m.Version)
	return rest.Answer(w, status, details{a.view(m), m.Settings, m.Effective, role, m.CreatedAt})
}
