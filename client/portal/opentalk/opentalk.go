// Package opentalk speaks to an OpenTalk controller as a portal: the events of an account with their guest links, and tickets for the
// signaling of their rooms, be it the controller's own or a RoomServer's. Whoever keeps accounts uses SignIn and Open. Errors are those of
// package rest.
package opentalk

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"foyer/client/portal"
	"foyer/client/portal/rest"
)

// CodeNotOpenTalk says that the answer is not one of an OpenTalk server.
const CodeNotOpenTalk = "not_opentalk"

// Portal is an OpenTalk server as one account sees it. All methods may be called from any goroutine. New makes one.
type Portal struct {
	// server is the address that people know, where the web app is.
	server *url.URL
	token  func(context.Context) (string, error)
	// device is what the RoomServer knows this desk by when it comes back.
	device string
	// err is what is wrong with the server's address, nil if nothing is.
	err error
	// keys are the tokens of the session that Open was given, nil without one.
	keys *keys

	mu sync.Mutex
	// api is the controller's API, nil before it was found.
	api *rest.Client
	// links are the guest links that were found, by room.
	links map[string]string
}

// New returns the portal at the server, whose address is that of the web app as a person types it. Token returns the access token of
// the account's OpenID Connect session, a fresh one when the last has expired, and an error that wraps portal.ErrSignedOut once it
// cannot. New does not connect; if the address is none, the methods say so.
func New(server string, token func(context.Context) (string, error)) *Portal {
	u, err := rest.Parse(server)
	return &Portal{server: u, token: token, device: rand.Text(), err: err, links: make(map[string]string)}
}

// Ticket returns a ticket for the signaling of a room: of the controller up to 0.33, or of the RoomServer that it names.
func (p *Portal) Ticket(ctx context.Context, roomID, resumption string) (portal.Ticket, error) {
	t, err := p.start(ctx, "rooms/"+url.PathEscape(roomID)+"/start", resumption)
	if refused, ok := refusal(err); ok && refused.Status == http.StatusBadRequest {
		// A controller of 0.31 to 0.33 that has a RoomServer keeps it at an address of its own, and says 400 here.
		if second, retryErr := p.start(ctx, "rooms/"+url.PathEscape(roomID)+"/roomserver/start", resumption); retryErr == nil {
			return second, nil
		}
	}
	if err != nil {
		return portal.Ticket{}, fmt.Errorf("get ticket: %w", err)
	}
	return t, nil
}

func (p *Portal) start(ctx context.Context, path, resumption string) (portal.Ticket, error) {
	body := struct {
		Resumption   string `json:"resumption,omitempty"`
		DeviceSecret string `json:"device_secret"`
	}{resumption, p.device}
	var answer struct {
		Ticket     string `json:"ticket"`
		Resumption string `json:"resumption"`
		Token      string `json:"token"`
		Address    string `json:"roomserver_address"`
	}
	if _, err := p.do(ctx, rest.Call{Method: http.MethodPost, Path: path, Body: body, Result: &answer}); err != nil {
		return portal.Ticket{}, err
	}
	switch {
	case answer.Ticket != "":
		return portal.Ticket{URL: p.signaling(), Secret: answer.Ticket, Resumption: answer.Resumption}, nil
	case answer.Token != "" && p.isSafe(answer.Address):
		return portal.Ticket{URL: answer.Address, Secret: answer.Token, RoomServer: true}, nil
	}
	return portal.Ticket{}, p.foreign()
}

// do calls the API, for which it asks the server once where that is.
func (p *Portal) do(ctx context.Context, c rest.Call) (rest.Answer, error) {
	api, err := p.find(ctx)
	if err != nil {
		return rest.Answer{}, err
	}
	return api.Do(ctx, c)
}

// find returns the API, as the server's well-known document tells.
func (p *Portal) find(ctx context.Context) (*rest.Client, error) {
	if p.err != nil {
		return nil, p.err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.api != nil {
		return p.api, nil
	}
	var answer struct {
		API struct {
			V1 struct {
				BaseURL string `json:"base_url"`
			} `json:"v1"`
		} `json:"opentalk_api"`
	}
	web := p.client(p.server, nil)
	call := rest.Call{Method: http.MethodGet, Path: ".well-known/opentalk/api", Result: &answer}
	if _, err := web.Do(ctx, call); err != nil {
		return nil, fmt.Errorf("find the API: %w", err)
	}
	base, err := p.server.JoinPath("/").Parse(answer.API.V1.BaseURL)
	if err != nil || answer.API.V1.BaseURL == "" || base.Host == "" || !safe(p.server, base) {
		return nil, fmt.Errorf("find the API: %w", web.Foreign())
	}
	base.Path = strings.TrimRight(base.Path, "/")
	p.api = p.client(base, p.token)
	return p.api, nil
}

// isSafe reports whether a token may go to the address of a RoomServer.
func (p *Portal) isSafe(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && safe(p.server, u)
}

// safe reports whether a token may go to base when the server that says so was asked at its address.
func safe(server, base *url.URL) bool {
	return base.Scheme == "https" || base.Scheme == "http" && server.Scheme == "http"
}

func (p *Portal) client(server *url.URL, token func(context.Context) (string, error)) *rest.Client {
	return &rest.Client{
		HTTP: rest.NoRedirects(), Server: server, Token: token,
		Kind: portal.Error{Code: CodeNotOpenTalk, Detail: "There is no OpenTalk at this address. Check the address."},
	}
}

// signaling is the address of the controller's own signaling, which is not below its API.
func (p *Portal) signaling() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	controller := *p.api.Server
	controller.Path = strings.TrimSuffix(controller.Path, "/v1")
	return rest.Websocket(&controller, "signaling")
}

// foreign is the error of an answer that OpenTalk would not give.
func (p *Portal) foreign() error { return p.client(p.server, nil).Foreign() }
