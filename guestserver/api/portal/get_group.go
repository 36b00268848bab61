package portal

import (
	"context"
	"fmt"
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

func (a *API) getGroup(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	g, err := a.Meetings.Group(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return a.answerGroup(w, r, http.StatusOK, g, who.In)
}

func (a *API) answerGroup(w http.ResponseWriter, r *http.Request, status int, g meeting.Group, role meeting.Role) error {
	levels, err := a.groupLevels(r.Context(), g)
	if err != nil {
		return err
	}
	rest.SetVersion(w, g.Version)
	return rest.Answer(w, status, groupDetails{viewGroup(g), meeting.Inherit(levels...), role})
}

// groupLevels returns the settings of a group and of the portal above it.
func (a *API) groupLevels(ctx context.Context, g meeting.Group) ([]meeting.Level, error) {
	p, err := a.Meetings.Portal(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the portal's settings: %w", err)
	}
	return []meeting.Level{portalLevel(p), {Source: meeting.FromGroup, Settings: g.Settings}}, nil
}
