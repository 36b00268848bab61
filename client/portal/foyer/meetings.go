package foyer

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/rest"
)

// meeting is a meeting as the API lists it.
type meeting struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Group       string    `json:"group_name"`
	Room        string    `json:"room_name"`
	StartsAt    time.Time `json:"starts_at"`
	EndsAt      time.Time `json:"ends_at"`
	GuestURL    string    `json:"guest_url"`
	GuestPolicy string    `json:"guest_policy"`
	// WaitingPlace is "foyer" or "bigbluebutton", and ConferenceLink leads to another system that holds the meeting.
	WaitingPlace   string `json:"waiting_place"`
	ConferenceLink string `json:"conference_link"`
}

// Meetings returns the meetings that the account may moderate. The error wraps portal.ErrSignedOut if the session is over.
func (p *Portal) Meetings(ctx context.Context) ([]portal.Meeting, error) {
	listed, err := rest.List[meeting](ctx, p.do, "api/v1/meetings", nil)
	if err != nil {
		return nil, fmt.Errorf("list meetings: %w", err)
	}
	meetings := make([]portal.Meeting, 0, len(listed))
	for _, m := range listed {
		if m.ID == "" {
			return nil, fmt.Errorf("list meetings: %w", p.client.Foreign())
		}
		meetings = append(meetings, p.listed(ctx, m))
	}
	return meetings, ctx.Err()
}

// listed returns a meeting as the desk wants it. Whether one runs is asked only where guests wait inside: elsewhere the signaling tells
// soon enough, and a conference server need not be asked about each meeting each minute.
func (p *Portal) listed(ctx context.Context, m meeting) portal.Meeting {
	is := portal.Meeting{
		ID: m.ID, Name: m.Name, Group: m.Group, Room: m.Room, StartsAt: m.StartsAt.UTC(), EndsAt: m.EndsAt.UTC(),
		GuestURL: m.GuestURL, GuestPolicy: m.GuestPolicy,
		Conference: m.WaitingPlace != "" && m.ConferenceLink == "",
	}
	if is.Conference && m.WaitingPlace == "bigbluebutton" {
		is.WaitsInside = true
		running, err := p.running(ctx, m.ID)
		if err != nil {
			slog.Warn("ask whether a meeting runs", "meeting", m.ID, "error", err)
		}
		is.Running = running
	}
	return is
}
