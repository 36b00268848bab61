package bbb_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
)

// kinds are all kinds that an error may have.
func kinds() []error {
	return []error{bbb.ErrInvalid, bbb.ErrUnreachable, bbb.ErrNotBBB, bbb.ErrChecksum, bbb.ErrNotFound, bbb.ErrIDTaken,
		bbb.ErrEnded, bbb.ErrDenied, bbb.ErrFull, bbb.ErrOtherRun, bbb.ErrClock, bbb.ErrNoServer}
}

// wantKind checks that the error is an *Error of this kind and of no other.
func wantKind(t *testing.T, err error, want error) {
	t.Helper()
	if _, ok := errors.AsType[*bbb.Error](err); !ok {
		t.Fatalf("error %v is no *bbb.Error", err)
	}
	for _, kind := range kinds() {
		if got := errors.Is(err, kind); got != (kind == want) {
			t.Errorf("error %q is %q: %v", err, kind, got)
		}
	}
}

func TestFaultyServersAreToldApart(t *testing.T) {
	tests := []struct {
		name  string
		fault bbbtest.Fault
		want  error
	}{
		{"down", bbbtest.FaultDown, bbb.ErrUnreachable},
		{"gateway", bbbtest.FaultGateway, bbb.ErrUnreachable},
		{"web page", bbbtest.FaultHTML, bbb.ErrNotBBB},
		{"truncated", bbbtest.FaultTruncated, bbb.ErrNotBBB},
		{"huge", bbbtest.FaultHuge, bbb.ErrNotBBB},
		{"maintenance", bbbtest.FaultMaintenance, bbb.ErrUnreachable},
		{"status 500 with XML", bbbtest.FaultStatus500, nil},
		{"status 404 with XML", bbbtest.FaultStatus404, nil},
		{"wrong content type", bbbtest.FaultContentType, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, server := newClient(t)
			server.SetFault(tt.fault)
			made, err := c.Create(t.Context(), choir())
			if tt.want == nil {
				if err != nil || made.MeetingID != "choir" {
					t.Errorf("created %+v, %v", made, err)
				}
				return
			}
			wantKind(t, err, tt.want)
			if made != (bbb.Created{}) {
				t.Errorf("created %+v beside an error", made)
			}
			info, err := c.MeetingInfo(t.Context(), "choir")
			if err == nil || !reflect.DeepEqual(info, bbb.Meeting{}) {
				t.Errorf("meeting %+v, %v", info, err)
			}
			_, err = c.Server(t.Context())
			wantKind(t, err, tt.want)
		})
	}
}

func TestTooLongAnswerSaysSo(t *testing.T) {
	c, server := newClient(t)
	server.SetFault(bbbtest.FaultHuge)
	if err := c.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "longer than 8 MiB") {
		t.Errorf("error %v", err)
	}
}

func TestWrongSecretIsNeitherUnreachableNorNotFound(t *testing.T) {
	_, server := newClient(t)
	c, err := bbb.New(bbb.Config{URL: server.URL, Secret: "wrong"})
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, c.Check(t.Context()), bbb.ErrChecksum)
	_, err = c.Create(t.Context(), choir())
	wantKind(t, err, bbb.ErrChecksum)
	_, err = c.Join(t.Context(), bbb.JoinParams{MeetingID: "choir", FullName: "Ana", Role: bbb.Viewer})
	wantKind(t, err, bbb.ErrChecksum)
}

func TestNobodyListensIsUnreachable(t *testing.T) {
	c, err := bbb.New(bbb.Config{URL: "http://127.0.0.1:1", Secret: "s"})
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, c.Check(t.Context()), bbb.ErrUnreachable)
}

func TestSilentServerIsGivenUpAfterTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := bbbtest.New(bbbtest.Options{Secret: "s"})
		server.SetFault(bbbtest.FaultSilent)
		c, err := bbb.New(bbb.Config{URL: "https://bbb.example.org", Secret: "s",
			HTTPClient: &http.Client{Transport: server.Transport()}})
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		err = c.Check(t.Context())
		wantKind(t, err, bbb.ErrUnreachable)
		if took := time.Since(begin); took != bbb.DefaultTimeout || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("gave up after %v with %v", took, err)
		}
	})
}

func TestCallerWhoGivesUpDoesNotBlameTheServer(t *testing.T) {
	c, server := newClient(t)
	server.SetFault(bbbtest.FaultSilent)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := c.Check(ctx)
	if !errors.Is(err, context.Canceled) || errors.Is(err, bbb.ErrUnreachable) {
		t.Errorf("error %v, want context.Canceled alone", err)
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	followed := false
	c, err := bbb.New(bbb.Config{URL: "http://bbb.example.org", Secret: "s", HTTPClient: &http.Client{
		Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			followed = followed || r.URL.Scheme == "https"
			return &http.Response{StatusCode: http.StatusMovedPermanently, Body: http.NoBody, Request: r,
				Header: http.Header{"Location": {"https://bbb.example.org" + r.URL.RequestURI()}}}, nil
		})}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Create(t.Context(), choir())
	wantKind(t, err, bbb.ErrNotBBB)
	if followed {
		t.Error("the redirect was followed")
	}
	if !strings.Contains(err.Error(), "https://bbb.example.org") || strings.Contains(err.Error(), "moderatorPW") {
		t.Errorf("error %q, want the new address and no parameters", err)
	}
}

func TestErrorCarriesTheServersWords(t *testing.T) {
	c, _ := newClient(t)
	_, err := c.MeetingInfo(t.Context(), "choir")
	e, ok := errors.AsType[*bbb.Error](err)
	if !ok || e.Call != "getMeetingInfo" || e.Status != 200 || e.MessageKey != "notFound" || e.Message == "" {
		t.Errorf("error %#v", err)
	}
}

// The secret and the passwords must not reach a log by way of an error or a careless print.
func TestSecretsAreNotPrinted(t *testing.T) {
	cfg := bbb.Config{URL: "https://ana:tulip@bbb.example.org", Secret: "tulip"}
	good := cfg
	good.URL = "http://127.0.0.1:1"
	c, err := bbb.New(good)
	if err != nil {
		t.Fatal(err)
	}
	p := choir()
	p.ModeratorPW = "tulip"
	_, failure := c.Create(t.Context(), p)
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("bbb", "client", c, "config", cfg, "err", failure)
	nested := struct{ C *bbb.Client }{c}
	text := log.String() + fmt.Sprintf("%v %+v %#v %s", cfg, cfg, cfg, cfg) +
		fmt.Sprintf("%v %+v %#v %s %+v", c, c, c, c, nested) + fmt.Sprintf("%v %+v %#v", *c, c, failure)
	for _, secret := range []string{"tulip", "checksum=", "moderatorPW"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q was printed in %s", secret, text)
		}
	}
}

// roundTrip is a function that answers requests.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
