package main_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// TestGuestEntersThoughAProxySwallowsTheWebsocket has a proxy accept the websocket's request and never answer it.
func TestGuestEntersThoughAProxySwallowsTheWebsocket(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	proxy := newSwallowingProxy(t, s.url)
	m := newModerator(t, s)
	ana := newPhone(t, s)
	ana.mayAsk(proxy.URL)
	ana.mayFail()
	ana.knocks(strings.Replace(s.link, s.url, proxy.URL, 1), "Ana")
	m.seesWaiting("Ana")
	m.allows("Ana")
	ana.entersMeeting("Ana")
}

// newSwallowingProxy passes everything on to a server, but for websockets, which it leaves without an answer.
func newSwallowingProxy(t *testing.T, server string) *httptest.Server {
	t.Helper()
	to, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host
	}}
	over := make(chan struct{})
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/signaling" {
			select {
			case <-over:
			case <-r.Context().Done():
			}
			return
		}
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	t.Cleanup(func() { close(over) })
	return proxy
}
