package deskpage_test

import (
	"cmp"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"foyer/assets"
	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/guestserver/account"
	"foyer/guestserver/bus"
	"foyer/guestserver/conference"
	"foyer/guestserver/deskpage"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/signal"
	"foyer/guestserver/signin"
	"foyer/guestserver/store"
	"foyer/guestserver/web"
	"foyer/guestserver/web/page"
)

const (
	choirID  = "11111111-1111-4111-8111-111111111111"
	bandID   = "22222222-2222-4222-8222-222222222222"
	choir    = "/desk/" + choirID
	password = "correct horse battery"
)

// house is the desk with everything behind it: a real database, lobby, conference and signaling, and a simulated BigBlueButton.
type house struct {
	*lobby.Lobby
	t        *testing.T
	store    *store.Store
	accounts *account.Accounts
	meetings *meeting.Meetings
	bbb      *bbbtest.Server
	url      string
	// desk is what is tested.
	desk *deskpage.Desk
}

// newHouse returns a house in which Ben and Mo moderate the meeting Choir, Max is a member of it, and Cora has the meeting Band.
func newHouse(t *testing.T) *house {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	h := &house{t: t, store: s, accounts: account.New(s), meetings: meeting.New(s), bbb: bbbtest.NewServer(t, bbbtest.Options{})}
	h.serve()
	for _, name := range []string{"ben", "mo", "max", "cora"} {
		acc := account.Account{ID: name, Email: name + "@example.org", Name: strings.ToUpper(name[:1]) + name[1:], Role: account.Moderator}
		if err := s.AddAccount(t.Context(), acc); err != nil {
			t.Fatal(err)
		}
	}
	h.addMeeting(meeting.Meeting{ID: choirID, OwnerID: "ben", Name: "Choir <b>", GuestCode: "choir-abc-def-ghj", Version: 1})
	h.addMeeting(meeting.Meeting{ID: bandID, OwnerID: "cora", Name: "Band", GuestCode: "band-abc-def-ghj", Version: 1})
	h.setRole("mo", meeting.RoleModerator)
	h.setRole("max", meeting.RoleMember)
	return h
}

// serve starts the server, on the database that there is.
func (h *house) serve() {
	h.t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	h.t.Cleanup(server.Close)
	h.url = server.URL
	client, err := bbb.New(bbb.Config{URL: h.bbb.URL, Secret: h.bbb.Secret})
	if err != nil {
		h.t.Fatal(err)
	}
	c := &conference.Conference{BBB: client, Meetings: h.meetings, PublicURL: h.url}
	events := new(bus.Local[lobby.Event])
	h.Lobby, err = lobby.Open(h.t.Context(), lobby.Config{Store: h.store, Bus: events, Conference: c})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(h.Close)
	texts, err := assets.Load()
	if err != nil {
		h.t.Fatal(err)
	}
	pages, err := page.Load(texts, deskpage.Files())
	if err != nil {
		h.t.Fatal(err)
	}
	browsers := signin.Browsers{Accounts: h.accounts}
	site := web.New(web.Options{
		Lobby: h.Lobby, Meetings: h.meetings, Conference: c, Bus: events, People: browsers, Pages: pages, Key: []byte("key"), PublicURL: h.url,
		KeepNames: lobby.DefaultKeepNames,
	})
	h.t.Cleanup(site.Close)
	endpoint := signal.New(signal.Options{
		Lobby: h.Lobby, Meetings: h.meetings, Accounts: h.accounts, Bus: events, PublicURL: h.url, GuestCookie: web.CookieName,
	})
	h.t.Cleanup(func() {
		if err := endpoint.Close(h.t.Context()); err != nil && h.t.Context().Err() == nil {
			h.t.Error(err)
		}
	})
	endpoint.Register(mux)
	(&signin.Pages{
		Provider: &signin.Provider{}, Browsers: browsers, Sessions: h.accounts, SignedOut: endpoint.SignedOut, Problem: site.Problem,
	}).Register(mux)
	h.desk = &deskpage.Desk{
		Lobby: h.Lobby, Meetings: h.meetings, Conference: c, Accounts: h.accounts, Browsers: browsers, Provider: "sso.example.org",
		Ticket: endpoint.StartAs, Problem: site.Problem, Pages: pages, PublicURL: h.url,
	}
	h.desk.Register(mux)
	mux.Handle("/", site)
}

