package foyer

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/rest"
)

// roleOwner is the role that may change a level.
const roleOwner = "owner"

// level is a group, a room or a meeting with all that the API tells of it. Each kind has some of the fields.
type level struct {
	ID        string                    `json:"id"`
	GroupID   string                    `json:"group_id"`
	RoomID    string                    `json:"room_id"`
	Name      string                    `json:"name"`
	StartsAt  time.Time                 `json:"starts_at"`
	EndsAt    time.Time                 `json:"ends_at"`
	Role      string                    `json:"role"`
	Settings  map[string]any            `json:"settings"`
	Effective map[string]map[string]any `json:"effective"`
}

// Groups returns the groups that the account has a role in, with their rooms.
func (p *Portal) Groups(ctx context.Context) ([]portal.Group, error) {
	listed, err := rest.List[level](ctx, p.do, "api/v1/groups", nil)
	if err != nil {
		return nil, fmt.Errorf("list groups: %w", err)
	}
	groups := make([]portal.Group, 0, len(listed))
	for _, l := range listed {
		g, err := p.group(ctx, l)
		if err != nil {
			return nil, fmt.Errorf("list groups: %w", err)
		}
		groups = append(groups, g)
	}
	return groups, nil
}

// group adds the rooms to a group. Who owns a group owns its rooms; of a room in another's group it has to be asked.
func (p *Portal) group(ctx context.Context, l level) (portal.Group, error) {
	owned, err := p.owned(ctx, portal.GroupLevel, l.ID)
	if err != nil {
		return portal.Group{}, err
	}
	g := portal.Group{ID: l.ID, Name: l.Name, Owned: owned}
	rooms, err := rest.List[level](ctx, p.do, path(portal.GroupLevel, l.ID)+"/rooms", nil)
	if err != nil {
		return portal.Group{}, fmt.Errorf("list rooms: %w", err)
	}
	for _, r := range rooms {
		room := portal.Room{ID: r.ID, Name: r.Name, Owned: g.Owned}
		if !g.Owned {
			if room.Owned, err = p.owned(ctx, portal.RoomLevel, r.ID); err != nil {
				return portal.Group{}, err
			}
		}
		g.Rooms = append(g.Rooms, room)
	}
	return g, nil
}

func (p *Portal) owned(ctx context.Context, l portal.Level, id string) (bool, error) {
	d, err := p.Details(ctx, l, id)
	return d.Owned, err
}

// Details returns all that can be changed of a group, a room or a meeting.
func (p *Portal) Details(ctx context.Context, l portal.Level, id string) (portal.Details, error) {
	return p.details(ctx, l, "get "+string(l), rest.Call{Method: http.MethodGet, Path: path(l, id)})
}

// Save changes what has an ID, and makes what has none. A setting that is nil is inherited from then on. The error has the code
// "changed_meanwhile" if somebody else has saved since.
func (p *Portal) Save(ctx context.Context, d portal.Details) (portal.Details, error) {
	body := map[string]any{"name": d.Name}
	if len(d.Settings) > 0 {
		body["settings"] = d.Settings
	}
	if d.Level == portal.MeetingLevel {
		body["starts_at"], body["ends_at"] = moment(d.StartsAt), moment(d.EndsAt)
	}
	if d.ID == "" {
		return p.details(ctx, d.Level, "make "+string(d.Level), rest.Call{Method: http.MethodPost, Path: parent(d), Body: body})
	}
	return p.details(ctx, d.Level, "change "+string(d.Level),
		rest.Call{Method: http.MethodPatch, Path: path(d.Level, d.ID), IfMatch: d.Version, Body: body})
}

// Delete removes a group, a room or a meeting.
func (p *Portal) Delete(ctx context.Context, d portal.Details) error {
	if _, err := p.do(ctx, rest.Call{Method: http.MethodDelete, Path: path(d.Level, d.ID), IfMatch: d.Version}); err != nil {
		return fmt.Errorf("delete %s: %w", d.Level, err)
	}
	return nil
}

// details sends a call that answers one level.
func (p *Portal) details(ctx context.Context, kind portal.Level, what string, call rest.Call) (portal.Details, error) {
	var l level
	call.Result = &l
	answer, err := p.do(ctx, call)
	if err != nil {
		return portal.Details{}, fmt.Errorf("%s: %w", what, err)
	}
	if l.ID == "" {
		return portal.Details{}, fmt.Errorf("%s: %w", what, p.client.Foreign())
	}
	d := portal.Details{
		Level: kind, ID: l.ID, Parent: l.GroupID, Name: l.Name, StartsAt: l.StartsAt, EndsAt: l.EndsAt,
		Settings: l.Settings, Effective: effective(l.Effective), Version: answer.Version, Owned: l.Role == roleOwner,
	}
	if kind == portal.MeetingLevel {
		d.Parent = l.RoomID
	}
	return d, nil
}

// effective reads the settings that hold. The parameters for BigBlueButton, of which each has a source, are named as in "create.duration".
func effective(all map[string]map[string]any) map[string]portal.Value {
	values := make(map[string]portal.Value, len(all))
	for key, v := range all {
		if source, ok := v["source"].(string); ok {
			values[key] = portal.Value{Value: v["value"], Source: source}
			continue
		}
		for name, parameter := range v {
			p, _ := parameter.(map[string]any)
			if source, ok := p["source"].(string); ok {
				values[key+"."+name] = portal.Value{Value: p["value"], Source: source}
			}
		}
	}
	return values
}

// moment returns a time as the API reads it: null if there is none.
func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// path is the address of a level.
func path(l portal.Level, id string) string { return "api/v1/" + string(l) + "s/" + url.PathEscape(id) }

// parent is where a level is made.
func parent(d portal.Details) string {
	switch d.Level {
	case portal.RoomLevel:
		return path(portal.GroupLevel, d.Parent) + "/rooms"
	case portal.MeetingLevel:
		return path(portal.RoomLevel, d.Parent) + "/meetings"
	}
	return "api/v1/groups"
}
