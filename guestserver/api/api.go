// Package api serves /api/v1, where portal clients and scripts sign in, list meetings and decide on guests. docs/protocol.md
// describes it. It speaks JSON and draws no pages.
package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// maxBody bounds the body of a request, in bytes: a decision on 15,000 guests by name fits.
const maxBody = 1 << 20

// Accounts is what the API needs of the accounts.
type Accounts interface {
	SignIn(ctx context.Context, email, password string) (account.Account, error)
	NewSession(ctx context.Context, accountID string) (token string, expires time.Time, err error)
	Authenticate(ctx context.Context, token string) (account.Account, error)
	SignOut(ctx context.Context, token string) error
}

// Meetings is what the API needs of the meetings.
type Meetings interface {
	Of(ctx context.Context, accountID string) ([]meeting.Meeting, error)
	Moderated(ctx context.Context, accountID, id string) (meeting.Meeting, error)
}

// Lobby is what the API needs of the lobby.
type Lobby interface {
	Guests(ctx context.Context, meetingID string, state lobby.State) ([]lobby.Guest, error)
	Decide(ctx context.Context, d lobby.Decision) ([]lobby.Guest, error)
	Door(ctx context.Context, meetingID string) (lobby.Door, error)
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
func (a *API) Register(mux *http.ServeMux) {
	mux.Handle("POST /api/v1/session", handler(a.signIn))
	mux.Handle("DELETE /api/v1/session", handler(a.signOut))
	mux.Handle("GET /api/v1/meetings", a.signedIn(a.listMeetings))
	mux.Handle("GET /api/v1/meetings/{id}/guests", a.signedIn(a.listGuests))
	mux.Handle("POST /api/v1/meetings/{id}/decisions", a.signedIn(a.decide))
	mux.Handle("/api/", handler(func(http.ResponseWriter, *http.Request) error { return errUnknownRoute }))
}

// handler answers a request, or returns an error that is answered as a problem.
type handler func(w http.ResponseWriter, r *http.Request) error

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := h(w, r); err != nil {
		answerProblem(w, r, err)
	}
}

// signedIn calls fn for a signed-in account only.
func (a *API) signedIn(fn func(http.ResponseWriter, *http.Request, account.Account) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		acc, err := a.Accounts.Authenticate(r.Context(), bearer(r))
		if err != nil {
			return err
		}
		return fn(w, r, acc)
	}
}

// bearer returns the token that a request carries, empty if none.
func bearer(r *http.Request) string {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return ""
	}
	return token
}

// answer writes a body as JSON.
func answer(w http.ResponseWriter, body any) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if err := json.NewEncoder(w).Encode(body); err != nil {
		slog.Debug("answer", "error", err)
	}
	return nil
}
