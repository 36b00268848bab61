package opentalk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/rest"
)

const (
	// perPage is how many events come at a time.
	perPage = "100"
	// before and after say which dated events are on the desk. In OpenTalk a desk that watches a room is in it for all to see.
	before = 12 * time.Hour
	after  = time.Hour
)

// event is a planned meeting in a room.
type event struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Type is "single", "recurring", "instance" or "exception".
	Type string `json:"type"`
	Room struct {
		ID          string `json:"id"`
		WaitingRoom bool   `json:"waiting_room"`
		GuestAccess string `json:"guest_access"`
	} `json:"room"`
	StartsAt struct {
		At time.Time `json:"datetime"`
	} `json:"starts_at"`
	EndsAt struct {
		At time.Time `json:"datetime"`
	} `json:"ends_at"`
	CanEdit bool `json:"can_edit"`
}

// Meetings returns the events that the account may edit, which are those that it moderates: those of today, and those that have no date
// or come again. A meeting's ID is that of its room.
func (p *Portal) Meetings(ctx context.Context) ([]portal.Meeting, error) {
	events, err := rest.List[event](ctx, p.do, "events", url.Values{"per_page": {perPage}})
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	var meetings []portal.Meeting
	known := make(map[string]bool)
	for _, e := range events {
		if e.Room.ID == "" || known[e.Room.ID] || !e.CanEdit || e.Type == "exception" || !e.isNear(time.Now()) {
			continue
		}
		known[e.Room.ID] = true
		m := portal.Meeting{
			ID: e.Room.ID, Name: e.Title, StartsAt: e.StartsAt.At.UTC(), EndsAt: e.EndsAt.At.UTC(), GuestPolicy: e.policy(),
		}
		if m.GuestURL, err = p.guestURL(ctx, e.Room.ID); err != nil {
			slog.Warn("find guest link", "room", e.Room.ID, "error", err)
		}
		meetings = append(meetings, m)
	}
	return meetings, ctx.Err()
}

// isNear reports whether the event belongs on the desk now.
func (e event) isNear(now time.Time) bool {
	if e.Type != "single" || e.StartsAt.At.IsZero() {
		return true
	}
	return e.StartsAt.At.Before(now.Add(before)) && (e.EndsAt.At.IsZero() || e.EndsAt.At.After(now.Add(-after)))
}

// policy says in BigBlueButton's words what happens to guests.
func (e event) policy() string {
	switch {
	case e.Room.GuestAccess == "disabled":
		return portal.AlwaysDeny
	case e.Room.WaitingRoom || e.Room.GuestAccess == "waiting_room":
		return portal.AskModerator
	}
	return portal.AlwaysAccept
}

// refusal returns the portal's refusal in an error.
func refusal(err error) (*portal.Error, bool) { return errors.AsType[*portal.Error](err) }
