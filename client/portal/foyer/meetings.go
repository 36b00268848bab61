package foyer

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/rest"
)

// maxParts bounds how many parts of a list are asked for, so that a server cannot keep the app asking for ever.
const maxParts = 100

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
	Recorded    bool      `json:"recorded"`
}

// Meetings returns the meetings that the account may moderate. The error wraps portal.ErrSignedOut if the session is over.
func (p *Portal) Meetings(ctx context.Context) ([]portal.Meeting, error) {
	listed, err := list[meeting](ctx, p, "api/v1/meetings")
	if err != nil {
		return nil, fmt.Errorf("list meetings: %w", err)
	}
	meetings := make([]portal.Meeting, 0, len(listed))
	for _, m := range listed {
		if m.ID == "" {
			return nil, fmt.Errorf("list meetings: %w", p.client.Foreign())
		}
		meetings = append(meetings, portal.Meeting{
			ID: m.ID, Name: m.Name, Group: m.Group, Room: m.Room, StartsAt: m.StartsAt.UTC(), EndsAt: m.EndsAt.UTC(),
			GuestURL: m.GuestURL, GuestPolicy: m.GuestPolicy, Recorded: m.Recorded,
		})
	}
	return meetings, nil
}

// list returns all parts of a list.
func list[T any](ctx context.Context, p *Portal, path string) ([]T, error) {
	var all []T
	call := rest.Call{Method: http.MethodGet, Path: path}
	for range maxParts {
		var part []T
		call.Result = &part
		answer, err := p.do(ctx, call)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
		if answer.Next == nil {
			break
		}
		call.Query = answer.Next
	}
	return all, nil
}
