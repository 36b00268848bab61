// Package signin signs people in by an OpenID Connect provider, such as the single sign-on of their organisation, and knows who a
// browser is signed in as.
//
// A browser goes to /signin and comes back from the provider to /signin/callback, with a session in a cookie. A desktop app asks for
// the provider's address itself, is called back on the loopback interface of its own computer (RFC 8252), and exchanges what it got
// for a session by the portal API. Both use the authorization code flow with PKCE (RFC 7636), a state and a nonce, each used once.
package signin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"foyer/guestserver/account"
	"foyer/guestserver/throttle"
)

// providerTimeout bounds each request to the provider. Somebody waits for it in front of a screen.
const providerTimeout = 10 * time.Second

// Errors of signing in, beside those of package account.
var (
	// ErrNone says that no provider is set up.
	ErrNone = errors.New("no sign-in provider is set up")
	// ErrUnavailable says that the provider does not answer as one.
	ErrUnavailable = errors.New("the sign-in provider does not answer")
	// ErrRefused says that the provider did not sign the person in, or that what is shown as its word is not.
	ErrRefused = errors.New("the sign-in provider refused")
	// ErrRedirect says that an app wants to be called back elsewhere than on its own computer, or without PKCE.
	ErrRedirect = errors.New("no loopback redirect with PKCE")
)

// Accounts is where those who sign in have their accounts.
type Accounts interface {
	// ByIdentity returns the account of a person whom a provider knows. It returns account.ErrUnknown and account.ErrUnverified.
	ByIdentity(ctx context.Context, who account.Identity, create bool) (account.Account, error)
}

// Config is a provider, and what it is used for.
type Config struct {
	// Issuer is the provider's address, such as https://sso.example.org/realms/choir. Without one nobody signs in by a provider.
	Issuer string
	// ClientID and ClientSecret are what the provider knows this server by. The secret is empty for a public client.
	ClientID     string
	ClientSecret string
	// CreateAccounts makes a moderator's account for whoever signs in and has none.
	CreateAccounts bool
}

// Check returns what is wrong with the configuration.
func (c Config) Check() error {
	if c.Issuer == "" {
		return nil
	}
	u, err := url.Parse(c.Issuer)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("the issuer %.80q must look like https://sso.example.org", c.Issuer)
	case u.Scheme == "http" && !isLoopback(u):
		return fmt.Errorf("the issuer %.80q must be reached by https", c.Issuer)
	case c.ClientID == "":
		return errors.New("the provider needs a client id")
	}
	return nil
}

// NetworkLimit is how often a sign-in by the provider may fail from one network. Each try has the server ask the provider, which would
// hold a flood of them against the server.
func NetworkLimit() throttle.Limit { return throttle.Limit{Burst: 30, Every: 10 * time.Second} }

// Provider is an OpenID Connect provider. The zero value is none.
type Provider struct {
	Config
	Accounts Accounts
	// HTTP reaches the provider; nil is a client of its own.
	HTTP *http.Client
	// Tries counts failed sign-ins by network; nil counts none.
	Tries *throttle.Throttle

	asking     singleflight.Group
	discovered atomic.Pointer[discovered]
}

// discovered is what a provider says of itself.
type discovered struct {
	*oidc.Provider
	// saysIssuer is set if its answers name it, by RFC 9207.
	saysIssuer bool
}

// Name returns the provider's host, by which people know it, empty if there is no provider.
func (p *Provider) Name() string {
	u, err := url.Parse(p.Issuer)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// context returns a context in which the provider is reached.
func (p *Provider) context(ctx context.Context) context.Context {
	client := p.HTTP
	if client == nil {
		client = &http.Client{Timeout: providerTimeout}
	}
	return oidc.ClientContext(ctx, client)
}

// discover asks the provider what it is like, once for all who want to know at the same time. A provider that is down does not keep the
// server from starting, and is asked again by the next one who signs in.
func (p *Provider) discover(ctx context.Context) (*discovered, error) {
	if p.Issuer == "" {
		return nil, ErrNone
	}
	if d := p.discovered.Load(); d != nil {
		return d, nil
	}
	asked := p.asking.DoChan("", func() (any, error) {
		// Others wait for this, too, so that it goes on if the first of them goes away.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), providerTimeout)
		defer cancel()
		return p.ask(ctx)
	})
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
	case answer := <-asked:
		d, _ := answer.Val.(*discovered)
		return d, answer.Err
	}
}

func (p *Provider) ask(ctx context.Context) (*discovered, error) {
	provider, err := oidc.NewProvider(p.context(ctx), p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	var more struct {
		SaysIssuer bool `json:"authorization_response_iss_parameter_supported"`
	}
	if err := provider.Claims(&more); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	d := &discovered{Provider: provider, saysIssuer: more.SaysIssuer}
	p.discovered.Store(d)
	return d, nil
}

// client returns how the provider is spoken to by a client that is called back at an address.
func (p *Provider) client(d *discovered, redirect string) oauth2.Config {
	return oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: d.Endpoint(), RedirectURL: redirect,
		Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}
