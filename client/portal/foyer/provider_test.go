package foyer_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"foyer/client/portal"
	"foyer/client/portal/foyer"
	"foyer/client/portal/loopback"
	"foyer/guestserver"
	"foyer/guestserver/signin"
	"foyer/guestserver/signin/signintest"
)

// signInHouse is a real guest server whose moderators sign in by a real provider.
func signInHouse(t *testing.T) (server string, provider *signintest.Provider) {
	t.Helper()
	provider = signintest.Start(t, "http://127.0.0.1/signin/callback",
		signintest.User{Name: "ben", First: "Ben", Last: "Ode", Email: "ben@example.org", Verified: true})
	s, err := guestserver.Open(t.Context(), guestserver.Config{
		Data: t.TempDir(), Listen: "127.0.0.1:0",
		SignIn: signin.Config{Issuer: provider.Issuer, ClientID: signintest.AppClient, CreateAccounts: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s.URL(), provider
}

// visit opens a page in a browser that follows no redirect.
func visit(t *testing.T, address string) (status int, page string) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return resp.StatusCode, string(text)
}

// TestModeratorSignsInInTheBrowser has the person sign in at a real provider, while other programs send what they like.
func TestModeratorSignsInInTheBrowser(t *testing.T) {
	server, provider := signInHouse(t)
	ways, err := foyer.FindWaysIn(t.Context(), server)
	if err != nil || !ways.Password || ways.Provider != "127.0.0.1" {
		t.Errorf("the ways in are %+v, %v", ways, err)
	}
	person := make(chan struct{})
	session, err := foyer.SignInByProvider(t.Context(), server, loopback.Browser{
		Done: "Go back to <Foyer>",
		Open: func(address string) error {
			go func() {
				defer close(person)
				back := provider.SignIn(t, address, "ben")
				forged := *back
				forged.RawQuery = url.Values{"state": {"x"}, "code": {"stolen"}}.Encode()
				if status, page := visit(t, forged.String()); status != http.StatusNotFound {
					t.Errorf("another state answers %d %s", status, page)
				}
				if status, page := visit(t, back.String()); status != http.StatusOK || !strings.Contains(page, "Go back to &lt;Foyer&gt;") {
					t.Errorf("in the end the browser shows %d %s", status, page)
				}
			}()
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	<-person
	if session.Account.Email != "ben@example.org" || session.Account.Name != "Ben Ode" || session.Server != server {
		t.Errorf("the session is for %v", session)
	}
	if _, err := foyer.New(session.Server, session.Token).Meetings(t.Context()); err != nil {
		t.Errorf("with the session the meetings answer %v", err)
	}
}

func TestPersonWhoDoesNotSignInIsTold(t *testing.T) {
	server, _ := signInHouse(t)
	_, err := foyer.SignInByProvider(t.Context(), server, loopback.Browser{Open: func(address string) error {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		query := u.Query()
		go visit(t, query.Get("redirect_uri")+"?error=access_denied&state="+query.Get("state"))
		return nil
	}})
	if got := code(t, err); got != loopback.CodeRefused {
		t.Errorf("changing one's mind answers %s", got)
	}
	_, err = foyer.SignInByProvider(t.Context(), server, loopback.Browser{Open: func(string) error { return errors.New("no display") }})
	if got := code(t, err); got != loopback.CodeNoBrowser {
		t.Errorf("no browser answers %s", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = foyer.SignInByProvider(ctx, server, loopback.Browser{Open: func(string) error { cancel(); return nil }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("giving up answers %v", err)
	}
}

// TestSystemOpensOnlyWebPages has a server that answers an address which the system would run.
func TestSystemOpensOnlyWebPages(t *testing.T) {
	for _, address := range []string{"file:///etc/passwd", "ms-settings:", "javascript:x", "", "/signin"} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"url":"`+address+`","state":"s","nonce":"n"}`) //nolint:errcheck // The test fails anyway.
		}))
		_, err := foyer.SignInByProvider(t.Context(), server.URL, loopback.Browser{Open: func(address string) error {
			t.Errorf("the system is to open %q", address)
			return errors.New("no")
		}})
		if _, ok := errors.AsType[*portal.Error](err); !ok {
			t.Errorf("%q answers %v", address, err)
		}
		server.Close()
	}
}
