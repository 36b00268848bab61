package api

import (
	"fmt"
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/meeting"
)

// meetingView is a meeting as its moderators see it.
type meetingView struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	GuestURL    string `json:"guest_url"`
	GuestPolicy string `json:"guest_policy"`
	// Remembered is the decision for whoever knocks next, empty if the moderator is asked.
	Remembered string `json:"remembered"`
	Recorded   bool   `json:"recorded"`
}

func (a *API) listMeetings(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	meetings, err := a.Meetings.Of(r.Context(), acc.ID)
	if err != nil {
		return fmt.Errorf("list meetings: %w", err)
	}
	views := make([]meetingView, len(meetings))
	for i, m := range meetings {
		views[i] = meetingView{
			ID: m.ID, Name: m.Name, GuestURL: meeting.GuestURL(a.PublicURL, m.GuestCode), GuestPolicy: string(m.GuestPolicy),
			Remembered: m.Remembered, Recorded: m.Recorded,
		}
	}
	return answer(w, views)
}
