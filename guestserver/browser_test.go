package guestserver_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"foyer/guestserver"
)

// browser keeps cookies and follows redirects.
type browser struct {
	http.Client
	t *testing.T
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{http.Client{Jar: jar}, t}
}

// do sends a request and returns where it ended, the status and the page.
func (b *browser) do(req *http.Request) (end *url.URL, status int, page string) {
	b.t.Helper()
	resp, err := b.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.Request.URL, resp.StatusCode, string(body)
}

func (b *browser) get(address string) (end *url.URL, status int, page string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

// knock sends the form of a guest link's page.
func (b *browser) knock(link, name string) (end *url.URL, page string) {
	b.t.Helper()
	form := url.Values{"name": {name}}.Encode()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, link, strings.NewReader(form))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	end, status, page := b.do(req)
	if status != http.StatusOK {
		b.t.Fatalf("knocking answers %d: %s", status, page)
	}
	return end, page
}

// call calls the API and reads the answer into v.
func (b *browser) call(method, address, token string, body, v any) {
	b.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, address, bytes.NewReader(data))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	_, status, text := b.do(req)
	if err := json.Unmarshal([]byte(text), v); status != http.StatusOK || err != nil {
		b.t.Fatalf("%s %s answers %d %s: %v", method, address, status, text, err)
	}
}

// signIn signs the administrator in by the API, and returns the token.
func (b *browser) signIn(base string, c guestserver.Credentials) string {
	b.t.Helper()
	var session struct{ Token string }
	b.call("POST", base+"/api/v1/session", "", map[string]string{"email": c.Email, "password": c.Password}, &session)
	return session.Token
}
