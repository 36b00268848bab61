package foyer

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"foyer/client/portal/loopback"
	"foyer/client/portal/rest"
)

// WaysIn are how people sign in at a server.
type WaysIn struct {
	Password bool `json:"password"`
	// Provider is what people know the sign-in provider by, empty if there is none.
	Provider string `json:"provider"`
}

// FindWaysIn asks a server how people sign in there. Its address may be as a person types it.
func FindWaysIn(ctx context.Context, server string) (WaysIn, error) {
	u, err := rest.Parse(server)
	if err != nil {
		return WaysIn{}, fmt.Errorf("find ways in: %w", err)
	}
	var ways WaysIn
	if _, err := newClient(u, "").Do(ctx, rest.Call{Method: http.MethodGet, Path: "api/v1/signin", Result: &ways}); err != nil {
		return WaysIn{}, fmt.Errorf("find ways in: %w", err)
	}
	return ways, nil
}

// SignInByProvider starts a session at the server by its sign-in provider, in the browser, and waits until the person has signed in there
// or ctx ends. The error wraps a *portal.Error: with one of the server's codes, or those of package loopback or rest.
func SignInByProvider(ctx context.Context, server string, browser loopback.Browser) (Session, error) {
	u, err := rest.Parse(server)
	if err != nil {
		return Session{}, fmt.Errorf("sign in by provider: %w", err)
	}
	listener, err := loopback.Listen(ctx, browser)
	if err != nil {
		return Session{}, fmt.Errorf("sign in by provider: %w", err)
	}
	defer listener.Close()
	flow := flow{client: newClient(u, ""), redirect: listener.Address(), verifier: rand.Text() + rand.Text()}
	begun, err := flow.begin(ctx)
	if err != nil {
		return Session{}, fmt.Errorf("sign in by provider: %w", err)
	}
	code, issuer, err := listener.Ask(ctx, begun.URL, begun.State)
	if err != nil {
		return Session{}, fmt.Errorf("sign in by provider: %w", err)
	}
	session, err := flow.finish(ctx, begun, code, issuer)
	if err != nil {
		return Session{}, fmt.Errorf("sign in by provider: %w", err)
	}
	session.Server = u.String()
	return session, nil
}

// flow is one sign-in under way.
type flow struct {
	client   *rest.Client
	redirect string
	// verifier proves that who finishes the sign-in has begun it, by PKCE. It never leaves this computer before.
	verifier string
}

// begun is a sign-in that the server has begun.
type begun struct {
	URL   string `json:"url"`
	State string `json:"state"`
	Nonce string `json:"nonce"`
}

func (f flow) begin(ctx context.Context) (begun, error) {
	sum := sha256.Sum256([]byte(f.verifier))
	var b begun
	_, err := f.client.Do(ctx, rest.Call{Method: http.MethodPost, Path: "api/v1/signin", Result: &b, Body: map[string]string{
		"redirect": f.redirect, "code_challenge": base64.RawURLEncoding.EncodeToString(sum[:]),
	}})
	if err != nil {
		return begun{}, err
	}
	// The address is given to the system, which would open anything: a file, or another program.
	page, err := url.Parse(b.URL)
	if err != nil || page.Scheme != "https" && page.Scheme != "http" || b.State == "" || b.Nonce == "" {
		return begun{}, f.client.Foreign()
	}
	return b, nil
}

func (f flow) finish(ctx context.Context, b begun, code, issuer string) (Session, error) {
	var session struct {
		Token     string    `json:"token"`
		ExpiresAt time.Time `json:"expires_at"`
		Account   Account   `json:"account"`
	}
	_, err := f.client.Do(ctx, rest.Call{Method: http.MethodPost, Path: "api/v1/signin/session", Result: &session, Body: map[string]string{
		"code": code, "issuer": issuer, "redirect": f.redirect, "code_verifier": f.verifier, "nonce": b.Nonce,
	}})
	if err != nil {
		return Session{}, err
	}
	if session.Token == "" {
		return Session{}, f.client.Foreign()
	}
	return Session{Token: session.Token, ExpiresAt: session.ExpiresAt, Account: session.Account}, nil
}
