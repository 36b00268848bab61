//go:build linux

package benchtest

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"
)

// BenchmarkMemory reports the resident memory that a guest adds to the guest server, and a connection to the bare one.
func BenchmarkMemory(b *testing.B) {
	for _, variant := range []struct {
		name string
		env  []string
	}{
		{"plain", nil},
		// With GOGC=10 Go's runtime keeps little garbage, so that this tells what guests need rather than what the runtime holds
		// ready. The program itself offers no way to ask for that from outside.
		{"GOGC=10", []string{"GOGC=10"}},
	} {
		b.Run(variant.name, func(b *testing.B) {
			for b.Loop() {
				measureMemory(b, variant.env)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func measureMemory(b *testing.B, env []string) {
	sizes := []int{1_000, 5_000, 15_000}
	needFiles(b, sizes[2])
	s, other := startServer(b, env...), startBare(b, env...)
	warm(b, s.guestURL)
	warm(b, "http://"+other.host)
	ours := growth(b, s.process, s.admit, sizes)
	theirs := growth(b, other.process, other.admit, sizes)
	for i, guests := range sizes {
		b.ReportMetric(ours[i], fmt.Sprintf("KiB/guest-%d", guests))
		b.ReportMetric(theirs[i], fmt.Sprintf("KiB/bare-%d", guests))
		b.ReportMetric(ours[i]/theirs[i], fmt.Sprintf("ratio-%d", guests))
	}
}

// views is how many pages warm a server: enough for several garbage collections.
const views = 10_000

// warm has a server answer requests before its memory is measured for the first time. Without that, the 64 MiB that hashing a password
// at the start takes would still count as the empty server's, and guests would seem to need nothing.
func warm(b *testing.B, address string) {
	b.Helper()
	var viewers errgroup.Group
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}
	defer client.CloseIdleConnections()
	for range atOnce {
		viewers.Go(func() error {
			for range views / atOnce {
				resp, err := client.Get(address)
				if err != nil {
					return err
				}
				_, err = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := viewers.Wait(); err != nil {
		b.Fatal(err)
	}
}

// growth returns the KiB for each guest at each size of a crowd.
func growth(b *testing.B, p *process, admit func(*http.Client, int) (*websocket.Conn, error), sizes []int) []float64 {
	b.Helper()
	empty := p.settledRSS(b)
	c := newCrowd(b, admit)
	var perGuest []float64
	for _, guests := range sizes {
		c.grow(b, guests)
		full := p.settledRSS(b)
		b.Logf("%s: %d KiB empty, %d KiB with %d", p.name, empty, full, guests)
		perGuest = append(perGuest, float64(full-empty)/float64(guests))
	}
	c.disperse()
	return perGuest
}
