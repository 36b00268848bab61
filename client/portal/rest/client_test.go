package rest

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestServerThatNeverAnswersIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := Parse("foyer.example.org")
		if err != nil {
			t.Fatal(err)
		}
		c := Client{HTTP: NoRedirects(), Server: server}
		c.HTTP.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		start := time.Now()
		_, err = c.Do(t.Context(), Call{Method: http.MethodGet, Path: "api"})
		if err == nil || time.Since(start) != requestLimit {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		const want = "unreachable: foyer.example.org takes too long to answer. Try again in a moment."
		if got := err.Error(); len(got) < len(want) || got[:len(want)] != want {
			t.Errorf("got %q", got)
		}
	})
}
