package bbb_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
)

// flaky answers by the simulator, after so many failures.
type flaky struct {
	server   *bbbtest.Simulator
	failures int
	sent     []string
}

func (f *flaky) RoundTrip(r *http.Request) (*http.Response, error) {
	f.sent = append(f.sent, r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:])
	if f.failures > 0 {
		f.failures--
		return nil, errors.New("connection reset")
	}
	return f.server.Transport().RoundTrip(r)
}

// flakyClient is for use inside of synctest.
func flakyClient(t *testing.T, failures int) (*bbb.Client, *flaky) {
	t.Helper()
	f := &flaky{server: bbbtest.New(bbbtest.Options{Secret: "s"}), failures: failures}
	c, err := bbb.New(bbb.Config{URL: "https://bbb.example.org", Secret: "s", HTTPClient: &http.Client{Transport: f}})
	if err != nil {
		t.Fatal(err)
	}
	return c, f
}

func TestOnlyWhatIsSafeIsRepeated(t *testing.T) {
	pdf := bbb.Document{Name: "a.pdf", Content: []byte("x")}
	withDocument := choir()
	withDocument.Documents = []bbb.Document{pdf}
	tests := []struct {
		name string
		sent int
		call func(context.Context, *bbb.Client) error
	}{
		{"create", 3, func(ctx context.Context, c *bbb.Client) error { _, err := c.Create(ctx, choir()); return err }},
		{"isMeetingRunning", 3, func(ctx context.Context, c *bbb.Client) error { return c.Check(ctx) }},
		{"getMeetings", 3, func(ctx context.Context, c *bbb.Client) error { _, err := c.Meetings(ctx); return err }},
		{"getRecordings", 3, func(ctx context.Context, c *bbb.Client) error {
			_, err := c.Recordings(ctx, bbb.RecordingFilter{})
			return err
		}},
		{"version", 3, func(ctx context.Context, c *bbb.Client) error { _, err := c.Server(ctx); return err }},
		{"hooks/create", 3, func(ctx context.Context, c *bbb.Client) error {
			_, err := c.CreateHook(ctx, bbb.Hook{CallbackURL: "https://a.example"})
			return err
		}},
		{"create with documents", 1, func(ctx context.Context, c *bbb.Client) error {
			_, err := c.Create(ctx, withDocument)
			return err
		}},
		{"join", 1, func(ctx context.Context, c *bbb.Client) error {
			_, err := c.Join(ctx, bbb.JoinParams{MeetingID: "choir", FullName: "Ana", Role: bbb.Viewer})
			return err
		}},
		{"end", 1, func(ctx context.Context, c *bbb.Client) error { return c.End(ctx, "choir", "") }},
		{"insertDocument", 1, func(ctx context.Context, c *bbb.Client) error { return c.InsertDocument(ctx, "choir", pdf) }},
		{"sendChatMessage", 1, func(ctx context.Context, c *bbb.Client) error {
			return c.SendChatMessage(ctx, "choir", "a", "b")
		}},
		{"deleteRecordings", 1, func(ctx context.Context, c *bbb.Client) error { return c.DeleteRecordings(ctx, "r") }},
		{"hooks/destroy", 1, func(ctx context.Context, c *bbb.Client) error { return c.DestroyHook(ctx, "1") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, f := flakyClient(t, 2)
				err := tt.call(t.Context(), c)
				if len(f.sent) != tt.sent || errors.Is(err, bbb.ErrUnreachable) != (tt.sent == 1) {
					t.Errorf("sent %v, error %v", f.sent, err)
				}
			})
		})
	}
}

func TestMaintenanceAndRefusalAreNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := flakyClient(t, 0)
		f.server.SetFault(bbbtest.FaultMaintenance)
		if err := c.Check(t.Context()); !errors.Is(err, bbb.ErrUnreachable) || len(f.sent) != 1 {
			t.Errorf("sent %v, error %v", f.sent, err)
		}
		f.server.SetFault(bbbtest.NoFault)
		if _, err := c.MeetingInfo(t.Context(), "none"); !errors.Is(err, bbb.ErrNotFound) || len(f.sent) != 2 {
			t.Errorf("sent %v, error %v", f.sent, err)
		}
	})
}

func TestSlowServerIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := flakyClient(t, 0)
		f.server.SetFault(bbbtest.FaultSlow)
		begin := time.Now()
		if err := c.Check(t.Context()); err != nil || time.Since(begin) != bbbtest.SlowBy {
			t.Errorf("error %v after %v", err, time.Since(begin))
		}
	})
}

func TestSilentServerIsLeftAloneForAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := flakyClient(t, 1000)
		for range 5 {
			wantKind(t, c.End(t.Context(), "choir", ""), bbb.ErrUnreachable)
		}
		begin := time.Now()
		wantKind(t, c.End(t.Context(), "choir", ""), bbb.ErrUnreachable)
		if len(f.sent) != 5 || time.Since(begin) != 0 {
			t.Fatalf("sent %d calls, the last one failed after %v", len(f.sent), time.Since(begin))
		}

		<-time.After(5 * time.Second)
		wantKind(t, c.End(t.Context(), "choir", ""), bbb.ErrUnreachable)
		wantKind(t, c.End(t.Context(), "choir", ""), bbb.ErrUnreachable)
		if len(f.sent) != 6 {
			t.Fatalf("sent %d calls, want one that tries", len(f.sent))
		}

		f.failures = 0
		<-time.After(5 * time.Second)
		for range 2 {
			wantKind(t, c.End(t.Context(), "choir", ""), bbb.ErrNotFound)
		}
	})
}

func TestOneCallAloneTriesWhetherTheServerIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := flakyClient(t, 5)
		for range 5 {
			c.End(t.Context(), "choir", "")
		}
		<-time.After(5 * time.Second)
		f.server.SetFault(bbbtest.FaultSlow)
		tried := make(chan error)
		go func() { tried <- c.End(t.Context(), "choir", "") }()
		synctest.Wait()
		wantKind(t, c.End(t.Context(), "choir", ""), bbb.ErrUnreachable)
		wantKind(t, <-tried, bbb.ErrNotFound)
		wantKind(t, c.End(t.Context(), "choir", ""), bbb.ErrNotFound)
	})
}

func TestCallersWhoGiveUpDoNotBreakTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := flakyClient(t, 0)
		f.server.SetFault(bbbtest.FaultSilent)
		for range 10 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			if err := c.Check(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v", err)
			}
			cancel()
		}
		f.server.SetFault(bbbtest.NoFault)
		if err := c.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestHashIsFoundOutOnce(t *testing.T) {
	for _, hash := range []string{"sha1", "sha256", "sha384", "sha512"} {
		t.Run(hash, func(t *testing.T) {
			server := bbbtest.NewServer(t, bbbtest.Options{Hashes: []string{hash}})
			c := clientOf(t, server, bbb.Auto)
			create(t, c, choir())
			probes := len(server.Calls("isMeetingRunning"))
			enter(t, c, bbb.JoinParams{MeetingID: "choir", FullName: "Mo", Role: bbb.Moderator})
			if m, err := c.Meetings(t.Context()); err != nil || len(m) != 1 {
				t.Errorf("meetings %v, %v", m, err)
			}
			if got := len(server.Calls("isMeetingRunning")); probes < 1 || probes > 4 || got != probes {
				t.Errorf("%d probes, later %d", probes, got)
			}
			if err := clientOf(t, server, "").Check(t.Context()); errors.Is(err, bbb.ErrChecksum) != (hash != "sha256") {
				t.Errorf("with sha256: %v", err)
			}
		})
	}
}

func TestHashIsNotGuessedWhileTheServerIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &flaky{server: bbbtest.New(bbbtest.Options{Secret: "s", Hashes: []string{"sha512"}}), failures: 3}
		c, err := bbb.New(bbb.Config{URL: "https://bbb.example.org", Secret: "s", Hash: bbb.Auto,
			HTTPClient: &http.Client{Transport: f}})
		if err != nil {
			t.Fatal(err)
		}
		wantKind(t, c.Check(t.Context()), bbb.ErrUnreachable)
		if err := c.Check(t.Context()); err != nil {
			t.Errorf("once it answers: %v", err)
		}
	})
}

