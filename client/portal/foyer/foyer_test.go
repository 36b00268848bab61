package foyer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/foyer"
	"foyer/client/portal/rest"
)

const (
	token    = "t0k3n-of-ana"
	password = "pa55word-of-ana"
)

// serve starts a server that answers as docs/protocol.md says, at a path of its own.
func serve(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /house/api/v1/session", func(w http.ResponseWriter, r *http.Request) {
		var c struct{ Email, Password string }
		if json.NewDecoder(r.Body).Decode(&c) != nil || c.Email != "ana@example.org" || c.Password != password {
			problem(w, 401, "wrong_credentials", "The password is wrong.")
			return
		}
		reply(w, `{"token":"`+token+`","expires_at":"2026-08-01T00:00:00Z",
			"account":{"id":"a1","email":"ana@example.org","name":"Ana"}}`)
	})
	signedIn := func(h http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer "+token {
				problem(w, 401, "signed_out", "Sign in again.")
				return
			}
			h(w, r)
		}
	}
	mux.HandleFunc("GET /house/api/v1/meetings", signedIn(func(w http.ResponseWriter, _ *http.Request) {
		reply(w, `[{"id":"m1","name":"Choir","guest_url":"https://x/b/choir-abc-def-ghi","guest_policy":"ASK_MODERATOR",
			"remembered":"","recorded":true,"waiting":3,"tomorrow":{}}]`)
	}))
	mux.HandleFunc("POST /house/v1/rooms/m1/start", signedIn(func(w http.ResponseWriter, _ *http.Request) {
		reply(w, `{"ticket":"m1#abc","resumption":"def"}`)
	}))
	mux.HandleFunc("POST /house/v1/rooms/gone/start", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/json; charset=utf-8")
		w.WriteHeader(404)
		_, _ = io.WriteString(w, `{"code":"not_found","message":"There is no such meeting."}`)
	})
	mux.HandleFunc("POST /house/v1/rooms/over/start", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/json; charset=utf-8")
		w.WriteHeader(401)
		_, _ = io.WriteString(w, `{"code":"unauthorized","message":"Sign in again."}`)
	})
	mux.HandleFunc("DELETE /house/api/v1/session", signedIn(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	server.URL += "/house"
	return server
}

func reply(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, body)
}

