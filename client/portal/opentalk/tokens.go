package opentalk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"foyer/client/portal"
)

const (
	// providerLimit is how long a request to the provider may take.
	providerLimit = 20 * time.Second
	// early is how long before its end a token is replaced.
	early = 30 * time.Second
)

// Open returns the portal of a session, whose access tokens are fetched as they are needed. Renewed is told the refresh token whenever the
// provider gives another one in its place, so that it can be kept. Open does not connect.
func Open(s Session, renewed func(refresh string)) *Portal {
	k := &keys{client: s.Client, refresh: s.Refresh, renewed: renewed}
	p := New(s.Server, k.token)
	k.portal, p.keys = p, k
	return p
}

// keys are the tokens of a session.
type keys struct {
	portal  *Portal
	client  string
	renewed func(string)

	// mu is held while a token is fetched, so that only one is.
	mu       sync.Mutex
	refresh  string
	access   string
	until    time.Time
	provider *discovered
}

// token returns an access token that holds for a while yet.
func (k *keys) token(ctx context.Context) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.access != "" && (k.until.IsZero() || time.Now().Before(k.until.Add(-early))) {
		return k.access, nil
	}
	d, err := k.discover(ctx)
	if err != nil {
		return "", err
	}
	token, err := d.config.TokenSource(d.with(ctx), &oauth2.Token{RefreshToken: k.refresh}).Token()
	if err != nil {
		return "", d.ended(ctx, err)
	}
	k.access, k.until = token.AccessToken, token.Expiry
	if token.RefreshToken != "" && token.RefreshToken != k.refresh {
		k.refresh = token.RefreshToken
		k.renewed(k.refresh)
	}
	return k.access, nil
}

// discover returns the provider. The caller holds mu.
func (k *keys) discover(ctx context.Context) (*discovered, error) {
	if k.provider == nil {
		d, err := k.portal.discover(ctx, k.client)
		if err != nil {
			return nil, err
		}
		k.provider = d
	}
	return k.provider, nil
}

// ended tells a session that is over from a provider that does not answer.
func (d *discovered) ended(ctx context.Context, err error) error {
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	if ok && (refused.ErrorCode == "invalid_grant" || refused.ErrorCode == "invalid_client" || refused.ErrorCode == "unauthorized_client") {
		return fmt.Errorf("%w (%.100s)", portal.ErrSignedOut, refused.ErrorCode)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return unavailable()
}

// SignOut ends the session at the provider. A portal that New made has none.
func (p *Portal) SignOut(ctx context.Context) error {
	if p.keys == nil {
		return nil
	}
	if err := p.keys.revoke(ctx); err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// revoke has the provider forget the refresh token, as RFC 7009 says. A provider without a way to do that forgets it in its own time.
func (k *keys) revoke(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	d, err := k.discover(ctx)
	if err != nil || d.revocation == "" {
		return err
	}
	form := url.Values{"token": {k.refresh}, "token_type_hint": {"refresh_token"}, "client_id": {k.client}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.revocation, strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := d.http.Do(req)
	if err != nil {
		return d.refusal(ctx, err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return unavailable()
	}
	return nil
}