func TestNonASCIIIDsAndFieldsThatAreMissing(t *testing.T) {
	c, _ := newClient(t)
	p := bbb.CreateParams{MeetingID: "Chor Übung № 7 & 合唱", Name: "Übung"}
	made := create(t, c, p)
	if m, err := c.MeetingInfo(t.Context(), p.MeetingID); err != nil || m.MeetingID != p.MeetingID || made.MeetingID != p.MeetingID {
		t.Errorf("meeting %+v, %v", m, err)
	}
	for body, want := range map[string]error{
		`<response><returncode>SUCCESS</returncode><meetingID>choir</meetingID><createTime></createTime></response>`: nil,
		`<?xml version="1.0"?><!-- x --><response><returncode>SUCCESS</returncode></response>`:                       nil,
		`<response><returncode>SUCCESS</returncode><createTime>soon</createTime></response>`:                         bbb.ErrNotBBB,
		`<response><returncode>FAILED</returncode></response>`:                                                       errors.ErrUnsupported,
		`<!DOCTYPE html><html><body>Hello</body></html>`:                                                             bbb.ErrNotBBB,
	} {
		c := answering(t, body)
		made, err := c.Create(t.Context(), choir())
		if want == nil && (err != nil || made.MeetingID != "choir" || made.CreateTime != 0) {
			t.Errorf("%s: created %+v, %v", body, made, err)
		}
		if want != nil && (err == nil || made != (bbb.Created{}) || want == bbb.ErrNotBBB && !errors.Is(err, want)) {
			t.Errorf("%s: created %+v, error %v", body, made, err)
		}
	}
}

// What the answer is about must be there: a struct that is half filled is worse than an error.
func TestSuccessThatLacksItsSubjectIsNone(t *testing.T) {
	c := answering(t, `<response><returncode>SUCCESS</returncode><meetings><meeting><meetingName>x</meetingName></meeting></meetings></response>`)
	_, err := c.Meetings(t.Context())
	wantKind(t, err, bbb.ErrNotBBB)
	_, err = c.MeetingInfo(t.Context(), "choir")
	wantKind(t, err, bbb.ErrNotBBB)
	_, err = c.IsMeetingRunning(t.Context(), "choir")
	wantKind(t, err, bbb.ErrNotBBB)
	_, err = c.Join(t.Context(), bbb.JoinParams{MeetingID: "choir", FullName: "Ana", Role: bbb.Viewer})
	wantKind(t, err, bbb.ErrNotBBB)
	_, err = c.CreateHook(t.Context(), bbb.Hook{CallbackURL: "https://a.example"})
	wantKind(t, err, bbb.ErrNotBBB)
	_, err = c.SessionJoinURL(t.Context(), bbb.Joined{SessionToken: "x"}, bbb.SessionParams{})
	wantKind(t, err, bbb.ErrNotBBB)
}

// answering returns a client of a server that says the same to everything.
func answering(t *testing.T, body string) *bbb.Client {
	t.Helper()
	c, err := bbb.New(bbb.Config{URL: "https://bbb.example.org", Secret: "s", HTTPClient: &http.Client{
		Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: r, Header: http.Header{}}, nil
		})}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEachMeetingStopsWhenToldTo(t *testing.T) {
	c, _ := newClient(t)
	create(t, c, choir())
	create(t, c, bbb.CreateParams{MeetingID: "board", Name: "Board"})
	stop := errors.New("enough")
	n := 0
	if err := c.EachMeeting(t.Context(), func(bbb.Meeting) error { n++; return stop }); err != stop || n != 1 {
		t.Errorf("error %v after %d meetings", err, n)
	}
	if err := c.EachMeeting(t.Context(), func(bbb.Meeting) error { n++; return nil }); err != nil || n != 3 {
		t.Errorf("error %v after %d meetings in all", err, n)
	}
}

// pieces is a body that comes in pieces, and knows whether it was read to its end.
type pieces struct {
	rest []string
	end  bool
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		p.end = true
		return 0, io.EOF
	}
	n := copy(b, p.rest[0])
	p.rest = p.rest[1:]
	return n, nil
}

func (*pieces) Close() error { return nil }

// A connection is used again only when the answer was read to its end, so that the next call needs no new one.
func TestAnswerIsReadToItsEnd(t *testing.T) {
	body := &pieces{rest: []string{"<response><returncode>SUCCESS</returncode><running>false</running></response>", "\n"}}
	c, err := bbb.New(bbb.Config{URL: "https://bbb.example.org", Secret: "s", HTTPClient: &http.Client{
		Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: body, Request: r, Header: http.Header{}}, nil
		})}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check(t.Context()); err != nil || !body.end {
		t.Errorf("error %v, read to the end: %v", err, body.end)
	}
}
