// Package guests serves the part of the portal API that is about a meeting's guests: who waits, what is decided, and what was.
package guests

import (
	"context"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// Meetings is what the API needs of the meetings.
type Meetings interface {
	Moderated(ctx context.Context, accountID, id string) (meeting.Meeting, error)
}

// Lobby is what the API needs of the lobby.
type Lobby interface {
	Guests(ctx context.Context, meetingID string, state lobby.State) ([]lobby.Guest, error)
	Decide(ctx context.Context, d lobby.Decision) ([]lobby.Guest, error)
	Door(ctx context.Context, meetingID string) (lobby.Door, error)
}

// API serves guests and decisions.
type API struct {
	Meetings Meetings
	Lobby    Lobby
}

// Register adds the routes.
func (a *API) Register(mux rest.Mux, gate rest.Gate) {
	mux.Handle("GET /api/v1/meetings/{id}/guests", gate.SignedIn(a.list))
	mux.Handle("POST /api/v1/meetings/{id}/decisions", gate.SignedIn(a.decide))
}

// view is a guest as moderators see it.
type view struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	State     string     `json:"state"`
	KnockedAt time.Time  `json:"knocked_at"`
	ConsentAt *time.Time `json:"consent_at,omitempty"`
	DecidedAt *time.Time `json:"decided_at,omitempty"`
	DecidedBy string     `json:"decided_by,omitempty"`
	Reason    string     `json:"reason,omitempty"`
}

func viewGuest(g lobby.Guest) view {
	return view{
		ID: g.ID, Name: g.Name, State: string(g.State), KnockedAt: g.KnockedAt,
		ConsentAt: optional(g.ConsentAt), DecidedAt: optional(g.DecidedAt), DecidedBy: g.DecidedBy.Name, Reason: g.Reason,
	}
}

// optional returns nil for no time.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func person(acc account.Account) lobby.Person { return lobby.Person{ID: acc.ID, Name: acc.Name} }
