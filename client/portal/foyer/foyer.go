// Package foyer speaks to a Foyer server as a portal: signing in, the account's meetings, tickets for their signaling, and what can be
// managed over its API. The desk uses a Portal; whoever keeps accounts uses SignIn and New. Errors are those of package rest.
package foyer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"foyer/client/portal"
	"foyer/client/portal/rest"
)

// CodeNotFoyer says that the answer is not one of a Foyer server.
const CodeNotFoyer = "not_a_foyer_server"

// Portal is a Foyer server as one account sees it. All methods may be called from any goroutine.
type Portal struct {
	client *rest.Client
	// err is what is wrong with the server's address, nil if nothing is.
	err error
}

// New returns the portal at the server, whose address may be as a person types it, for the session of the token. It does not
// connect; if the address is none, the methods say so.
func New(server, token string) *Portal {
	u, err := rest.Parse(server)
	if err != nil {
		return &Portal{err: err}
	}
	return &Portal{client: newClient(u, token)}
}

func newClient(server *url.URL, token string) *rest.Client {
	return &rest.Client{
		HTTP: rest.NoRedirects(), Server: server,
		Token: func(context.Context) (string, error) { return token, nil },
		Kind:  portal.Error{Code: CodeNotFoyer, Detail: "There is no Foyer server at this address. Check the address."},
	}
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
	if _, err := p.do(ctx, rest.Call{Method: http.MethodPost, Path: path, Body: body, Result: &answer}); err != nil {
		return portal.Ticket{}, fmt.Errorf("get ticket: %w", err)
	}
	if answer.Ticket == "" {
		return portal.Ticket{}, fmt.Errorf("get ticket: %w", p.client.Foreign())
	}
	return portal.Ticket{
		URL: rest.Websocket(p.client.Server, "signaling"), Secret: answer.Ticket, Resumption: answer.Resumption,
	}, nil
}

// SignOut ends the session. That it was over before is no error.
func (p *Portal) SignOut(ctx context.Context) error {
	_, err := p.do(ctx, rest.Call{Method: http.MethodDelete, Path: "api/v1/session"})
	if err != nil && !errors.Is(err, portal.ErrSignedOut) {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

func (p *Portal) do(ctx context.Context, c rest.Call) (rest.Answer, error) {
	if p.err != nil {
		return rest.Answer{}, p.err
	}
	return p.client.Do(ctx, c)
}
