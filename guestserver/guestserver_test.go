package guestserver_test

import (
	"context"
	"errors"
	"html"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"foyer/client/portal/foyer"
	"foyer/client/signaling"
	"foyer/guestserver"
)

const password = "correct horse"

// open opens a server that is closed with the test.
func open(t *testing.T, c guestserver.Config) *guestserver.Server {
	t.Helper()
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	s, err := guestserver.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close server: %v", err)
		}
	})
	return s
}

// serve has an open server answer until stop is called, which returns what Serve returned.
func serve(t *testing.T, s *guestserver.Server) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(cancel)
	return func() error {
		cancel()
		return <-ended
	}
}

func guestLink(t *testing.T, s *guestserver.Server) string {
	t.Helper()
	link, err := s.GuestLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return link
}

// TestServerStopsThoughABrowserHoldsAnUnusedConnection connects as browsers do ahead of need, and sends nothing.
func TestServerStopsThoughABrowserHoldsAnUnusedConnection(t *testing.T) {
	s := open(t, guestserver.Config{Data: t.TempDir()})
	stop := serve(t, s)
	idle, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	// An answer on another connection tells that the server has accepted this one, which came first.
	resp, err := http.Get(s.URL() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
}

// TestGuestKnocksIsAllowedAndEntersTheMeeting is the whole thread on one machine, as --demo runs it.
func TestGuestKnocksIsAllowedAndEntersTheMeeting(t *testing.T) {
	s := open(t, guestserver.Config{Data: t.TempDir(), Simulate: true, Meeting: "Choir practice"})
	stop := serve(t, s)
	first := s.FirstCredentials()
	if first == nil || first.Email != guestserver.DefaultAdmin || len(first.Password) < 20 {
		t.Fatalf("first credentials %+v", first)
	}
	link := guestLink(t, s)
	if !strings.HasPrefix(link, s.URL()+"/b/choir-practice-") {
		t.Fatalf("guest link %s, want one below %s", link, s.URL())
	}

	guest := newBrowser(t)
	if _, status, page := guest.get(link); status != http.StatusOK || !strings.Contains(page, "Choir practice") {
		t.Fatalf("the guest's page answers %d: %s", status, page)
	}
	end, _ := guest.knock(link, "Ana López")
	if end.Path != strings.TrimPrefix(link, s.URL())+"/wait" {
		t.Fatalf("after knocking the guest is at %s, want the waiting page", end)
	}

	moderator := newBrowser(t)
	token := moderator.signIn(s.URL(), *first)
	var meetings []struct{ ID, Name string }
	moderator.call("GET", s.URL()+"/api/v1/meetings", token, nil, &meetings)
	if len(meetings) != 1 || meetings[0].Name != "Choir practice" {
		t.Fatalf("meetings are %+v", meetings)
	}
	base := s.URL() + "/api/v1/meetings/" + meetings[0].ID
	var waiting []struct{ ID, Name string }
	moderator.call("GET", base+"/guests", token, nil, &waiting)
	if len(waiting) != 1 || waiting[0].Name != "Ana López" {
		t.Fatalf("there wait %+v, want Ana López", waiting)
	}
	var decided struct{ Guests []struct{ State string } }
	moderator.call("POST", base+"/decisions", token, map[string]any{"decision": "allow", "everyone": true}, &decided)
	if len(decided.Guests) != 1 || decided.Guests[0].State != "allowed" {
		t.Fatalf("decided %+v", decided)
	}

	end, status, page := guest.get(link + "/wait")
	if status != http.StatusOK || !strings.HasPrefix(end.Path, "/bigbluebutton/html5client/") || !strings.Contains(html.UnescapeString(page), "Ana López") {
		t.Errorf("the guest came to %s, %d; want into the meeting under her name:\n%s", end, status, page)
	}
	if _, status, _ := newBrowser(t).get(link + "/wait"); status != http.StatusOK {
		t.Errorf("someone else's waiting page answers %d, want the form", status)
	}
	if err := stop(); err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestCredentialsAreMadeByTheFirstStartAlone(t *testing.T) {
	data := t.TempDir()
	s := open(t, guestserver.Config{Data: data})
	first, link := s.FirstCredentials(), guestLink(t, s)
	if first == nil {
		t.Fatal("the first start made no credentials")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	s = open(t, guestserver.Config{Data: data, Admin: "other@example.org", Meeting: "Other", PublicURL: "https://foyer.example.org/"})
	if again := s.FirstCredentials(); again != nil {
		t.Errorf("the second start made credentials for %s", again.Email)
	}
	_, code, _ := strings.Cut(link, "/b/")
	if after := guestLink(t, s); after != "https://foyer.example.org/b/"+code {
		t.Errorf("the guest link is %s, was %s: want the same code", after, link)
	}
	if admin, err := s.Administrator(t.Context()); err != nil || admin != guestserver.DefaultAdmin {
		t.Errorf("the administrator is %s, %v; want %s", admin, err, guestserver.DefaultAdmin)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	// A password that is given is set at every start.
	s = open(t, guestserver.Config{Data: data, Password: password})
	serve(t, s)
	if token := newBrowser(t).signIn(s.URL(), guestserver.Credentials{Email: guestserver.DefaultAdmin, Password: password}); token == "" {
		t.Error("the given password does not sign in")
	}
}

func TestHostSignsInWithoutPassword(t *testing.T) {
	s := open(t, guestserver.Config{Data: t.TempDir(), Admin: "ben@example.org"})
	serve(t, s)
	email, token, err := s.SignIn(t.Context())
	if err != nil || email != "ben@example.org" {
		t.Fatalf("SignIn = %s, %v; want Ben", email, err)
	}
	var meetings []struct{ Name string }
	newBrowser(t).call("GET", s.URL()+"/api/v1/meetings", token, nil, &meetings)
	if len(meetings) != 1 || meetings[0].Name != guestserver.DefaultMeeting {
		t.Errorf("meetings are %+v, want %s", meetings, guestserver.DefaultMeeting)
	}
}

func TestSigningOutEndsTheDesksConnection(t *testing.T) {
	s := open(t, guestserver.Config{Data: t.TempDir()})
	serve(t, s)
	_, token, err := s.SignIn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	portal := foyer.New(s.URL(), token)
	meetings, err := portal.Meetings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := portal.Ticket(t.Context(), meetings[0].ID, "")
	if err != nil {
		t.Fatal(err)
	}
	line, err := signaling.Dial(t.Context(), signaling.DialOptions{URL: ticket.URL, Ticket: ticket.Secret})
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	if err := line.Send(t.Context(), signaling.Join{}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := line.Receive(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := portal.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, _, err = line.Receive(t.Context())
	if closed, ok := errors.AsType[*signaling.CloseError](err); !ok || closed.Code != websocket.ClosePolicyViolation {
		t.Errorf("after signing out the connection ended with %v, want close code 1008", err)
	}
}

func TestClosedServerLeavesEverythingFree(t *testing.T) {
	data := t.TempDir()
	s := open(t, guestserver.Config{Data: data}) // Opened and never served.
	address := strings.TrimPrefix(s.URL(), "http://")
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	s = open(t, guestserver.Config{Data: data, Listen: address})
	serving := make(chan error, 1)
	go func() { serving <- s.Serve(context.Background()) }()
	if _, status, page := newBrowser(t).get(s.URL() + "/healthz"); status != http.StatusOK || page != "ok\n" {
		t.Errorf("health answers %d %q", status, page)
	}
	if err := s.Close(); err != nil {
		t.Errorf("Close while serving: %v", err)
	}
	if err := <-serving; err != nil {
		t.Errorf("Serve, closed by someone else: %v", err)
	}
	open(t, guestserver.Config{Data: data, Listen: address})
}

func TestGuestWaitsOnAfterRestart(t *testing.T) {
	config := guestserver.Config{Data: t.TempDir(), Simulate: true}
	s := open(t, config)
	stop := serve(t, s)
	config.Listen = strings.TrimPrefix(s.URL(), "http://")
	link := guestLink(t, s)
	guest := newBrowser(t)
	guest.knock(link, "Ana")
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	s = open(t, config)
	serve(t, s)
	end, _, page := guest.get(link)
	if !strings.HasSuffix(end.Path, "/wait") || !strings.Contains(page, "Ana") {
		t.Errorf("after the restart the guest is at %s, want the waiting page:\n%s", end, page)
	}
}

func TestGuestIsToldWhenNoConferenceServerIsSetUp(t *testing.T) {
	s := open(t, guestserver.Config{Data: t.TempDir()})
	serve(t, s)
	link := guestLink(t, s)
	guest := newBrowser(t)
	guest.knock(link, "Ana")
	moderator := newBrowser(t)
	_, token, err := s.SignIn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var meetings []struct{ ID string }
	moderator.call("GET", s.URL()+"/api/v1/meetings", token, nil, &meetings)
	var decided any
	moderator.call("POST", s.URL()+"/api/v1/meetings/"+meetings[0].ID+"/decisions", token,
		map[string]any{"decision": "allow", "everyone": true}, &decided)
	end, status, page := guest.get(link + "/wait")
	if end.Host != strings.TrimPrefix(s.URL(), "http://") || status < 500 || page == "" {
		t.Errorf("the guest is at %s, %d; want a page that says so", end, status)
	}
}

func TestNewPasswordIsEasyToCopyAndNeverTheSame(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		p := guestserver.NewPassword()
		if groups := strings.Split(p, "-"); len(groups) != 4 || len(p) != 23 || strings.ToLower(p) != p || seen[p] {
			t.Fatalf("password %q", p)
		}
		seen[p] = true
	}
}
