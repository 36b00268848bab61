package signin

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/url"
	"regexp"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Begun is a sign-in under way. Whoever began it keeps State and Nonce to itself until the provider calls back.
type Begun struct {
	// URL is the provider's page for this sign-in.
	URL string
	// State comes back with the provider's answer, and must be the same then.
	State string
	// Nonce is in the provider's word on who signed in.
	Nonce string
}

// challengeForm is a code challenge by S256: the SHA-256 of a verifier in base64.
var challengeForm = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// BeginApp begins the sign-in of a desktop app that is called back at a loopback address and has made the code challenge. It returns
// ErrRedirect for others, ErrNone and ErrUnavailable.
func (p *Provider) BeginApp(ctx context.Context, redirect, challenge string) (Begun, error) {
	u, err := url.Parse(redirect)
	if err != nil || !isAppRedirect(u) || !challengeForm.MatchString(challenge) {
		return Begun{}, ErrRedirect
	}
	return p.begin(ctx, redirect, oauth2.SetAuthURLParam("code_challenge", challenge),
		oauth2.SetAuthURLParam("code_challenge_method", "S256"))
}

func (p *Provider) begin(ctx context.Context, redirect string, pkce ...oauth2.AuthCodeOption) (Begun, error) {
	d, err := p.discover(ctx)
	if err != nil {
		return Begun{}, fmt.Errorf("begin sign-in: %w", err)
	}
	begun := Begun{State: rand.Text(), Nonce: rand.Text()}
	client := p.client(d, redirect)
	begun.URL = client.AuthCodeURL(begun.State, append(pkce, oidc.Nonce(begun.Nonce))...)
	return begun, nil
}

// isAppRedirect reports whether an address is one that only a program on the same computer answers at, as RFC 8252 wants it. A name
// such as localhost may be somebody else's.
func isAppRedirect(u *url.URL) bool {
	plain := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	return u.Scheme == "http" && isLoopback(u) && net.ParseIP(u.Hostname()) != nil && u.Port() != "" && *u == plain
}

func isLoopback(u *url.URL) bool {
	return u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()
}
