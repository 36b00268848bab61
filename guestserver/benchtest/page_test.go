//go:build linux

package benchtest

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	// browsers is how many ask at the same time, each over one connection, and hall how many when a full hall comes at once.
	browsers = 64
	hall     = 256
	// pages is how often they ask in all, and knocks how many guests knock.
	pages  = 20_000
	knocks = 12_000
)

// BenchmarkPage reports how many pages of the guest link are served per second, beside a bare server that serves the same page
// from a file.
func BenchmarkPage(b *testing.B) {
	s := startServer(b)
	file := filepath.Join(b.TempDir(), "page.html")
	if err := os.WriteFile(file, fetch(b, s.guestURL), 0o600); err != nil {
		b.Fatal(err)
	}
	static := startBare(b, bareFileEnv+"="+file)
	get := func(address string) func(*http.Client) (*http.Response, error) {
		return func(c *http.Client) (*http.Response, error) { return c.Get(address) }
	}
	beside(b, browsers, pages, "page", http.StatusOK, load{s.process, get(s.guestURL)}, load{static.process, get("http://" + static.host + barePage)})
}

// BenchmarkKnock reports how many guests per second knock, which is answered once it is safe on the disk, beside a bare server that
// answers the same form and does nothing. The more come at once, the more share a commit.
func BenchmarkKnock(b *testing.B) {
	for _, browsers := range []int{browsers, hall} {
		b.Run(strconv.Itoa(browsers), func(b *testing.B) { knock(b, browsers) })
	}
}

func knock(b *testing.B, browsers int) {
	s := startServer(b)
	empty := startBare(b)
	post := func(address string) func(*http.Client) (*http.Response, error) {
		return func(c *http.Client) (*http.Response, error) {
			// The form of each page has a token of its own.
			token := rand.Text() + rand.Text() + rand.Text()[:12]
			return c.PostForm(address, url.Values{"name": {"Ana López"}, "token": {token}})
		}
	}
	beside(b, browsers, knocks, "knock", http.StatusSeeOther, load{s.process, post(s.guestURL)}, load{empty.process, post("http://" + empty.host + bareKnock)})
}

// load is requests to a server.
type load struct {
	*process
	send func(*http.Client) (*http.Response, error)
}

// beside reports the rate of one kind of request at the guest server and at a bare one, their ratio, and how long each keeps a CPU busy with
// one request. The two take turns, so that what else the machine does meets both.
func beside(b *testing.B, browsers, n int, unit string, status int, ours, bare load) {
	const turns = 4
	var ourTime, bareTime time.Duration
	ourCPU, bareCPU := ours.cpu(b), bare.cpu(b)
	for b.Loop() {
		for range turns {
			bareTime += ask(b, browsers, n/turns, status, bare.send)
			ourTime += ask(b, browsers, n/turns, status, ours.send)
		}
	}
	ourCPU, bareCPU = ours.cpu(b)-ourCPU, bare.cpu(b)-bareCPU
	rate := func(d time.Duration) float64 { return float64(n*b.N) / d.Seconds() }
	each := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(n*b.N) }
	b.ReportMetric(rate(ourTime), unit+"s/s")
	b.ReportMetric(rate(bareTime), "bare/s")
	b.ReportMetric(rate(ourTime)/rate(bareTime), "ratio")
	b.ReportMetric(each(ourCPU), "cpu-µs/"+unit)
	b.ReportMetric(each(bareCPU), "cpu-µs/bare")
	b.ReportMetric(0, "ns/op")
}

// ask sends requests from all browsers, and returns how long it took until all were answered.
func ask(b *testing.B, browsers, n, status int, send func(*http.Client) (*http.Response, error)) time.Duration {
	b.Helper()
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: browsers, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	left := make(chan struct{}, n)
	for range n {
		left <- struct{}{}
	}
	close(left)
	var asking sync.WaitGroup
	begun := time.Now()
	for range browsers {
		asking.Go(func() {
			for range left {
				if err := answered(status)(send(client)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	asking.Wait()
	return time.Since(begun)
}

// answered returns what reads an answer to its end.
func answered(status int) func(*http.Response, error) error {
	return func(resp *http.Response, err error) error {
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			return err
		}
		if resp.StatusCode != status {
			return fmt.Errorf("%s %s: status %d", resp.Request.Method, resp.Request.URL.Path, resp.StatusCode)
		}
		return nil
	}
}

func fetch(b *testing.B, address string) []byte {
	b.Helper()
	resp, err := http.Get(address)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(page), `name="name"`) {
		b.Fatalf("the page is %d %.200q, %v", resp.StatusCode, page, err)
	}
	return page
}
