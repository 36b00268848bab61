package portal

import (
	"context"
	"log/slog"

	"foyer/guestserver/lobby"
)

// portalChanged tells the lobby of all meetings whose settings may have changed with the portal's. The change itself is done by then, so
// that a failure is for the log.
func (a *API) portalChanged(ctx context.Context, by lobby.Person) {
	groups, err := a.Meetings.Groups(ctx)
	logFailure("groups", err)
	for _, g := range groups {
		a.groupChanged(ctx, g.ID, by)
	}
}

func (a *API) groupChanged(ctx context.Context, groupID string, by lobby.Person) {
	rooms, err := a.Meetings.Rooms(ctx, groupID)
	logFailure("rooms", err)
	for _, r := range rooms {
		a.roomChanged(ctx, r.ID, by)
	}
}

func (a *API) roomChanged(ctx context.Context, roomID string, by lobby.Person) {
	meetings, err := a.Meetings.In(ctx, roomID)
	logFailure("meetings", err)
	for _, m := range meetings {
		logFailure("meeting "+m.ID, a.Lobby.Reconsider(ctx, m.ID, by))
	}
}

func logFailure(what string, err error) {
	if err != nil {
		slog.Error("tell meetings of changed settings", "what", what, "error", err)
	}
}
