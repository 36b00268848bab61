package web

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"foyer/assets"
	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
	"foyer/guestserver/meeting"
)

const meetingID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"

// house is a lobby with one meeting, and the meetings.
type house struct {
	meeting  meeting.Meeting
	guests   map[string]*lobby.Guest // by token
	joinURL  string
	enterErr error
	err      error // of everything
	now      time.Time
}

func (h *house) ByGuestCode(_ context.Context, code string) (meeting.Meeting, error) {
	if h.err != nil {
		return meeting.Meeting{}, h.err
	}
	if code != h.meeting.GuestCode {
		return meeting.Meeting{}, fmt.Errorf("find code: %w", meeting.ErrUnknown)
	}
	return h.meeting, nil
}

func (h *house) Knock(_ context.Context, k lobby.Knock) (lobby.Guest, string, error) {
	name, err := names.Clean(k.Name)
	if err != nil {
		return lobby.Guest{}, "", fmt.Errorf("knock: %w", err)
	}
	if g := h.guests[k.Token]; g != nil && g.State == lobby.Waiting {
		return *g, k.Token, nil
	}
	g := &lobby.Guest{
		ID: fmt.Sprint(len(h.guests) + 1), MeetingID: k.MeetingID, Name: name, State: lobby.Waiting, KnockedAt: h.now,
	}
	if k.Consent {
		g.ConsentAt = h.now
	}
	if h.meeting.GuestPolicy == meeting.AlwaysAccept {
		g.State, g.DecidedAt = lobby.Allowed, h.now
	}
	token := cmp.Or(k.NewToken, fmt.Sprintf("%064d", len(h.guests)+1))
	h.guests[token] = g
	return *g, token, nil
}

func (h *house) Guest(_ context.Context, id, token string) (lobby.Guest, error) {
	g := h.guests[token]
	if g == nil || g.MeetingID != id {
		return lobby.Guest{}, fmt.Errorf("find guest: %w", lobby.ErrUnknownGuest)
	}
	return *g, nil
}

func (h *house) Leave(_ context.Context, _, token string) error {
	g := h.guests[token]
	if g == nil {
		return fmt.Errorf("leave: %w", lobby.ErrUnknownGuest)
	}
	if g.State == lobby.Waiting {
		g.State = lobby.Left
	}
	return nil
}

func (h *house) Enter(_ context.Context, _, token string) (string, error) {
	if h.enterErr != nil {
		return "", h.enterErr
	}
	h.guests[token].State = lobby.Entering
	return h.joinURL, nil
}

// only returns the one guest that there is.
func (h *house) only(t *testing.T) *lobby.Guest {
	t.Helper()
	if len(h.guests) != 1 {
		t.Fatalf("there are %d guests, want 1", len(h.guests))
	}
	for _, g := range h.guests {
		return g
	}
	return nil
}

func (h *house) deny(t *testing.T, reason string) {
	g := h.only(t)
	g.State, g.DecidedAt, g.DecidedBy, g.Reason = lobby.Denied, h.now, lobby.Person{ID: "m", Name: "Mo"}, reason
}

// newHouse returns a meeting that asks its moderator, and a conference server that guests are taken to.
func newHouse(t *testing.T) *house {
	conference := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "inside the meeting")
	}))
	t.Cleanup(conference.Close)
	return &house{
		meeting: meeting.Meeting{
			ID: meetingID, Name: "Choir <b>", GuestCode: "cho-abc-def-ghi", GuestPolicy: meeting.AskModerator,
		},
		guests: map[string]*lobby.Guest{}, joinURL: conference.URL + "/join?checksum=1",
		now: time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC),
	}
}

func (h *house) handler(t *testing.T, o Options) http.Handler {
	t.Helper()
	texts, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	o.Lobby, o.Meetings, o.Texts, o.Now = h, h, texts, func() time.Time { return h.now }
	handler, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// browser is a guest's browser: it keeps cookies and follows redirects.
type browser struct {
	t        *testing.T
	client   *http.Client
	server   string
	language string
}

func (h *house) browser(t *testing.T) *browser {
	server := httptest.NewServer(h.handler(t, Options{}))
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, client: &http.Client{Jar: jar}, server: server.URL}
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

func (b *browser) post(path string, form url.Values) seen {
	b.t.Helper()
	return b.do(http.MethodPost, path, form)
}

// knock fills in the form of the join page.
func (b *browser) knock(name string) seen {
	b.t.Helper()
	return b.post("/b/cho-abc-def-ghi", url.Values{"name": {name}})
}

func (b *browser) do(method, path string, form url.Values) seen {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.server+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", b.server)
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
		s.t.Errorf("the browser shows %d at %s, want %d at %s", s.status, s.url.Path, status, path)
	}
	return s
}

// with checks that the page contains all of this.
func (s seen) with(parts ...string) seen {
	s.t.Helper()
	for _, part := range parts {
		if !strings.Contains(s.body, part) {
			s.t.Errorf("the page lacks %q:\n%s", part, s.body)
		}
	}
	return s
}

// without checks that the page contains none of this.
func (s seen) without(parts ...string) seen {
	s.t.Helper()
	for _, part := range parts {
		if strings.Contains(s.body, part) {
			s.t.Errorf("the page has %q:\n%s", part, s.body)
		}
	}
	return s
}
