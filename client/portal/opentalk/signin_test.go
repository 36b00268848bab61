package opentalk_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"foyer/client/portal"
	"foyer/client/portal/loopback"
	"foyer/client/portal/opentalk"
	"foyer/guestserver/signin/signintest"
)

// house is an OpenTalk whose people sign in at a real provider. It answers whoever has a token that is not used up.
type house struct {
	*httptest.Server
	provider *signintest.Provider
	issuer   string
	bearers  []string
}

func openHouse(t *testing.T) *house {
	t.Helper()
	h := &house{provider: signintest.Start(t, "http://127.0.0.1/unused",
		signintest.User{Name: "ben", First: "Ben", Last: "Ode", Email: "ben@example.org", Verified: true})}
	h.issuer = h.provider.Issuer
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/opentalk/api", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 200, `{"opentalk_api":{"v1":{"base_url":"v1"}}}`)
	})
	mux.HandleFunc("GET /v1/auth/login", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 200, fmt.Sprintf(`{"oidc":{"name":"Keycloak of the town","url":%q}}`, h.issuer))
	})
	mux.HandleFunc("GET /v1/events", func(w http.ResponseWriter, r *http.Request) {
		h.bearers = append(h.bearers, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		reply(w, 200, `[]`)
	})
	h.Server = httptest.NewServer(mux)
	t.Cleanup(h.Close)
	return h
}

// signIn signs ben in.
func (h *house) signIn(t *testing.T) (opentalk.Session, error) {
	t.Helper()
	return opentalk.SignIn(t.Context(), h.URL, signintest.AppClient, loopback.Browser{Open: func(address string) error {
		go func() {
			resp, err := http.Get(h.provider.SignIn(t, address, "ben").String())
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
		}()
		return nil
	}})
}

// TestModeratorSignsInAtOpenTalk goes the whole way at a real provider: in the browser, with the tokens that come of it, over a restart of
// the app, and out.
func TestModeratorSignsInAtOpenTalk(t *testing.T) {
	h := openHouse(t)
	if name, err := opentalk.FindProvider(t.Context(), h.URL); name != "Keycloak of the town" || err != nil {
		t.Errorf("the provider is %q, %v", name, err)
	}
	session, err := h.signIn(t)
	if err != nil {
		t.Fatal(err)
	}
	if session.Email != "ben@example.org" || session.Name != "Ben Ode" || session.Server != h.URL || session.Refresh == "" {
		t.Errorf("the session is %+v", session)
	}
	first := session.Refresh
	p := opentalk.Open(session, func(refresh string) { session.Refresh = refresh })
	for range 2 {
		if _, err := p.Meetings(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(h.bearers) != 2 || h.bearers[0] == "" || h.bearers[0] != h.bearers[1] {
		t.Errorf("the access tokens were %d, want one, used twice", len(h.bearers))
	}
	if session.Refresh == first {
		t.Error("the provider's new refresh token was not told")
	}

	again := opentalk.Open(session, func(refresh string) { session.Refresh = refresh })
	if _, err := again.Meetings(t.Context()); err != nil || h.bearers[2] == h.bearers[0] {
		t.Errorf("after a restart the meetings answer %v, with the token of before: %t", err, h.bearers[2] == h.bearers[0])
	}
	old := session
	old.Refresh = first
	_, err = opentalk.Open(old, func(string) {}).Meetings(t.Context())
	if !errors.Is(err, portal.ErrSignedOut) || strings.Contains(err.Error(), first) {
		t.Errorf("a used token answers %v, want ErrSignedOut without the token", err)
	}

	if err := again.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := opentalk.Open(session, func(string) {}).Meetings(t.Context()); !errors.Is(err, portal.ErrSignedOut) {
		t.Errorf("after signing out the meetings answer %v", err)
	}
}

func TestProviderThatIsAwayDoesNotSignOut(t *testing.T) {
	h := openHouse(t)
	session, err := h.signIn(t)
	if err != nil {
		t.Fatal(err)
	}
	h.provider.Close()
	_, err = opentalk.Open(session, func(string) {}).Meetings(t.Context())
	if got, ok := errors.AsType[*portal.Error](err); !ok || got.Code != opentalk.CodeProviderUnavailable || errors.Is(err, portal.ErrSignedOut) {
		t.Errorf("without the provider the meetings answer %v", err)
	}
}

func TestSignInAtOpenTalkIsRefused(t *testing.T) {
	h := openHouse(t)
	foreign := httptest.NewServer(http.NotFoundHandler())
	defer foreign.Close()
	deny := func(address string) error {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		query := u.Query()
		go http.Get(query.Get("redirect_uri") + "?error=access_denied&state=" + query.Get("state")) //nolint:errcheck,bodyclose
		return nil
	}
	mixUp := func(address string) error {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		query := u.Query()
		go http.Get(query.Get("redirect_uri") + "?code=c&iss=https://evil.example&state=" + query.Get("state")) //nolint:errcheck,bodyclose
		return nil
	}
	for _, c := range []struct {
		name, server, issuer string
		open                 func(string) error
		want                 string
	}{
		{"no OpenTalk", foreign.URL, "", deny, opentalk.CodeNotOpenTalk},
		{"no provider", h.URL, foreign.URL, deny, opentalk.CodeProviderUnavailable},
		{"a file for a provider", h.URL, "file:///etc/passwd", deny, opentalk.CodeNotOpenTalk},
		{"changed one's mind", h.URL, h.provider.Issuer, deny, loopback.CodeRefused},
		{"answer of another provider", h.URL, h.provider.Issuer, mixUp, loopback.CodeRefused},
		{"no browser", h.URL, h.provider.Issuer, func(string) error { return errors.New("no display") }, loopback.CodeNoBrowser},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.issuer = c.issuer
			_, err := opentalk.SignIn(t.Context(), c.server, signintest.AppClient, loopback.Browser{Open: c.open})
			if got, ok := errors.AsType[*portal.Error](err); !ok || got.Code != c.want {
				t.Errorf("signing in answers %v, want %s", err, c.want)
			}
		})
	}
	h.issuer = h.provider.Issuer
	ctx, cancel := context.WithCancel(t.Context())
	_, err := opentalk.SignIn(ctx, h.URL, signintest.AppClient, loopback.Browser{Open: func(string) error { cancel(); return nil }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("giving up answers %v", err)
	}
}
