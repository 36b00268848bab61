package opentalk

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"foyer/client/portal"
	"foyer/client/portal/loopback"
	"foyer/client/portal/rest"
)

// Codes of portal.Error of a sign-in.
const (
	// CodeProviderUnavailable says that the sign-in provider does not answer, or answers something else than OpenID Connect.
	CodeProviderUnavailable = "signin_unavailable"
	// CodeNoRefresh says that the provider gives this app no token that outlasts the browser's page.
	CodeNoRefresh = "signin_no_refresh"
)

// DefaultClient is what the app calls itself at the provider unless the portal's owner gave it another name.
const DefaultClient = "foyer"

// Session is an account's session at the sign-in provider of an OpenTalk server.
type Session struct {
	// Server is the server's address in full, Client what the app is called at the provider.
	Server, Client string
	Email, Name    string
	// Refresh stands for the session. It belongs into a keyring, and nowhere else.
	Refresh string
}

// String returns who signed in where. The token is not in it.
func (s Session) String() string { return s.Email + " at " + s.Server }

// LogValue keeps the token out of logs.
func (s Session) LogValue() slog.Value { return slog.StringValue(s.String()) }

// FindProvider asks the server what people know its sign-in provider by. The error says if there is no OpenTalk at the address, which
// may be as a person types it.
func FindProvider(ctx context.Context, server string) (name string, err error) {
	name, _, err = New(server, nil).provider(ctx)
	if err != nil {
		return "", fmt.Errorf("find sign-in provider: %w", err)
	}
	return name, nil
}

// provider returns the name and the address of the server's OpenID Connect provider.
func (p *Portal) provider(ctx context.Context) (name, issuer string, err error) {
	api, err := p.find(ctx)
	if err != nil {
		return "", "", err
	}
	var answer struct {
		OIDC struct {
			Name string `json:"name"`
			URL  string `json:"url"`
		} `json:"oidc"`
	}
	open := p.client(api.Server, nil)
	if _, err := open.Do(ctx, rest.Call{Method: http.MethodGet, Path: "auth/login", Result: &answer}); err != nil {
		return "", "", err
	}
	if !p.isSafe(answer.OIDC.URL) {
		return "", "", p.foreign()
	}
	return cmp.Or(answer.OIDC.Name, "OpenTalk"), answer.OIDC.URL, nil
}

// SignIn signs in at the server's provider, in the browser, as RFC 8252 says, and waits until the person has signed in there or ctx ends.
// Client is what the app is called there: a public client that is called back at http://127.0.0.1/signin on any port. The error wraps a
// *portal.Error, with a code of this package, of package loopback or of package rest.
func SignIn(ctx context.Context, server, client string, browser loopback.Browser) (Session, error) {
	p := New(server, nil)
	if p.err != nil {
		return Session{}, fmt.Errorf("sign in: %w", p.err)
	}
	session, err := p.signIn(ctx, client, browser)
	if err != nil {
		return Session{}, fmt.Errorf("sign in: %w", err)
	}
	return session, nil
}

func (p *Portal) signIn(ctx context.Context, client string, browser loopback.Browser) (Session, error) {
	d, err := p.discover(ctx, client)
	if err != nil {
		return Session{}, err
	}
	listener, err := loopback.Listen(ctx, browser)
	if err != nil {
		return Session{}, err
	}
	defer listener.Close()
	d.config.RedirectURL = listener.Address()
	verifier, state, nonce := oauth2.GenerateVerifier(), rand.Text(), rand.Text()
	page := d.config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier), oidc.Nonce(nonce))
	code, issuer, err := listener.Ask(ctx, page, state)
	if err != nil {
		return Session{}, err
	}
	if issuer != "" && issuer != d.issuer {
		return Session{}, &portal.Error{Code: loopback.CodeRefused, Detail: "The answer is not of the server's sign-in provider. Try again."}
	}
	token, err := d.config.Exchange(d.with(ctx), code, oauth2.VerifierOption(verifier))
	if err != nil {
		return Session{}, d.refusal(ctx, err)
	}
	return p.session(d.with(ctx), d, token, nonce)
}

