package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"foyer/assets"
	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/guestserver/account"
	"foyer/guestserver/api"
	"foyer/guestserver/bus"
	"foyer/guestserver/conference"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/signin"
	"foyer/guestserver/store"
	"foyer/guestserver/store/storetest"
)

const publicURL = "https://foyer.example.org"

// desk is the API with everything behind it: a real database, lobby and conference, and a simulated BigBlueButton.
type desk struct {
	*lobby.Lobby
	t        *testing.T
	store    *store.Store
	accounts *account.Accounts
	meetings *meeting.Meetings
	bbb      *bbbtest.Server
	signin   *signin.Provider
	handler  http.Handler
	// tokens are everyone's sessions, by name.
	tokens map[string]string
	// token is that of the session that requests are sent with, Ben's at first.
	token string
}

const (
	choirID  = "11111111-1111-4111-8111-111111111111"
	bandID   = "22222222-2222-4222-8222-222222222222"
	password = "correct horse"
)

// newDesk returns a desk with the administrator Ada, Ben's meeting Choir, which Mo moderates and Max is a member of, and Cora's meeting
// Band. They have sessions but no passwords: to hash them takes long.
func newDesk(t *testing.T) *desk {
	t.Helper()
	d := openDesk(t)
	d.addAccount("ada", account.Administrator)
	for _, name := range []string{"ben", "cora", "mo", "max"} {
		d.addAccount(name, account.Moderator)
	}
	d.token = d.tokens["ben"]
	record := true
	d.addMeeting(meeting.Meeting{
		ID: choirID, OwnerID: "ben", Name: "Choir", GuestCode: "choir-abc-def-ghj", Settings: meeting.Settings{Record: &record}, Version: 1,
	})
	accept := meeting.AlwaysAccept
	d.addMeeting(meeting.Meeting{
		ID: bandID, OwnerID: "cora", Name: "Band", GuestCode: "band-abc-def-ghj", Settings: meeting.Settings{GuestPolicy: &accept}, Version: 1,
	})
	d.addMember("mo", meeting.RoleModerator)
	d.addMember("max", meeting.RoleMember)
	return d
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	s := storetest.Open(t)
	d := &desk{
		t: t, store: s, accounts: account.New(s), meetings: meeting.New(s), bbb: bbbtest.NewServer(t, bbbtest.Options{}),
		signin: &signin.Provider{}, tokens: map[string]string{},
	}
	client, err := bbb.New(bbb.Config{URL: d.bbb.URL, Secret: d.bbb.Secret})
	if err != nil {
		t.Fatal(err)
	}
	c := &conference.Conference{BBB: client, Meetings: d.meetings, PublicURL: publicURL}
	d.Lobby, err = lobby.Open(t.Context(), lobby.Config{Store: s, Bus: new(bus.Local[lobby.Event]), Conference: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	d.signin.Accounts = d.accounts
	texts, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	(&api.API{
		Accounts: accounts{d.accounts}, Provider: d.signin, Meetings: d.meetings, Conference: c, Lobby: d.Lobby, Texts: texts,
		PublicURL: publicURL,
	}).Register(mux)
	d.handler = mux
	return d
}

// accounts are the real ones, with a session that the database cannot find.
type accounts struct{ *account.Accounts }

func (a accounts) Authenticate(ctx context.Context, token string) (account.Account, error) {
	if token == "broken" {
		return account.Account{}, errors.New("disk full")
	}
	return a.Accounts.Authenticate(ctx, token)
}

// addAccount adds an account whose ID is a name, and signs it in.
func (d *desk) addAccount(name string, role account.Role) {
	d.t.Helper()
	acc := account.Account{ID: name, Email: name + "@example.org", Name: strings.ToUpper(name[:1]) + name[1:], Role: role}
	if err := d.store.AddAccount(d.t.Context(), acc); err != nil {
		d.t.Fatal(err)
	}
	token, _, err := d.accounts.NewSession(d.t.Context(), name, name+"'s telephone")
	if err != nil {
		d.t.Fatal(err)
	}
	d.tokens[name] = token
}

// as sends what follows with somebody's session.
func (d *desk) as(name string) *desk {
	d.token = d.tokens[name]
	return d
}

func (d *desk) addMeeting(m meeting.Meeting) {
	d.t.Helper()
	if m.RoomID == "" {
		room, err := d.store.FirstRoom(d.t.Context())
		if err != nil {
			d.t.Fatal(err)
		}
		m.RoomID = room.ID
	}
	if err := d.store.AddMeeting(d.t.Context(), m); err != nil {
		d.t.Fatal(err)
	}
}

// addMember gives an account a role in Choir.
func (d *desk) addMember(name string, role meeting.Role) {
	d.t.Helper()
	m := meeting.Membership{Scope: meeting.ScopeMeeting, ScopeID: choirID, AccountID: name, Role: role}
	if err := d.meetings.SetMember(d.t.Context(), m); err != nil {
		d.t.Fatal(err)
	}
}

// ask sends a request with the present session and returns the answer with its body.
func (d *desk) ask(method, path, body string) (*http.Response, string) {
	d.t.Helper()
	return d.send(request{method: method, path: path, body: body, authorization: "Bearer " + d.token})
}

// request is what is sent.
type request struct{ method, path, body, authorization, ifMatch, kind string }

func (d *desk) askAs(authorization, method, path, body string) (*http.Response, string) {
	d.t.Helper()
	return d.send(request{method: method, path: path, body: body, authorization: authorization})
}

func (d *desk) send(q request) (*http.Response, string) {
	d.t.Helper()
	req := httptest.NewRequestWithContext(d.t.Context(), q.method, q.path, strings.NewReader(q.body))
	if q.kind == "" && q.body != "" {
		q.kind = "application/json"
	}
	for name, value := range map[string]string{"Authorization": q.authorization, "If-Match": q.ifMatch, "Content-Type": q.kind} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, req)
	resp := w.Result()
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	check(d.t, req, q.body, resp, string(text))
	return resp, string(text)
}

// get reads the answer to a request that must succeed.
func get[T any](d *desk, method, path, body string) T {
	d.t.Helper()
	resp, text := d.ask(method, path, body)
	return answered[T](d, method+" "+path, resp, text)
}

func answered[T any](d *desk, what string, resp *http.Response, text string) (v T) {
	d.t.Helper()
	if resp.StatusCode/100 != 2 || resp.Header.Get("Content-Type") != "application/json" || resp.Header.Get("Cache-Control") != "no-store" {
		d.t.Fatalf("%s answers %s %v: %s", what, resp.Status, resp.Header, text)
	}
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		d.t.Fatalf("%s answers %s: %v", what, text, err)
	}
	return v
}

