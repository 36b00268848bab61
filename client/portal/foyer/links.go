package foyer

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/rest"
)

// kindPersonal is the kind of a link for one person; all others are guest links.
const kindPersonal = "personal"

// roleModerator is the role of who enters as a moderator.
const roleModerator = "moderator"

// link is a link as the API tells it.
type link struct {
	ID        string    `json:"id"`
	URL       string    `json:"url"`
	Kind      string    `json:"kind"`
	Name      string    `json:"name"`
	Role      string    `json:"role"`
	Off       bool      `json:"off"`
	ExpiresAt time.Time `json:"expires_at"`
	Version   int64     `json:"version"`
}

func (l link) portal() portal.Link {
	return portal.Link{
		ID: l.ID, URL: l.URL, Personal: l.Kind == kindPersonal, Name: l.Name, Moderator: l.Role == roleModerator,
		Off: l.Off, ExpiresAt: l.ExpiresAt, Version: strconv.Quote(strconv.FormatInt(l.Version, 10)),
	}
}

// Links returns the guest link of a meeting, and its personal links.
func (p *Portal) Links(ctx context.Context, meetingID string) ([]portal.Link, error) {
	listed, err := rest.List[link](ctx, p.do, path(portal.MeetingLevel, meetingID)+"/links", nil)
	if err != nil {
		return nil, fmt.Errorf("list links: %w", err)
	}
	links := make([]portal.Link, len(listed))
	for i, l := range listed {
		links[i] = l.portal()
	}
	return links, nil
}

// NewLink makes a personal link; or a new guest link, which takes the place of the one before.
func (p *Portal) NewLink(ctx context.Context, meetingID string, l portal.Link) (portal.Link, error) {
	body := map[string]any{"kind": "guest"}
	if l.Personal {
		body = map[string]any{"kind": kindPersonal, "name": l.Name, "role": role(l), "expires_at": moment(l.ExpiresAt)}
	}
	call := rest.Call{Method: http.MethodPost, Path: path(portal.MeetingLevel, meetingID) + "/links", Body: body}
	return p.link(ctx, "make link", call)
}

// SaveLink changes whether a link is off and when it expires; of a personal link, also the name and the role.
func (p *Portal) SaveLink(ctx context.Context, meetingID string, l portal.Link) (portal.Link, error) {
	body := map[string]any{"off": l.Off, "expires_at": moment(l.ExpiresAt)}
	if l.Personal {
		body["name"], body["role"] = l.Name, role(l)
	}
	address := path(portal.MeetingLevel, meetingID) + "/links/" + url.PathEscape(l.ID)
	return p.link(ctx, "change link", rest.Call{Method: http.MethodPatch, Path: address, IfMatch: l.Version, Body: body})
}

// link sends a call that answers one link.
func (p *Portal) link(ctx context.Context, what string, call rest.Call) (portal.Link, error) {
	var l link
	call.Result = &l
	if _, err := p.do(ctx, call); err != nil {
		return portal.Link{}, fmt.Errorf("%s: %w", what, err)
	}
	return l.portal(), nil
}

func role(l portal.Link) string {
	if l.Moderator {
		return roleModerator
	}
	return ""
}
