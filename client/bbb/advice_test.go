package bbb_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
)

// checked returns what Check says of a server.
func checked(t *testing.T, cfg bbb.Config) error {
	t.Helper()
	if cfg.Secret == "" {
		cfg.Secret = "s"
	}
	c, err := bbb.New(cfg)
	if err != nil {
		return err
	}
	return c.Check(t.Context())
}

// secured serves over TLS with a certificate that nobody knows.
func secured(t *testing.T) *httptest.Server {
	s := httptest.NewUnstartedServer(bbbtest.New(bbbtest.Options{Secret: "s"}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// trusting returns a client that trusts the server's certificate and looks at it at another time.
func trusting(s *httptest.Server, at time.Time) *http.Client {
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, Time: func() time.Time { return at }}}}
}

func TestEachFailureHasOneSentenceForThePerson(t *testing.T) {
	faulty := func(f bbbtest.Fault) func(*testing.T) error {
		return func(t *testing.T) error {
			c, server := newClient(t)
			server.SetFault(f)
			return c.Check(t.Context())
		}
	}
	dialing := func(err error) func(*testing.T) error {
		return func(t *testing.T) error {
			return checked(t, bbb.Config{URL: "https://bbb.example.org", HTTPClient: &http.Client{Transport: &http.Transport{
				DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, err }}}})
		}
	}
	joining := func(p bbb.CreateParams, j bbb.JoinParams) func(*testing.T) error {
		return func(t *testing.T) error {
			c, _ := newClient(t)
			p.MeetingID, p.Name = "choir", "Choir"
			create(t, c, p)
			enter(t, c, bbb.JoinParams{MeetingID: "choir", FullName: "Mo", Role: bbb.Moderator})
			j.MeetingID, j.FullName, j.Role = "choir", "Ana", bbb.Viewer
			_, err := c.Join(t.Context(), j)
			return err
		}
	}
	tests := []struct {
		code string
		fail func(*testing.T) error
	}{
		{bbb.CodeInvalid, func(t *testing.T) error { return checked(t, bbb.Config{URL: "bbb.example.org"}) }},
		{bbb.CodeUnknownHost, dialing(&net.DNSError{Err: "no such host", Name: "bbb.example.org", IsNotFound: true})},
		{bbb.CodeRefused, func(t *testing.T) error {
			closed := httptest.NewServer(nil)
			closed.Close()
			return checked(t, bbb.Config{URL: closed.URL})
		}},
		{bbb.CodeTimeout, func(t *testing.T) error {
			_, server := newClient(t)
			server.SetFault(bbbtest.FaultSilent)
			return checked(t, bbb.Config{URL: server.URL, Timeout: time.Millisecond})
		}},
		{bbb.CodeUnreachable, faulty(bbbtest.FaultDown)},
		{bbb.CodeMaintenance, faulty(bbbtest.FaultMaintenance)},
		{bbb.CodeGateway, faulty(bbbtest.FaultGateway)},
		{bbb.CodeNotBBB, faulty(bbbtest.FaultHTML)},
		{bbb.CodeNotBBB, faulty(bbbtest.FaultTruncated)},
		{bbb.CodeNoCall, func(t *testing.T) error {
			s := httptest.NewServer(http.NotFoundHandler())
			t.Cleanup(s.Close)
			return checked(t, bbb.Config{URL: s.URL})
		}},
		{bbb.CodeNoTLS, func(t *testing.T) error {
			_, server := newClient(t)
			return checked(t, bbb.Config{URL: strings.Replace(server.URL, "http:", "https:", 1)})
		}},
		{bbb.CodeCertificate, func(t *testing.T) error { return checked(t, bbb.Config{URL: secured(t).URL}) }},
		{bbb.CodeWrongName, func(t *testing.T) error {
			s := secured(t)
			client := trusting(s, time.Now())
			transport := client.Transport.(*http.Transport)
			transport.TLSClientConfig.ServerName = "bbb.example.net"
			return checked(t, bbb.Config{URL: s.URL, HTTPClient: client})
		}},
		{bbb.CodeOutdated, func(t *testing.T) error {
			s := secured(t)
			return checked(t, bbb.Config{URL: s.URL, HTTPClient: trusting(s, s.Certificate().NotAfter.Add(time.Hour))})
		}},
		{bbb.CodeOutdated, func(t *testing.T) error {
			s := secured(t)
			return checked(t, bbb.Config{URL: s.URL, HTTPClient: trusting(s, s.Certificate().NotBefore.Add(-time.Hour))})
		}},
		{"", func(t *testing.T) error {
			s := secured(t)
			return checked(t, bbb.Config{URL: s.URL, HTTPClient: trusting(s, time.Now())})
		}},
		{bbb.CodeClock, clockOff(time.Hour)},
		{bbb.CodeClock, clockOff(-10 * time.Minute)},
		{"", clockOff(2 * time.Minute)},
		{bbb.CodeSecret, func(t *testing.T) error {
			_, server := newClient(t)
			return checked(t, bbb.Config{URL: server.URL, Secret: "wrong"})
		}},
		{bbb.CodeSecret, func(t *testing.T) error {
			_, server := newClient(t)
			return checked(t, bbb.Config{URL: server.URL, Secret: "wrong", Hash: bbb.Auto})
		}},
		{bbb.CodeNotFound, func(t *testing.T) error {
			c, _ := newClient(t)
			_, err := c.MeetingInfo(t.Context(), "choir")
			return err
		}},
		{bbb.CodeTaken, func(t *testing.T) error {
			c, _ := newClient(t)
			create(t, c, choir())
			_, err := c.Create(t.Context(), bbb.CreateParams{MeetingID: "choir", Name: "Choir", ModeratorPW: "other"})
			return err
		}},
		{bbb.CodeEnded, func(t *testing.T) error {
			c, _ := newClient(t)
			create(t, c, choir())
			if err := c.End(t.Context(), "choir", ""); err != nil {
				t.Fatal(err)
			}
			_, err := c.Join(t.Context(), bbb.JoinParams{MeetingID: "choir", FullName: "Ana", Role: bbb.Viewer})
			return err
		}},
		{bbb.CodeDenied, joining(bbb.CreateParams{GuestPolicy: bbb.AlwaysDeny}, bbb.JoinParams{Guest: new(true)})},
		{bbb.CodeFull, joining(bbb.CreateParams{MaxParticipants: 1}, bbb.JoinParams{})},
		{bbb.CodeOtherRun, joining(bbb.CreateParams{}, bbb.JoinParams{CreateTime: 1})},
		{bbb.CodeNoServer, func(*testing.T) error { return &bbb.Error{Call: "create", Err: bbb.ErrNoServer} }},
		{bbb.CodeGivenUp, func(t *testing.T) error {
			c, _ := newClient(t)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			return c.Check(ctx)
		}},
		{bbb.CodeFailed, func(t *testing.T) error {
			c, _ := newClient(t)
			_, err := c.Create(t.Context(), bbb.CreateParams{MeetingID: "choir", Name: "C"})
			return err
		}},
		{"", func(*testing.T) error { return nil }},
	}
	seen := map[string]string{}
	for _, tt := range tests {
		t.Run(tt.code, func(t *testing.T) {
			err := tt.fail(t)
			code, sentence := bbb.Advice(err)
			if code != tt.code {
				t.Fatalf("code %q for %v", code, err)
			}
			if (code == "") != (sentence == "") {
				t.Fatalf("code %q has sentence %q", code, sentence)
			}
			if other, ok := seen[sentence]; ok && other != code {
				t.Errorf("%q and %q have one sentence", code, other)
			}
			seen[sentence] = code
			if code != "" && (strings.Count(sentence, ". ") > 0 || !strings.HasSuffix(sentence, ".") || !strings.Contains(sentence, ":")) {
				t.Errorf("%q is not one sentence that says what to do", sentence)
			}
		})
	}
	if got := bbb.Codes(); len(seen)-1 != len(got) {
		t.Errorf("%d codes were tried, there are %d: %v", len(seen)-1, len(got), got)
	}
}

// clockOff returns a check of a server whose clock is ahead.
func clockOff(ahead time.Duration) func(*testing.T) error {
	return func(t *testing.T) error {
		server := bbbtest.NewServer(t, bbbtest.Options{Ahead: ahead})
		c := clientOf(t, server, "")
		err := c.CheckClock(t.Context())
		if skew := c.Skew() - ahead; skew.Abs() > time.Minute {
			t.Errorf("the skew is %v, want %v", c.Skew(), ahead)
		}
		if calls := c.Check(t.Context()); calls != nil {
			t.Errorf("a wrong clock makes calls fail: %v", calls)
		}
		return err
	}
}

func TestAdviceFindsTheCauseInsideOtherErrors(t *testing.T) {
	err := errors.Join(errors.New("start meeting"), &bbb.Error{Call: "create", MessageKey: "checksumError"})
	if code, _ := bbb.Advice(err); code != bbb.CodeSecret {
		t.Errorf("code %q", code)
	}
}