func (h *house) addMeeting(m meeting.Meeting) {
	h.t.Helper()
	room, err := h.store.FirstRoom(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	m.RoomID = room.ID
	if err := h.store.AddMeeting(h.t.Context(), m); err != nil {
		h.t.Fatal(err)
	}
}

// setRole gives an account a role in Choir.
func (h *house) setRole(name string, role meeting.Role) {
	h.t.Helper()
	m := meeting.Membership{Scope: meeting.ScopeMeeting, ScopeID: choirID, AccountID: name, Role: role}
	if err := h.meetings.SetMember(h.t.Context(), m); err != nil {
		h.t.Fatal(err)
	}
}

// knocks has a guest knock at Choir.
func (h *house) knocks(name string) lobby.Guest {
	h.t.Helper()
	g, _, err := h.Knock(h.t.Context(), lobby.Knock{MeetingID: choirID, Name: name})
	if err != nil {
		h.t.Fatal(err)
	}
	return g
}

// stands checks where a guest stands by now, and returns it.
func (h *house) stands(g lobby.Guest, state lobby.State) lobby.Guest {
	h.t.Helper()
	now, err := h.Find(h.t.Context(), choirID, g.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	if now.State != state {
		h.t.Errorf("%s is %s, want %s", now.Name, now.State, state)
	}
	return now
}

// browser is a moderator's browser without a script: it keeps cookies and follows redirects.
type browser struct {
	*house
	client   *http.Client
	language string
	// origin is what forms are sent with, the server's own if empty.
	origin string
}

// browser returns a browser that is signed in as nobody.
func (h *house) browser() *browser {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &browser{house: h, client: &http.Client{Jar: jar}}
}

// as returns a browser that is signed in. To look at the password takes long, so it is not asked for.
func (h *house) as(name string) *browser {
	h.t.Helper()
	token, _, err := h.accounts.NewSession(h.t.Context(), name, name+"’s telephone")
	if err != nil {
		h.t.Fatal(err)
	}
	b := h.browser()
	u, err := url.Parse(h.url)
	if err != nil {
		h.t.Fatal(err)
	}
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: "foyer_session", Value: token, Path: "/"}})
	return b
}

// seen is what a browser shows in the end.
type seen struct {
	t      *testing.T
	status int
	url    *url.URL
	body   string
	header http.Header
}

func (b *browser) get(path string) seen {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil)
}

// post sends a form: names and values in turns.
func (b *browser) post(path string, fields ...string) seen {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.do(http.MethodPost, path, form)
}

func (b *browser) do(method, path string, form url.Values) seen {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", cmp.Or(b.origin, b.url))
	}
	r.Header.Set("Accept-Language", cmp.Or(b.language, "en"))
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return seen{t: b.t, status: answer.StatusCode, url: answer.Request.URL, body: string(body), header: answer.Header}
}

// at checks the status and the path of what the browser shows.
func (s seen) at(status int, path string) seen {
	s.t.Helper()
	if s.status != status || s.url.Path != path {
		s.t.Errorf("the browser shows %d at %s, want %d at %s:\n%s", s.status, s.url.Path, status, path, s.body)
	}
	return s
}

var tags = regexp.MustCompile(`<[^>]*>`)

// text is the page as it is read: without tags, and without the marks around names.
func (s seen) text() string {
	return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(html.UnescapeString(tags.ReplaceAllString(s.body, "")))
}

// with checks that the page says all of this.
func (s seen) with(parts ...string) seen {
	s.t.Helper()
	for _, part := range parts {
		if !strings.Contains(s.text(), part) {
			s.t.Errorf("the page lacks %q:\n%s", part, s.body)
		}
	}
	return s
}

// without checks that the page says none of this.
func (s seen) without(parts ...string) seen {
	s.t.Helper()
	for _, part := range parts {
		if strings.Contains(s.text(), part) {
			s.t.Errorf("the page has %q:\n%s", part, s.body)
		}
	}
	return s
}

// has checks that the page's source contains all of this.
func (s seen) has(parts ...string) seen {
	s.t.Helper()
	for _, part := range parts {
		if !strings.Contains(s.body, part) {
			s.t.Errorf("the page's source lacks %q:\n%s", part, s.body)
		}
	}
	return s
}