// do sends a request that must be done, and no more be answered.
func (d *desk) do(method, path, body string) {
	d.t.Helper()
	if resp, text := d.ask(method, path, body); resp.StatusCode != http.StatusNoContent || text != "" {
		d.t.Fatalf("%s %s answers %s %s", method, path, resp.Status, text)
	}
}

// change sends a change of a version of something, and returns its next version.
func (d *desk) change(method, path, version, body string) string {
	d.t.Helper()
	resp, text := d.send(request{method: method, path: path, body: body, authorization: "Bearer " + d.token, ifMatch: version})
	if resp.StatusCode/100 != 2 {
		d.t.Fatalf("%s %s answers %s %s", method, path, resp.Status, text)
	}
	return resp.Header.Get("ETag")
}

// refused checks that a request of the present session is answered with this problem.
func (d *desk) refused(method, path, body string, status int, code string) string {
	d.t.Helper()
	return d.wantProblem("Bearer "+d.token, method, path, body, status, code)
}

func (d *desk) knock(name string) lobby.Guest {
	d.t.Helper()
	g, _, err := d.Knock(d.t.Context(), lobby.Knock{MeetingID: choirID, Name: name, Consent: true})
	if err != nil {
		d.t.Fatal(err)
	}
	return g
}

// wantProblem checks that a request is answered with a problem, and returns the sentence.
func (d *desk) wantProblem(authorization, method, path, body string, status int, code string) string {
	d.t.Helper()
	resp, text := d.askAs(authorization, method, path, body)
	var p struct {
		Type, Title, Detail, Code string
		Status                    int
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		d.t.Fatalf("%s %s answers %s %q: %v", method, path, resp.Status, text, err)
	}
	if resp.StatusCode != status || p.Status != status || p.Code != code {
		d.t.Errorf("%s %s answers %s, %+v; want %d %s", method, path, resp.Status, p, status, code)
	}
	if resp.Header.Get("Content-Type") != "application/problem+json" || resp.Header.Get("Cache-Control") != "no-store" ||
		p.Type != "about:blank" || p.Title != http.StatusText(status) || p.Detail == "" {
		d.t.Errorf("%s %s answers %v %+v, want a problem of RFC 9457", method, path, resp.Header, p)
	}
	if challenge := resp.Header.Get("WWW-Authenticate"); (challenge != "") != (code == "signed_out") {
		d.t.Errorf("%s %s answers %s with WWW-Authenticate %q", method, path, code, challenge)
	}
	return p.Detail
}
