// Package api serves /api/v1, where portal clients and scripts sign in, look after groups, rooms and meetings, and decide on guests.
// openapi.yaml describes it to programs and docs/api.md to people. It speaks JSON and draws no pages.
//
// This package puts the parts together; each of the folders below serves some of the resources, by the means of rest.
package api

import (
	_ "embed"
	"net/http"

	"foyer/guestserver/api/guests"
	"foyer/guestserver/api/meetings"
	"foyer/guestserver/api/people"
	"foyer/guestserver/api/rest"
)

// document is the description of the API, in OpenAPI 3.1.
//
//go:embed openapi.yaml
var document []byte

// Accounts is what the API needs of the accounts.
type Accounts interface {
	people.Accounts
	rest.Authenticator
}

// Meetings is what the API needs of the meetings.
type Meetings interface {
	meetings.Meetings
	guests.Meetings
}

// Lobby is what the API needs of the lobby.
type Lobby interface {
	guests.Lobby
}

// API serves the portal API.
type API struct {
	Accounts Accounts
	Meetings Meetings
	Lobby    Lobby
	// PublicURL is the guest server's address, without a slash at the end.
	PublicURL string
	// SignedOut is told the token of each session that has ended here; it may be nil.
	SignedOut func(token string)
}

// Register adds the API's routes.
func (a *API) Register(mux rest.Mux) {
	gate := rest.Gate{Accounts: a.Accounts}
	(&people.API{Accounts: a.Accounts, SignedOut: a.SignedOut}).Register(mux, gate)
	(&meetings.API{Meetings: a.Meetings, PublicURL: a.PublicURL}).Register(mux, gate)
	(&guests.API{Meetings: a.Meetings, Lobby: a.Lobby}).Register(mux, gate)
	mux.Handle("GET /api/v1/openapi.yaml", rest.Handler(describe))
	mux.Handle("/api/", rest.Handler(func(http.ResponseWriter, *http.Request) error { return rest.UnknownRoute }))
}
