package foyer

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"foyer/client/portal/rest"
)

// Session is a moderator's session at a Foyer server.
type Session struct {
	// Server is the server's address in full, as Address returns it.
	Server string
	// Token stands for the session. Whoever has it can moderate: it belongs into a keyring, and nowhere else.
	Token     string
	ExpiresAt time.Time
	Account   Account
}

// Account is who signed in.
type Account struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name"`
}

// String returns who signed in where. The token is not in it.
func (s Session) String() string { return s.Account.Email + " at " + s.Server }

// LogValue keeps the token out of logs.
func (s Session) LogValue() slog.Value { return slog.StringValue(s.String()) }

// SignIn starts a session at the server, whose address may be as a person types it. The error wraps a *portal.Error: with the
// code "wrong_credentials" or "too_many_tries" if the server refused, or one of package rest's codes.
func SignIn(ctx context.Context, server, email, password string) (Session, error) {
	u, err := rest.Parse(server)
	if err != nil {
		return Session{}, fmt.Errorf("sign in: %w", err)
	}
	credentials := struct {
		Email    string `json:"email"`
		Password string `json:"password"`
	}{email, password}
	var answer struct {
		Token     string    `json:"token"`
		ExpiresAt time.Time `json:"expires_at"`
		Account   Account   `json:"account"`
	}
	client := newClient(u, "")
	call := rest.Call{Method: http.MethodPost, Path: "api/v1/session", Body: credentials, Result: &answer}
	if _, err := client.Do(ctx, call); err != nil {
		return Session{}, fmt.Errorf("sign in: %w", err)
	}
	if answer.Token == "" {
		return Session{}, fmt.Errorf("sign in: %w", client.Foreign())
	}
	return Session{Server: u.String(), Token: answer.Token, ExpiresAt: answer.ExpiresAt, Account: answer.Account}, nil
}
