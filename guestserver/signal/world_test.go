package signal_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"foyer/client/memnet"
	"foyer/guestserver/account"
	"foyer/guestserver/bus"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/peer"
	"foyer/guestserver/signal"
	"foyer/guestserver/store"
)

// The meetings of the world.
const (
	choirID = "11111111-1111-4111-8111-111111111111"
	bandID  = "22222222-2222-4222-8222-222222222222"
)

var (
	choir = meeting.Meeting{ID: choirID, OwnerID: "ben", Name: "Choir", GuestCode: "choir-abc-def-ghj", GuestPolicy: meeting.AskModerator}
	// band is Cora's, and recorded.
	band = meeting.Meeting{
		ID: bandID, OwnerID: "cora", Name: "Band", GuestCode: "band-abc-def-ghj", GuestPolicy: meeting.AskModerator, Recorded: true,
	}
)

// world is an endpoint with a real lobby and database, behind a real HTTP server.
type world struct {
	*lobby.Lobby
	t        testing.TB
	store    *store.Store
	meetings *meeting.Meetings
	endpoint *signal.Endpoint
	events   bus.Local[lobby.Event]
	sessions sessions
	server   *httptest.Server
	http     http.Client
	dial     func(ctx context.Context, network, address string) (net.Conn, error)

	// shut closes the endpoint, once.
	shut func() error

	mu sync.Mutex
	// meanwhile is called once, right after the endpoint has read who waits, or a guest, and before it says so.
	meanwhile func()
	// down is what the conference server answers, nil while it is well.
	down error
	// names has the names of people by their identifiers.
	names map[string]string
}

// newWorld returns a world on this computer's network.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, dial: new(net.Dialer).DialContext}
	w.open(nil)
	return w
}

// newPipeWorld returns a world whose connections are pipes, without any buffer. In a synctest bubble its time is the bubble's.
func newPipeWorld(t *testing.T) *world {
	t.Helper()
	l := memnet.Listen()
	w := &world{t: t, dial: l.Dial}
	w.open(l)
	return w
}