// session reads who signed in.
func (p *Portal) session(ctx context.Context, d *discovered, token *oauth2.Token, nonce string) (Session, error) {
	raw, _ := token.Extra("id_token").(string)
	id, err := d.verifier.Verify(ctx, raw)
	if err != nil || id.Nonce != nonce {
		return Session{}, fmt.Errorf("%w (%w)", unavailable(), cmp.Or(err, errors.New("the nonce is another")))
	}
	var claims struct {
		Name     string `json:"name"`
		Username string `json:"preferred_username"`
	}
	info, err := d.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err == nil {
		err = info.Claims(&claims)
	}
	if err != nil || info.Subject != id.Subject {
		return Session{}, fmt.Errorf("%w (%w)", unavailable(), cmp.Or(err, errors.New("somebody else is signed in")))
	}
	if token.RefreshToken == "" {
		return Session{}, &portal.Error{Code: CodeNoRefresh, Detail: "The sign-in provider gives the app no refresh token. Ask whoever runs it."}
	}
	return Session{
		Server: p.server.String(), Client: d.config.ClientID, Refresh: token.RefreshToken,
		Email: cmp.Or(info.Email, claims.Username, id.Subject), Name: cmp.Or(claims.Name, claims.Username),
	}, nil
}

// discovered is a provider as its own document describes it.
type discovered struct {
	http     *http.Client
	issuer   string
	provider *oidc.Provider
	config   oauth2.Config
	verifier *oidc.IDTokenVerifier
	// revocation is where a session is ended, empty if the provider does not say.
	revocation string
}

func (p *Portal) discover(ctx context.Context, client string) (*discovered, error) {
	_, issuer, err := p.provider(ctx)
	if err != nil {
		return nil, err
	}
	d := &discovered{http: rest.NoRedirects(), issuer: issuer}
	d.http.Timeout = providerLimit
	if d.provider, err = oidc.NewProvider(d.with(ctx), issuer); err != nil {
		return nil, d.refusal(ctx, err)
	}
	var document struct {
		Scopes     []string `json:"scopes_supported"`
		Revocation string   `json:"revocation_endpoint"`
	}
	if err := d.provider.Claims(&document); err != nil {
		return nil, d.refusal(ctx, err)
	}
	endpoint := d.provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams
	if !p.isSafe(endpoint.AuthURL) || !p.isSafe(endpoint.TokenURL) {
		return nil, unavailable()
	}
	if p.isSafe(document.Revocation) {
		d.revocation = document.Revocation
	}
	scopes := []string{oidc.ScopeOpenID, "profile", "email"}
	if slices.Contains(document.Scopes, oidc.ScopeOfflineAccess) {
		scopes = append(scopes, oidc.ScopeOfflineAccess)
	}
	d.config = oauth2.Config{ClientID: client, Endpoint: endpoint, Scopes: scopes}
	d.verifier = d.provider.VerifierContext(d.with(context.WithoutCancel(ctx)), &oidc.Config{ClientID: client})
	return d, nil
}

// with has the libraries use our HTTP client.
func (d *discovered) with(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, d.http)
}

// refusal says in our words what the provider answered, or that it did not. The libraries' errors may repeat what was sent, and are not kept.
func (d *discovered) refusal(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response.StatusCode/100 == 4 {
		return fmt.Errorf("%w (%.100s)", &portal.Error{
			Code: loopback.CodeRefused, Detail: "The sign-in provider has not signed you in. Try again.",
		}, refused.ErrorCode)
	}
	return unavailable()
}

func unavailable() *portal.Error {
	return &portal.Error{Code: CodeProviderUnavailable, Detail: "The server's sign-in provider does not answer as it should. Try again later."}
}
