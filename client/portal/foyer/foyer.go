// Package foyer speaks to a Foyer server as a portal: signing in, the account's meetings, and tickets for their signaling. The
// desk uses a Portal; whoever keeps accounts uses SignIn and New.
//
// Every error but a cancelled context's wraps a *portal.Error with a stable code; its sentence is English, for lack of a translation.
// No error carries a token or a password. A request takes at most 20 seconds.
package foyer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"foyer/client/portal"
)

// Portal is a Foyer server as one account sees it. All methods may be called from any goroutine.
type Portal struct {
	client *client
	// err is what is wrong with the server's address, nil if nothing is.
	err error
}

// New returns the portal at the server, whose address may be as a person types it, for the session of the token. It does not
// connect; if the address is none, the methods say so.
func New(server, token string) *Portal {
	u, err := parse(server)
	if err != nil {
		return &Portal{err: err}
	}
	return &Portal{client: newClient(u, token)}
}

// maxParts bounds how many parts of a list are asked for, so that a server cannot keep the app asking for ever.
const maxParts = 100

// Meetings returns the meetings that the account may moderate. The error wraps portal.ErrSignedOut if the session is over.
func (p *Portal) Meetings(ctx context.Context) ([]portal.Meeting, error) {
	var meetings []portal.Meeting
	cursor := ""
	for range maxParts {
		part, next, err := p.meetings(ctx, cursor)
		if err != nil {
			return nil, fmt.Errorf("list meetings: %w", err)
		}
		meetings = append(meetings, part...)
		if next == "" {
			break
		}
		cursor = next
	}
	return meetings, nil
}

// meetings returns one part of the list of meetings, and the cursor of the next.
func (p *Portal) meetings(ctx context.Context, cursor string) (part []portal.Meeting, next string, err error) {
	if p.err != nil {
		return nil, "", p.err
	}
	var answer []struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		GuestURL    string `json:"guest_url"`
		GuestPolicy string `json:"guest_policy"`
		Recorded    bool   `json:"recorded"`
	}
	if next, err = p.client.part(ctx, http.MethodGet, "api/v1/meetings", cursor, nil, &answer); err != nil {
		return nil, "", err
	}
	for _, m := range answer {
		if m.ID == "" {
			return nil, "", notFoyer(http.StatusOK)
		}
		part = append(part, portal.Meeting{ID: m.ID, Name: m.Name, GuestURL: m.GuestURL, GuestPolicy: m.GuestPolicy, Recorded: m.Recorded})
	}
	return part, next, nil
}

// Ticket returns a ticket for the signaling of a meeting, which continues the connection of the resumption if it is not empty. The
// error wraps portal.ErrSignedOut if the session is over.
func (p *Portal) Ticket(ctx context.Context, meetingID, resumption string) (portal.Ticket, error) {
	var answer struct {
		Ticket     string `json:"ticket"`
		Resumption string `json:"resumption"`
	}
	body := struct {
		Resumption string `json:"resumption,omitempty"`
	}{resumption}
	path := "v1/rooms/" + url.PathEscape(meetingID) + "/start"
	if err := p.do(ctx, http.MethodPost, path, body, &answer); err != nil {
		return portal.Ticket{}, fmt.Errorf("get ticket: %w", err)
	}
	if answer.Ticket == "" {
		return portal.Ticket{}, fmt.Errorf("get ticket: %w", notFoyer(http.StatusOK))
	}
	return portal.Ticket{URL: signalingURL(p.client.server), Secret: answer.Ticket, Resumption: answer.Resumption}, nil
}

// SignOut ends the session. That it was over before is no error.
func (p *Portal) SignOut(ctx context.Context) error {
	err := p.do(ctx, http.MethodDelete, "api/v1/session", nil, nil)
	if err != nil && !errors.Is(err, portal.ErrSignedOut) {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

func (p *Portal) do(ctx context.Context, method, path string, body, result any) error {
	if p.err != nil {
		return p.err
	}
	return p.client.do(ctx, method, path, body, result)
}
