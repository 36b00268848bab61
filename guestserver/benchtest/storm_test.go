//go:build linux

package benchtest

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"
)

// inStorm is how many guests come back at the same time: as many as their browsers' jitter brings together.
const inStorm = 256

// BenchmarkReconnectStorm reports how long it takes until all guests wait again, after the connections of all broke at once, and that
// none lost its place.
func BenchmarkReconnectStorm(b *testing.B) {
	for _, guests := range []int{1_000, 5_000, 15_000} {
		b.Run(fmt.Sprint(guests), func(b *testing.B) {
			needFiles(b, guests)
			var times []time.Duration
			for b.Loop() {
				times = append(times, storm(b, guests))
			}
			b.ReportMetric(percentile(times, 50).Seconds(), "s/all-back")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func storm(b *testing.B, guests int) time.Duration {
	b.Helper()
	s := startServer(b)
	back := &returning{server: s, tokens: make([]string, guests), conns: make([]*websocket.Conn, guests)}
	defer back.drop()
	back.come(b, atOnce)
	places := s.places(b)
	if len(places) != guests {
		b.Fatalf("%d guests wait before the storm, want %d", len(places), guests)
	}
	back.drop()
	start := time.Now()
	back.come(b, inStorm)
	took := time.Since(start)
	if after := s.places(b); !slices.Equal(after, places) {
		b.Fatalf("%d guests wait after the storm, not the same %d in the same order", len(after), len(places))
	}
	return took
}

// returning is guests who keep the token by which they can come back.
type returning struct {
	*server
	tokens []string
	conns  []*websocket.Conn
}

// come has all guests join, so many of them at the same time.
func (r *returning) come(b *testing.B, together int) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: together}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	var coming errgroup.Group
	coming.SetLimit(together)
	for i := range r.tokens {
		coming.Go(func() (err error) {
			r.conns[i], r.tokens[i], err = r.wait(client, fmt.Sprintf("Guest %d", i), r.tokens[i])
			return err
		})
	}
	if err := coming.Wait(); err != nil {
		b.Fatal(err)
	}
}

// drop breaks all connections.
func (r *returning) drop() {
	for _, ws := range r.conns {
		if ws != nil {
			ws.Close()
		}
	}
	clear(r.conns)
}

// places returns who waits, in order.
func (s *server) places(b *testing.B) []string {
	b.Helper()
	conn, waiting := s.oversee(b)
	defer conn.Close()
	var ids []string
	for _, p := range waiting {
		ids = append(ids, p.ID)
	}
	return ids
}
