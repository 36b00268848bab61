// Package signintest runs a real OpenID Connect provider for tests, zitadel's certified library with its users in memory, and does what
// a person does on its pages.
package signintest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
)

// Clients of the provider.
const (
	// WebClient is a server with WebSecret, whose callback was given to Start.
	WebClient = "foyer-web"
	WebSecret = "secret-of-foyer"
	// AppClient is an app without a secret, which is called back at AppPath on any port of 127.0.0.1.
	AppClient = "foyer-app"
	AppPath   = "/signin"
)

// Password is that of all users.
const Password = "dove-and-whale"

// User is someone whom the provider knows.
type User struct {
	// Name is what the user signs in with, and First and Last what it is called.
	Name, First, Last string
	Email             string
	Verified          bool
}

// Provider is a running provider.
type Provider struct {
	// Issuer is its address.
	Issuer string
	server *httptest.Server
}

// Start runs a provider that calls the web client back at the given address. It ends with the test.
func Start(t testing.TB, callback string, users ...User) *Provider {
	t.Helper()
	known := map[string]*storage.User{}
	for i, u := range users {
		id := fmt.Sprint("user", i)
		known[id] = &storage.User{
			ID: id, Username: u.Name, Password: Password, FirstName: u.First, LastName: u.Last, Email: u.Email, EmailVerified: u.Verified,
		}
	}
	file := filepath.Join(t.TempDir(), "users.json")
	data, err := json.Marshal(known)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := storage.StoreFromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	clients := map[string]*storage.Client{
		WebClient: storage.WebClient(WebClient, WebSecret, callback),
		AppClient: storage.NativeClient(AppClient, "http://127.0.0.1"+AppPath),
	}
	p := &Provider{server: httptest.NewUnstartedServer(nil)}
	p.Issuer = "http://" + p.server.Listener.Addr().String()
	p.server.Config.Handler = exampleop.SetupServer(p.Issuer, storage.NewStorageWithClients(store, clients), nil, false)
	p.server.Start()
	t.Cleanup(p.server.Close)
	return p
}

// Close ends the provider before the test does.
func (p *Provider) Close() { p.server.Close() }

// SignIn does what a person does whose browser was sent to the provider: it types name and password. It returns where the provider then
// sends the browser, without going there.
func (p *Provider) SignIn(t testing.TB, address, user string) *url.URL {
	t.Helper()
	page := p.follow(t, http.MethodGet, address, nil)
	id := page.Query().Get("authRequestID")
	if id == "" {
		return page
	}
	form := url.Values{"username": {user}, "password": {Password}, "id": {id}}
	return p.follow(t, http.MethodPost, p.Issuer+"/login/username", form)
}

// follow goes where it is sent within the provider, and returns the address that leads elsewhere, or at which there is a page.
func (p *Provider) follow(t testing.TB, method, address string, form url.Values) *url.URL {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for {
		req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		if form != nil {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		next, err := resp.Location()
		if err != nil {
			return req.URL
		}
		if !strings.HasPrefix(next.String(), p.Issuer) {
			return next
		}
		method, address, form = http.MethodGet, next.String(), nil
	}
}
