package guestserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"foyer/client/bbb"
	"foyer/guestserver"
	"foyer/guestserver/store"
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
	t.Cleanup(func() { s.Close() })
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

// browser keeps cookies and follows redirects.
type browser struct {
	http.Client
	t *testing.T
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{http.Client{Jar: jar}, t}
}

// do sends a request and returns where it ended, the status and the page.
func (b *browser) do(req *http.Request) (end *url.URL, status int, page string) {
	b.t.Helper()
	resp, err := b.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.Request.URL, resp.StatusCode, string(body)
}

func (b *browser) get(address string) (end *url.URL, status int, page string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

// knock sends the form of a guest link's page.
func (b *browser) knock(link, name string) (end *url.URL, page string) {
	b.t.Helper()
	form := url.Values{"name": {name}}.Encode()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, link, strings.NewReader(form))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	end, status, page := b.do(req)
	if status != http.StatusOK {
		b.t.Fatalf("knocking answers %d: %s", status, page)
	}
	return end, page
}

// call calls the API and reads the answer into v.
func (b *browser) call(method, address, token string, body, v any) {
	b.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, address, bytes.NewReader(data))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	_, status, text := b.do(req)
	if err := json.Unmarshal([]byte(text), v); status != http.StatusOK || err != nil {
		b.t.Fatalf("%s %s answers %d %s: %v", method, address, status, text, err)
	}
}

// signIn signs the administrator in by the API, and returns the token.
func (b *browser) signIn(base string, c guestserver.Credentials) string {
	b.t.Helper()
	var session struct{ Token string }
	b.call("POST", base+"/api/v1/session", "", map[string]string{"email": c.Email, "password": c.Password}, &session)
	return session.Token
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

// wantProblem checks that a server does not open, for a reason that its owner is told.
func wantProblem(t *testing.T, c guestserver.Config, code, advice string) *guestserver.Problem {
	t.Helper()
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	s, err := guestserver.Open(t.Context(), c)
	if s != nil {
		s.Close()
		t.Error("the server opened")
	}
	problem, ok := errors.AsType[*guestserver.Problem](err)
	if !ok {
		t.Fatalf("error is %v, want a problem", err)
	}
	if problem.Code != code || !strings.Contains(problem.Advice, advice) || problem.Err == nil {
		t.Errorf("problem is %s %q, want %s with %q", problem.Code, problem.Advice, code, advice)
	}
	return problem
}

func TestProblemsComeWithAdvice(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	damaged := t.TempDir()
	for _, name := range []string{file, filepath.Join(damaged, store.DatabaseFile)} {
		if err := os.WriteFile(name, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name   string
		config guestserver.Config
		code   string
		advice string
	}{
		{"port in use", guestserver.Config{Listen: taken.Addr().String()}, "port", taken.Addr().String()},
		{"no address", guestserver.Config{Listen: "nonsense"}, "listen", "nonsense"},
		{"no such port", guestserver.Config{Listen: "127.0.0.1:99999"}, "listen", "127.0.0.1:99999"},
		{"foreign address", guestserver.Config{Listen: "192.0.2.1:8080"}, "listen", "192.0.2.1:8080"},
		{"folder below a file", guestserver.Config{Data: filepath.Join(file, "data")}, "folder", file},
		{"damaged database", guestserver.Config{Data: damaged}, "damaged", filepath.Join(damaged, store.DatabaseFile)},
		{"public URL without scheme", guestserver.Config{PublicURL: "foyer.example.org"}, "setting", "foyer.example.org"},
		{"public URL with a path", guestserver.Config{PublicURL: "https://example.org/foyer"}, "setting", "https://example.org/foyer"},
		{"public URL with a query", guestserver.Config{PublicURL: "https://example.org?x=1"}, "setting", "without a path"},
		{"public URL with a fragment", guestserver.Config{PublicURL: "https://example.org#top"}, "setting", "without a path"},
		{"public URL without host", guestserver.Config{PublicURL: "https://:8080"}, "setting", "must look like"},
		{"public URL of files", guestserver.Config{PublicURL: "file://example.org"}, "setting", "must look like"},
		{"BigBlueButton's URL", guestserver.Config{BBB: bbb.Config{URL: "bbb", Secret: "tulip"}}, "setting", "conference server"},
		{"BigBlueButton's secret", guestserver.Config{BBB: bbb.Config{URL: "https://bbb.example.org"}}, "setting", "secret"},
		{"administrator's address", guestserver.Config{Admin: "nobody"}, "setting", "e-mail"},
		{"short password", guestserver.Config{Password: "short"}, "setting", "password"},
		{"meeting's name", guestserver.Config{Meeting: "x"}, "setting", "name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.config.Data == "" {
				c.config.Data = t.TempDir()
			}
			problem := wantProblem(t, c.config, c.code, c.advice)
			if strings.Contains(problem.Advice, "tulip") || strings.Contains(problem.Advice, `"short"`) {
				t.Errorf("the advice %q tells a secret", problem.Advice)
			}
		})
	}
}

func TestFolderInUseIsAProblem(t *testing.T) {
	data := t.TempDir()
	open(t, guestserver.Config{Data: data})
	wantProblem(t, guestserver.Config{Data: data}, "in_use", data)
}

// TestWrongSettingAtTheFirstStartLocksNobodyOut mends the setting and starts again: the credentials must be told then.
func TestWrongSettingAtTheFirstStartLocksNobodyOut(t *testing.T) {
	for name, wrong := range map[string]guestserver.Config{
		"BigBlueButton": {BBB: bbb.Config{URL: "bbb", Secret: "tulip"}}, "meeting": {Meeting: "x"},
	} {
		t.Run(name, func(t *testing.T) {
			wrong.Data = t.TempDir()
			wantProblem(t, wrong, "setting", "")
			if s := open(t, guestserver.Config{Data: wrong.Data}); s.FirstCredentials() == nil {
				t.Error("nobody is told the administrator's password")
			}
		})
	}
}

func TestWrongPasswordAtALaterStartIsAProblem(t *testing.T) {
	data := t.TempDir()
	if err := open(t, guestserver.Config{Data: data, Password: password}).Close(); err != nil {
		t.Fatal(err)
	}
	wantProblem(t, guestserver.Config{Data: data, Password: "short"}, "setting", "password")
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
