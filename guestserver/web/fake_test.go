package web

import (
	"cmp"
	"context"
	"errors"
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
	"foyer/guestserver/account"
	"foyer/guestserver/bus"
	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
	"foyer/guestserver/meeting"
	"foyer/guestserver/web/page"
)

const meetingID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"

// house is a lobby with one meeting, the meetings, the conference server, and who is signed in.
type house struct {
	meeting meeting.Meeting
	link    meeting.Link
	linkErr error
	guests  map[string]*lobby.Guest // by token
	knocks  []lobby.Knock
	door    lobby.Door
	blocks  []lobby.Block
	// knockErr refuses each knock, and enterErr keeps allowed guests out of the meeting.
	knockErr, enterErr error
	joinURL            string
	running            bool
	runErr             error
	person             account.Account
	memberErr          error
	consents           []meeting.Consent
	unlockErr, guessed error
	guesses            int
	err                error // of everything
	now                time.Time
	events             bus.Local[lobby.Event]
}

func (h *house) MeetingByCode(_ context.Context, code string) (meeting.Meeting, meeting.Link, error) {
	if h.err != nil {
		return meeting.Meeting{}, meeting.Link{}, h.err
	}
	if code != h.link.Code {
		return meeting.Meeting{}, meeting.Link{}, fmt.Errorf("find code: %w", meeting.ErrUnknown)
	}
	return h.meeting, h.link, h.linkErr
}

func (h *house) Unlock(_ context.Context, l meeting.Link, code, _ string) error {
	if h.unlockErr != nil {
		return h.unlockErr
	}
	if code != l.AccessCode {
		return meeting.ErrWrongAccessCode
	}
	return nil
}

func (h *house) CountGuess(string) error {
	h.guesses++
	return h.guessed
}

func (h *house) CheckGuesses(string) error { return h.guessed }

func (h *house) Consent(_ context.Context, consents ...meeting.Consent) error {
	for _, c := range consents {
		c.At = h.now
		h.consents = append(h.consents, c)
	}
	return nil
}

func (h *house) Consents(context.Context, string, string) ([]meeting.Consent, error) {
	return h.consents, nil
}

func (h *house) Running(context.Context, string) (bool, int, error) { return h.running, 0, h.runErr }

func (h *house) JoinMember(_ context.Context, _ string, person account.Account) (string, error) {
	if h.memberErr != nil {
		return "", h.memberErr
	}
	return h.joinURL + "&member=" + person.ID, nil
}

func (h *house) Account(*http.Request) (account.Account, bool) { return h.person, h.person.ID != "" }

func (h *house) Knock(_ context.Context, k lobby.Knock) (lobby.Guest, string, error) {
	h.knocks = append(h.knocks, k)
	name, err := names.Clean(k.Name)
	if err == nil {
		err = h.knockErr
	}
	if err != nil {
		return lobby.Guest{}, "", fmt.Errorf("knock: %w", err)
	}
	if g := h.guests[k.Token]; g != nil && (g.State == lobby.Waiting || g.State.Admitted()) {
		return *g, k.Token, nil
	}
	g := &lobby.Guest{
		ID: fmt.Sprint(len(h.guests) + 1), MeetingID: k.MeetingID, Name: name, State: lobby.Waiting, KnockedAt: h.now,
		TermsVersion: k.TermsVersion, Device: k.Device, Invited: k.Invited,
	}
	if k.Consent {
		g.ConsentAt, g.ConsentVersion = h.now, k.ConsentVersion
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

func (h *house) Door(context.Context, string) (lobby.Door, error) { return h.door, nil }

func (h *house) Full(context.Context, string) (bool, error) {
	return errors.Is(h.knockErr, lobby.ErrFull), nil
}

func (h *house) Place(context.Context, lobby.Guest) (place, of int, err error) {
	return len(h.guests), len(h.guests) + 1, nil
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

func (h *house) LeaveRoom(_ context.Context, _, guestID, _ string) error {
	for _, g := range h.guests {
		if g.ID == guestID {
			g.State = lobby.Left
		}
	}
	return nil
}

func (h *house) GuestData(ctx context.Context, id, token string) (lobby.Data, error) {
	g, err := h.Guest(ctx, id, token)
	return lobby.Data{Guest: g}, err
}

func (h *house) Blocks(context.Context, string) ([]lobby.Block, error) { return h.blocks, nil }

func (h *house) Erase(_ context.Context, _, token string) error {
	delete(h.guests, token)
	return nil
}

// record has the meeting recorded, with a text of this version.
func (h *house) record(text, version string) {
	h.meeting.Recorded = true
	h.meeting.Effective.RecordingConsent.Value = meeting.Notice{Version: version, Text: text}
}

// policy sets the meeting's guest policy.
func (h *house) policy(p meeting.Policy) {
	h.meeting.GuestPolicy = p
	h.meeting.Effective.GuestPolicy.Value = p
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

// remove takes the guest out of the meeting, as a moderator does.
func (h *house) remove(t *testing.T, reason string) {
	g := h.only(t)
	g.State, g.DecisionID, g.Verdict, g.Reason = lobby.Left, 7, "", reason
}

// newHouse returns a meeting that asks its moderator, and a conference server that guests are taken to.
func newHouse(t *testing.T) *house {
	conference := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "inside the meeting")
	}))
	t.Cleanup(conference.Close)
	h := &house{
		meeting: meeting.Meeting{ID: meetingID, Name: "Choir <b>", GuestCode: "cho-abc-def-ghi", GroupName: "St. Ann & sons"},
		link:    meeting.Link{ID: "link", MeetingID: meetingID, Code: "cho-abc-def-ghi", Kind: meeting.GuestLink},
		guests:  map[string]*lobby.Guest{}, joinURL: conference.URL + "/join?checksum=1", running: true,
		now: time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC),
	}
	h.policy(meeting.AskModerator)
	return h
}

func (h *house) handler(t *testing.T, o Options) http.Handler {
	t.Helper()
	texts, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	o.Lobby, o.Meetings, o.Conference, o.People, o.Bus = h, h, h, h, &h.events
	if o.Pages, err = page.Load(texts); err != nil {
		t.Fatal(err)
	}
	o.Now, o.Key, o.KeepNames = func() time.Time { return h.now }, []byte("key"), lobby.DefaultKeepNames
	return New(o)
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
