package guestserver_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"foyer/guestserver"
	"foyer/guestserver/peer"
	"foyer/guestserver/throttle"
)

// TestOperatorSetsTheLimits has an operator allow one new guest and one wrong link from a network.
func TestOperatorSetsTheLimits(t *testing.T) {
	proxies, err := peer.Parse("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	one := throttle.Limit{Burst: 1, Every: time.Hour}
	s := open(t, guestserver.Config{
		Data: t.TempDir(), Simulate: true, TrustedProxies: proxies, Limits: guestserver.Limits{Knocks: one, Links: one},
	})
	defer serve(t, s)()
	link := guestLink(t, s)
	ask := func(method, address, network string) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(url.Values{"name": {"Ana"}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("X-Forwarded-For", network)
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	for _, step := range []struct {
		method, address, network string
		want                     int
	}{
		{"POST", link, "192.0.2.1", http.StatusSeeOther},
		{"POST", link, "192.0.2.1", http.StatusTooManyRequests},
		{"POST", link, "192.0.2.2", http.StatusSeeOther},
		{"GET", link + "x", "192.0.2.3", http.StatusNotFound},
		{"GET", link + "x", "192.0.2.3", http.StatusTooManyRequests},
		{"GET", link, "192.0.2.3", http.StatusTooManyRequests},
		{"GET", link, "192.0.2.4", http.StatusOK},
	} {
		if got := ask(step.method, step.address, step.network); got != step.want {
			t.Errorf("%s %s from %s is answered %d, want %d", step.method, step.address, step.network, got, step.want)
		}
	}
}
