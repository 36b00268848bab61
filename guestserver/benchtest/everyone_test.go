//go:build linux

package benchtest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"foyer/client/signaling"
)

// rounds is how often each server is timed; the median counts.
const rounds = 3

// BenchmarkAllowEveryone reports how long it takes until the last of all waiting guests knows that everyone was allowed, beside a
// bare server that tells as many connections.
func BenchmarkAllowEveryone(b *testing.B) {
	for _, guests := range []int{100, 1_000, 5_000, 15_000} {
		b.Run(fmt.Sprint(guests), func(b *testing.B) {
			needFiles(b, guests)
			for b.Loop() {
				ours, theirs := allowEveryone(b, guests), bareBroadcast(b, guests)
				b.ReportMetric(milliseconds(ours), "ms/last-guest")
				b.ReportMetric(milliseconds(theirs), "ms/last-bare")
				b.ReportMetric(float64(ours)/float64(theirs), "ratio")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func allowEveryone(b *testing.B, guests int) time.Duration {
	b.Helper()
	s := startServer(b)
	c := newCrowd(b, s.admit)
	defer c.disperse()
	var times []time.Duration
	for range rounds {
		c.grow(b, guests)
		moderator := s.moderate(b)
		times = append(times, c.reach(b, func() {
			if err := moderator.Send(b.Context(), signaling.Allow{Everyone: true}); err != nil {
				b.Fatal(err)
			}
		}))
		_ = moderator.Close()
		c.disperse()
	}
	b.Log("guests told after", times)
	return percentile(times, 50)
}

func bareBroadcast(b *testing.B, connections int) time.Duration {
	b.Helper()
	s := startBare(b)
	c := newCrowd(b, s.admit)
	defer c.disperse()
	c.grow(b, connections)
	var times []time.Duration
	for range rounds {
		times = append(times, c.reach(b, func() { s.tellEveryone(b) }))
	}
	b.Log("bare connections told after", times)
	return percentile(times, 50)
}

// percentile returns the time that p of a hundred stay within. It sorts times.
func percentile(times []time.Duration, p int) time.Duration {
	slices.Sort(times)
	return times[(len(times)*p+99)/100-1]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
