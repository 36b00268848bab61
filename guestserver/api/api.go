// Package api serves /api/v1, where portal clients and scripts sign in, look after groups, rooms and meetings, and decide on guests.
// openapi.yaml describes it to programs and docs/api.md to people. It speaks JSON and draws no pages.
//
// This package puts the parts together; each of the folders below serves some of the resources, by the means of rest.
package api

import (
	_ "embed"
	"net/http"

	"foyer/assets"
	"foyer/guestserver/api/guests"
	"foyer/guestserver/api/meetings"
	"foyer/guestserver/api/people"
	"foyer/guestserver/api/portal"
	"foyer/guestserver/api/recordings"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/peer"
)

// document describes the API in OpenAPI 3.1.
//
//go:embed openapi.yaml
var document []byte

// Accounts is what the API needs of the accounts.
type Accounts interface {
	rest.Authenticator
	people.Accounts
	portal.Accounts
}

// Meetings is what the API needs of groups, rooms and meetings.
type Meetings interface {
	portal.Meetings
	meetings.Meetings
	guests.Meetings
}

// Lobby is what the API needs of the lobby.
type Lobby interface {
	meetings.Lobby
	guests.Lobby
}

// Conference is what the API needs of the conference server.
type Conference interface {
	meetings.Conference
	recordings.Conference
}

// API serves the portal API.
type API struct {
	Accounts   Accounts
	Provider   people.Provider
	Meetings   Meetings
	Conference Conference
	Lobby      Lobby
	// Texts are those of invitations.
	Texts *assets.Catalogue
	// PublicURL is the guest server's address, without a slash at the end.
	PublicURL string
	// Proxies may say where a request comes from.
	Proxies peer.Proxies
	// SignedOut is told the token of each session that has ended here; it may be nil.
	SignedOut func(token string)
}

// Register adds the API's routes.
func (a *API) Register(mux rest.Mux) {
	gate := rest.Gate{Accounts: a.Accounts, Roles: a.Meetings}
	(&people.API{Accounts: a.Accounts, Provider: a.Provider, Proxies: a.Proxies, SignedOut: a.SignedOut}).Register(mux, gate)
	(&portal.API{Accounts: a.Accounts, Meetings: a.Meetings, Lobby: a.Lobby}).Register(mux, gate)
	(&meetings.API{Meetings: a.Meetings, Conference: a.Conference, Lobby: a.Lobby, Texts: a.Texts, PublicURL: a.PublicURL}).Register(mux, gate)
	(&recordings.API{Conference: a.Conference}).Register(mux, gate)
	(&guests.API{Meetings: a.Meetings, Lobby: a.Lobby}).Register(mux, gate)
	mux.Handle("GET /api/v1/openapi.yaml", rest.Handler(describe))
	mux.Handle("/api/", rest.Handler(func(http.ResponseWriter, *http.Request) error { return rest.UnknownRoute }))
}