func problem(w http.ResponseWriter, status int, code, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"type":"about:blank","title":"x","status":%d,"detail":%q,"code":%q}`, status, detail, code)
}

// code returns the code that err carries, and fails if a secret is in its text.
func code(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	if text := err.Error(); strings.Contains(text, token) || strings.Contains(text, password) {
		t.Errorf("a secret is in the error: %s", text)
	}
	refused, ok := errors.AsType[*portal.Error](err)
	if !ok {
		t.Fatalf("no *portal.Error: %v", err)
	}
	if refused.Detail == "" {
		t.Errorf("%s has no sentence", refused.Code)
	}
	return refused.Code
}

func TestModeratorSignsInAndGetsTicket(t *testing.T) {
	server := serve(t)
	typed := strings.TrimPrefix(server.URL, "http://") + "/"
	session, err := foyer.SignIn(t.Context(), typed, "ana@example.org", password)
	if err != nil {
		t.Fatal(err)
	}
	want := foyer.Session{
		Server: server.URL, Token: token, ExpiresAt: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC),
		Account: foyer.Account{ID: "a1", Email: "ana@example.org", Name: "Ana"},
	}
	if session != want {
		t.Errorf("session is for %v until %v, want %v until %v", session, session.ExpiresAt, want, want.ExpiresAt)
	}

	p := foyer.New(session.Server, session.Token)
	meetings, err := p.Meetings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	choir := portal.Meeting{
		ID: "m1", Name: "Choir", GuestURL: "https://x/b/choir-abc-def-ghi", GuestPolicy: portal.AskModerator,
	}
	if len(meetings) != 1 || meetings[0] != choir {
		t.Errorf("meetings are %+v", meetings)
	}
	ticket, err := p.Ticket(t.Context(), "m1", "")
	if err != nil {
		t.Fatal(err)
	}
	if want := (portal.Ticket{URL: "ws" + server.URL[4:] + "/signaling", Secret: "m1#abc", Resumption: "def"}); ticket != want {
		t.Errorf("ticket for %s, want %s", ticket.URL, want.URL)
	}
	if err := p.SignOut(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestMeetingsComeInParts has a server behind a proxy, which does not know the path that it is at.
func TestMeetingsComeInParts(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch cursor := r.URL.Query().Get("cursor"); {
		case r.URL.Path != "/house/api/v1/meetings":
			problem(w, 404, "unknown_route", "There is nothing here.")
		case cursor == "":
			w.Header().Set("Link", `</api/v1/meetings?cursor=Y2hvaXI&limit=1>; rel="next"`)
			reply(w, `[{"id":"m1","name":"Choir"}]`)
		case cursor == "Y2hvaXI":
			reply(w, `[{"id":"m2","name":"Dance"}]`)
		default:
			problem(w, 400, "invalid_cursor", "Begin anew.")
		}
	}))
	t.Cleanup(server.Close)
	meetings, err := foyer.New(server.URL+"/house", token).Meetings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(meetings) != 2 || meetings[0].ID != "m1" || meetings[1].ID != "m2" {
		t.Errorf("meetings are %+v, want both parts", meetings)
	}
}

func TestWrongPasswordIsToldByCode(t *testing.T) {
	_, err := foyer.SignIn(t.Context(), serve(t).URL, "ana@example.org", "wrong")
	if got := code(t, err); got != "wrong_credentials" {
		t.Errorf("got %s", got)
	}
	if errors.Is(err, portal.ErrSignedOut) {
		t.Error("nobody was signed in, so nobody is signed out")
	}
}

func TestOldSessionIsSignedOut(t *testing.T) {
	p := foyer.New(serve(t).URL, "old")
	_, errMeetings := p.Meetings(t.Context())
	_, errTicket := p.Ticket(t.Context(), "m1", "")
	_, errOpenTalk := p.Ticket(t.Context(), "over", "")
	for _, err := range []error{errMeetings, errTicket, errOpenTalk} {
		if !errors.Is(err, portal.ErrSignedOut) || code(t, err) != rest.CodeSignedOut {
			t.Errorf("got %v, want ErrSignedOut", err)
		}
	}
	if err := p.SignOut(t.Context()); err != nil {
		t.Errorf("signing out twice: %v", err)
	}
}

func TestTicketOfUnknownMeeting(t *testing.T) {
	_, err := foyer.New(serve(t).URL, token).Ticket(t.Context(), "gone", "")
	if got := code(t, err); got != rest.CodeUnknownMeeting {
		t.Errorf("got %s", got)
	}
}

func TestStrangeAnswers(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   string
	}{
		{"a web page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html>Welcome")
		}, foyer.CodeNotFoyer},
		{"a script for a web page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = io.WriteString(w, "[]")
		}, foyer.CodeNotFoyer},
		{"no such page", http.NotFound, foyer.CodeNotFoyer},
		{"other JSON", func(w http.ResponseWriter, _ *http.Request) { reply(w, `{"hello":"world"}`) }, foyer.CodeNotFoyer},
		{"broken JSON", func(w http.ResponseWriter, _ *http.Request) { reply(w, `[{`) }, foyer.CodeNotFoyer},
		{"a meeting without a name for it", func(w http.ResponseWriter, _ *http.Request) { reply(w, `[{}]`) }, foyer.CodeNotFoyer},
		{"an endless answer", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for _, err := io.WriteString(w, "[]"); err == nil; {
				_, err = io.WriteString(w, strings.Repeat(" ", 1<<20))
			}
		}, foyer.CodeNotFoyer},
		{"a proxy before a server that starts", func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "bad gateway", http.StatusBadGateway)
		}, rest.CodeUnavailable},
		{"a new address", func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "" {
				t.Error("the first request has no token")
			}
			http.Redirect(w, r, "https://new.example.org/"+token, http.StatusMovedPermanently)
		}, rest.CodeMoved},
		{"a broken connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, rest.CodeUnreachable},
		{"a problem", func(w http.ResponseWriter, _ *http.Request) { problem(w, 403, "forbidden", "Not you.") }, "forbidden"},
		{"a problem without a reason", func(w http.ResponseWriter, _ *http.Request) { problem(w, 503, "", "") }, rest.CodeUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(tt.answer)
			defer server.Close()
			_, err := foyer.New(server.URL, token).Meetings(t.Context())
			if got := code(t, err); got != tt.want {
				t.Errorf("got %s (%v), want %s", got, err, tt.want)
			}
		})
	}
}

func TestNobodyAnswers(t *testing.T) {
	nobody := httptest.NewServer(nil)
	nobody.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	secure.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	defer secure.Close()
	tests := []struct{ name, server, want string }{
		{"nobody listens", nobody.URL, rest.CodeUnreachable},
		{"a certificate of nobody", secure.URL, rest.CodeCertificate},
		{"no https", "https" + plain.URL[4:], rest.CodeNoHTTPS},
		{"no address", "ana@example.org", rest.CodeInvalidAddress},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := foyer.SignIn(t.Context(), tt.server, "ana@example.org", password)
			if got := code(t, err); got != tt.want {
				t.Errorf("got %s (%v), want %s", got, err, tt.want)
			}
			_, err = foyer.New(tt.server, token).Meetings(t.Context())
			if got := code(t, err); got != tt.want {
				t.Errorf("got %s (%v), want %s", got, err, tt.want)
			}
		})
	}
}

// A request that the caller gave up is the caller's, not the server's fault.
func TestCancelledRequestIsNoRefusal(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	defer server.Close()
	_, err := foyer.New(server.URL, token).Meetings(ctx)
	if _, refused := errors.AsType[*portal.Error](err); refused || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestTokenStaysOutOfLogs(t *testing.T) {
	var log strings.Builder
	s := foyer.Session{Server: "https://x", Token: token, Account: foyer.Account{Email: "ana@example.org"}}
	slog.New(slog.NewJSONHandler(&log, nil)).Info(fmt.Sprintf("%v %+v", s, s), "session", s)
	if strings.Contains(log.String(), token) || !strings.Contains(log.String(), "ana@example.org") {
		t.Errorf("logged: %s", log.String())
	}
}
