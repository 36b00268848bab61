package meetings

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// remove removes a meeting with all that belongs to it, and ends it.
func (a *API) remove(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	m, err := a.Meetings.Meeting(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := rest.CheckVersion(r, m.Version); err != nil {
		return err
	}
	// Who waits is told, since nobody will ever decide.
	if err := a.Lobby.End(r.Context(), m.ID, who.Person()); err != nil {
		return err
	}
	if err := a.Meetings.RemoveMeeting(r.Context(), m.ID, m.Version); err != nil {
		return err
	}
	done, err := a.Conference.FinishEnding(r.Context(), m.ID)
	if err != nil {
		return err
	}
	return answerEnd(w, done)
}
