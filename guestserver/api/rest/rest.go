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

// Gate lets those through who are signed in.
type Gate struct {
	Accounts Authenticator
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
