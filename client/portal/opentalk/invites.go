package opentalk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/rest"
)

// invite is an invite code of a room. Whoever has one comes in as a guest.
type invite struct {
	Code       string     `json:"invite_code"`
	Active     bool       `json:"active"`
	Expiration *time.Time `json:"expiration"`
}

// Links returns the invites of a room as links. All are for guests.
func (p *Portal) Links(ctx context.Context, roomID string) ([]portal.Link, error) {
	invites, err := rest.List[invite](ctx, p.do, invitesOf(roomID), nil)
	if err != nil {
		return nil, fmt.Errorf("list invites: %w", err)
	}
	links := make([]portal.Link, 0, len(invites))
	for _, i := range invites {
		links = append(links, p.link(roomID, i))
	}
	return links, nil
}

// NewLink makes an invite that expires as the link says. OpenTalk's invites have no name and no role.
func (p *Portal) NewLink(ctx context.Context, roomID string, l portal.Link) (portal.Link, error) {
	var made invite
	call := rest.Call{Method: http.MethodPost, Path: invitesOf(roomID), Body: expiration(l), Result: &made}
	if _, err := p.do(ctx, call); err != nil {
		return portal.Link{}, fmt.Errorf("make invite: %w", err)
	}
	if made.Code == "" {
		return portal.Link{}, fmt.Errorf("make invite: %w", p.foreign())
	}
	p.forget(roomID)
	return p.link(roomID, made), nil
}

// SaveLink changes when an invite expires. One that is switched off is deleted, for good.
func (p *Portal) SaveLink(ctx context.Context, roomID string, l portal.Link) (portal.Link, error) {
	path := invitesOf(roomID) + "/" + url.PathEscape(l.ID)
	p.forget(roomID)
	if l.Off {
		if _, err := p.do(ctx, rest.Call{Method: http.MethodDelete, Path: path}); err != nil {
			return portal.Link{}, fmt.Errorf("delete invite: %w", err)
		}
		return l, nil
	}
	var changed invite
	if _, err := p.do(ctx, rest.Call{Method: http.MethodPut, Path: path, Body: expiration(l), Result: &changed}); err != nil {
		return portal.Link{}, fmt.Errorf("change invite: %w", err)
	}
	return p.link(roomID, changed), nil
}

// expiration is the body that makes and changes invites.
func expiration(l portal.Link) any {
	var body struct {
		Expiration *time.Time `json:"expiration"`
	}
	if !l.ExpiresAt.IsZero() {
		at := l.ExpiresAt.UTC()
		body.Expiration = &at
	}
	return body
}

// guestURL returns the permanent guest link of a room, empty if it has none. What was found is remembered: nobody waits for a request
// for each room each minute.
func (p *Portal) guestURL(ctx context.Context, roomID string) (string, error) {
	p.mu.Lock()
	address, known := p.links[roomID]
	p.mu.Unlock()
	if known {
		return address, nil
	}
	links, err := p.Links(ctx, roomID)
	if err != nil {
		return "", err
	}
	for _, l := range links {
		if !l.Off && l.ExpiresAt.IsZero() {
			address = l.URL
			break
		}
	}
	p.mu.Lock()
	p.links[roomID] = address
	p.mu.Unlock()
	return address, nil
}

// forget has the guest link of a room looked up again.
func (p *Portal) forget(roomID string) {
	p.mu.Lock()
	delete(p.links, roomID)
	p.mu.Unlock()
}

func (p *Portal) link(roomID string, i invite) portal.Link {
	u := p.server.JoinPath("room", url.PathEscape(roomID))
	u.RawQuery = url.Values{"invite": {i.Code}}.Encode()
	l := portal.Link{ID: i.Code, URL: u.String(), Off: !i.Active}
	if i.Expiration != nil {
		l.ExpiresAt = i.Expiration.UTC()
	}
	return l
}

func invitesOf(roomID string) string { return "rooms/" + url.PathEscape(roomID) + "/invites" }
