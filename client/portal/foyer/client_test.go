package foyer

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
		p := New("foyer.example.org", "t0k3n")
		p.client.http.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		start := time.Now()
		_, err := p.Meetings(t.Context())
		if err == nil || time.Since(start) != requestLimit {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		const want = "list meetings: unreachable: foyer.example.org takes too long to answer. Try again in a moment."
		if got := err.Error(); len(got) < len(want) || got[:len(want)] != want {
			t.Errorf("got %q", got)
		}
	})
}
