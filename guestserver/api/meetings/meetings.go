// Package meetings serves the part of the portal API that is about meetings: their settings, guest links and the way in.
package meetings

import (
	"context"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// Meetings is what the API needs of the meetings.
type Meetings interface {
	Of(ctx context.Context, accountID string) ([]meeting.Meeting, error)
}

// API serves meetings.
type API struct {
	Meetings Meetings
	// PublicURL is the guest server's address, without a slash at the end.
	PublicURL string
}

// Register adds the routes.
func (a *API) Register(mux rest.Mux, gate rest.Gate) {
	mux.Handle("GET /api/v1/meetings", gate.SignedIn(a.list))
}

// view is a meeting as it is answered.
type view struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	GuestURL    string `json:"guest_url"`
	GuestPolicy string `json:"guest_policy"`
	// Remembered is the decision for whoever knocks next, empty if the moderator is asked.
	Remembered string `json:"remembered"`
	Recorded   bool   `json:"recorded"`
}

func (a *API) view(m meeting.Meeting) view {
	return view{
		ID: m.ID, Name: m.Name, GuestURL: meeting.GuestURL(a.PublicURL, m.GuestCode), GuestPolicy: string(m.GuestPolicy),
		Remembered: m.Remembered, Recorded: m.Recorded,
	}
}
