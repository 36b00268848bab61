// Package rest is how the portal API reads requests and answers them: who asks, bodies in strict JSON, merge patches, pages, versions,
// tables and problems. It knows no resource; each of the packages beside it serves some of them by what stands here.
package rest

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// maxBody bounds the body of a request, in bytes: a decision on 15,000 guests by name fits.
const maxBody = 1 << 20

// Mux is what routes are added to, such as a *http.ServeMux.
type Mux interface {
	Handle(pattern string, h http.Handler)
}

// Handler answers a request, or returns an error that is answered as a Problem.
type Handler func(w http.ResponseWriter, r *http.Request) error

// ServeHTTP bounds the body and answers errors.
func (h Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if err := h(w, r); err != nil {
		answerProblem(w, r, err)
	}
}

// Authenticator knows whose session it is.
type Authenticator interface {
	// Authenticate returns the account of a session's token, or account.ErrSignedOut.
	Authenticate(ctx context.Context, token string) (account.Account, error)
}

// Roles knows what an account may do where.
type Roles interface {
	// RoleIn returns meeting.ErrUnknown for what is not there, and for what the account has no part in.
	RoleIn(ctx context.Context, accountID string, scope meeting.Scope, scopeID string) (meeting.Role, error)
}

// Gate lets those through who are signed in, and may do what they ask for.
type Gate struct {
	Accounts Authenticator
	Roles    Roles
}

// Caller is who asks, with the role in the group, room or meeting that it asks about.
type Caller struct {
	account.Account
	In meeting.Role
}

// Person returns the caller as the lobby knows it.
func (c Caller) Person() lobby.Person { return lobby.Person{ID: c.ID, Name: c.Name} }

// In calls fn for accounts with at least this role in the group, room or meeting that the path names as {id}. To those who have no
// part in it, it does not exist.
func (g Gate) In(scope meeting.Scope, least meeting.Role, fn func(http.ResponseWriter, *http.Request, Caller) error) Handler {
	return g.SignedIn(func(w http.ResponseWriter, r *http.Request, acc account.Account) error {
		role, err := g.Roles.RoleIn(r.Context(), acc.ID, scope, r.PathValue("id"))
		if err != nil {
			return err
		}
		if !role.AtLeast(least) {
			return NotAllowed
		}
		return fn(w, r, Caller{acc, role})
	})
}

// SignedIn calls fn for requests that carry the token of a session. Only a header carries it, never a cookie: what a browser adds by
// itself could be sent by any page that it shows.
func (g Gate) SignedIn(fn func(http.ResponseWriter, *http.Request, account.Account) error) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		acc, err := g.Accounts.Authenticate(r.Context(), Bearer(r))
		if err != nil {
			return err
		}
		return fn(w, r, acc)
	}
}

// Administrator calls fn for administrators alone.
func (g Gate) Administrator(fn func(http.ResponseWriter, *http.Request, account.Account) error) Handler {
	return g.SignedIn(func(w http.ResponseWriter, r *http.Request, acc account.Account) error {
		if acc.Role != account.Administrator {
			return NotAdministrator
		}
		return fn(w, r, acc)
	})
}

// Bearer returns the token that a request carries, empty if none.
func Bearer(r *http.Request) string {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return ""
	}
	return token
}

// Answer writes a body as JSON.
func Answer(w http.ResponseWriter, status int, body any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		slog.Debug("answer", "error", err)
	}
	return nil
}

// Done answers that something was done, and no more.
func Done(w http.ResponseWriter) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}