func (w *world) open(l net.Listener) {
	w.t.Helper()
	ctx := w.t.Context()
	var err error
	if w.store, err = store.Open(ctx, w.t.TempDir()); err != nil {
		w.t.Fatal(err)
	}
	for _, name := range people {
		id := strings.ToLower(name)
		if err := w.store.AddAccount(ctx, account.Account{ID: id, Email: id + "@example.org", Name: name}); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := errors.Join(w.store.AddMeeting(ctx, choir), w.store.AddMeeting(ctx, band)); err != nil {
		w.t.Fatal(err)
	}
	w.meetings = meeting.New(w.store)
	w.member("mia", meeting.RoleModerator)
	w.member("uma", meeting.RoleMember)
	w.Lobby, err = lobby.Open(ctx, lobby.Config{
		Store: w.store, Bus: &w.events, Conference: w,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	// Places in the queue are told now and then, which would come in between.
	if err := w.ShowQueue(ctx, choirID, false, lobby.Person{}); err != nil {
		w.t.Fatal(err)
	}
	w.endpoint = signal.New(signal.Options{
		Lobby: reader{w.Lobby, w}, Meetings: w.meetings, Accounts: &w.sessions, Bus: &w.events,
		PublicURL: "https://foyer.example.org", GuestCookie: cookieName,
		Proxies: peer.Proxies{netip.MustParsePrefix("127.0.0.1/32")},
	})
	w.shut = sync.OnceValue(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		return w.endpoint.Close(ctx)
	})
	mux := http.NewServeMux()
	w.endpoint.Register(mux)
	w.server = httptest.NewUnstartedServer(mux)
	if l != nil {
		_ = w.server.Listener.Close()
		w.server.Listener = l
	}
	w.server.Start()
	w.http.Transport = &http.Transport{DialContext: w.dial, DisableKeepAlives: true}
	w.t.Cleanup(w.close)
}

func (w *world) close() {
	if err := w.shut(); err != nil {
		w.t.Error(err)
	}
	w.server.Close()
	w.Close()
	if err := w.store.Close(); err != nil {
		w.t.Error(err)
	}
}

// JoinURL makes the world its own conference server.
func (w *world) JoinURL(_ context.Context, g lobby.Guest) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return "https://bbb.example.org/join?user=" + g.ID, w.down
}

func (w *world) breakConference(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = err
}

// reader is the lobby, in which something happens meanwhile.
type reader struct {
	*lobby.Lobby
	w *world
}

func (r reader) Waiting(ctx context.Context, meetingID string) ([]lobby.Guest, error) {
	defer r.w.passTime()
	return r.Lobby.Waiting(ctx, meetingID)
}

func (r reader) Guest(ctx context.Context, meetingID, token string) (lobby.Guest, error) {
	defer r.w.passTime()
	return r.Lobby.Guest(ctx, meetingID, token)
}

func (w *world) passTime() {
	w.mu.Lock()
	happen := w.meanwhile
	w.meanwhile = nil
	w.mu.Unlock()
	if happen != nil {
		happen()
	}
}

// happenMeanwhile has fn called when the endpoint next reads who waits, or a guest.
func (w *world) happenMeanwhile(fn func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.meanwhile = fn
}

func cookieName(meetingID string) string { return "guest_" + meetingID[:8] }

// people have accounts. Ben owns the choir, Mia moderates it, Uma is a member of it; Cora owns the band.
var people = []string{"Ben", "Cora", "Mia", "Uma"}

// sessions knows the accounts whose tokens begin with their name and "'s token".
type sessions struct {
	// over is set once everyone has signed out.
	over atomic.Bool
}

func (s *sessions) Authenticate(_ context.Context, token string) (account.Account, error) {
	if s.over.Load() {
		return account.Account{}, account.ErrSignedOut
	}
	switch name, _, ok := strings.Cut(token, "'s token"); {
	case token == "broken":
		return account.Account{}, errors.New("disk full")
	case ok && slices.Contains(people, name):
		return account.Account{ID: strings.ToLower(name), Name: name}, nil
	}
	return account.Account{}, account.ErrSignedOut
}

// answer is the answer to a start request.
type answer struct {
	status     int
	header     http.Header
	Ticket     string
	Resumption string
	Code       string
	Message    string
}

// post sends a start request. The headers are pairs of name and value.
func (w *world) post(path, body string, header ...string) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.server.URL+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := w.http.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode, header: resp.Header}
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := json.Unmarshal(content, &a); err != nil {
		w.t.Fatalf("answer to %s is %q: %v", path, content, err)
	}
	return a
}

// member gives an account a role in the choir.
func (w *world) member(accountID string, role meeting.Role) {
	w.t.Helper()
	err := w.meetings.SetMember(w.t.Context(), meeting.Membership{
		Scope: meeting.ScopeMeeting, ScopeID: choirID, AccountID: accountID, Role: role,
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// moderatorTicket returns a ticket for Ben at the choir.
func (w *world) moderatorTicket() string {
	w.t.Helper()
	a := w.post("/v1/rooms/"+choirID+"/start", "", "Authorization", "Bearer Ben's token")
	if a.status != http.StatusOK || a.Ticket == "" {
		w.t.Fatalf("start answers %+v", a)
	}
	return a.Ticket
}

// invited starts as a guest of the choir, with a resumption token or without.
func (w *world) invited(resumption string, header ...string) answer {
	w.t.Helper()
	body, err := json.Marshal(map[string]string{"invite_code": choir.GuestCode, "resumption": resumption})
	if err != nil {
		w.t.Fatal(err)
	}
	a := w.post("/v1/rooms/"+choirID+"/start_invited", string(body), header...)
	if a.status != http.StatusOK || a.Ticket == "" || a.Resumption == "" {
		w.t.Fatalf("start_invited answers %+v", a)
	}
	return a
}
