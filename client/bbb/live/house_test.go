package live_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/client/bbb/live"
)

// house is a simulated server with one meeting, reached through memory.
type house struct {
	t       *testing.T
	sim     *bbbtest.Simulator
	pipe    *bbbtest.Pipe
	client  *bbb.Client
	created bbb.Created
}

// in runs a story in a bubble where time costs nothing.
func in(t *testing.T, policy bbb.GuestPolicy, story func(*testing.T, *house)) {
	synctest.Test(t, func(t *testing.T) { story(t, newHouse(t, bbbtest.Options{}, policy)) })
}

func newHouse(t *testing.T, o bbbtest.Options, policy bbb.GuestPolicy) *house {
	t.Helper()
	o.Secret = "tulip"
	h := &house{t: t, sim: bbbtest.New(o)}
	h.pipe = bbbtest.NewPipe(t, h.sim)
	var err error
	h.client, err = bbb.New(bbb.Config{URL: "http://bbb.test", Secret: "tulip",
		HTTPClient: &http.Client{Transport: h.sim.Transport()}})
	if err != nil {
		t.Fatal(err)
	}
	h.created, err = h.client.Create(t.Context(), bbb.CreateParams{MeetingID: "choir", Name: "Choir", GuestPolicy: policy,
		Record: true})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// options are those of a companion of this name.
func (h *house) options(name string) live.Options {
	return live.Options{NetDial: h.pipe.Dial, Log: slog.New(slog.DiscardHandler), Join: live.ByAPI(h.client, bbb.JoinParams{
		MeetingID: "choir", FullName: name, UserID: "companion-" + name, CreateTime: h.created.CreateTime})}
}

// companion takes part, and sees the meeting.
func (h *house) companion(name string) *live.Meeting {
	h.t.Helper()
	m := h.open(h.options(name))
	if err := m.Ready(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	return m
}

func (h *house) open(o live.Options) *live.Meeting {
	h.t.Helper()
	m, err := live.Open(context.Background(), o)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = m.Leave(context.Background()) })
	return m
}

// join joins without a browser, and returns the session. Guest is the join's parameter, nil for none.
func (h *house) join(name string, role bbb.Role, guest *bool) bbb.Joined {
	h.t.Helper()
	j, err := h.client.Join(h.t.Context(), bbb.JoinParams{MeetingID: "choir", FullName: name, Role: role, Guest: guest,
		UserID: "id-of-" + name})
	if err != nil {
		h.t.Fatal(err)
	}
	return j
}

// knock lets guests wait, and returns their IDs.
func (h *house) knock(names ...string) []string {
	var ids []string
	for _, name := range names {
		ids = append(ids, h.join(name, bbb.Viewer, new(true)).UserID)
	}
	return ids
}

// enter brings somebody inside by a browser, and returns the user's ID.
func (h *house) enter(name string, role bbb.Role) (id, token string) {
	h.t.Helper()
	j := h.join(name, role, new(false))
	h.page("?sessionToken=" + j.SessionToken)
	return j.UserID, j.SessionToken
}

// page opens a page of the simulated client, as a browser does.
func (h *house) page(path string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet,
		"http://bbb.test/bigbluebutton/html5client/"+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	resp, err := h.sim.Transport().RoundTrip(req)
	if err != nil || resp.StatusCode >= http.StatusBadRequest {
		h.t.Fatalf("%s: %v, %v", path, resp, err)
	}
}

// act does what somebody chooses on the page of the meeting.
func (h *house) act(token, what string) { h.page("act?do=" + what + "&sessionToken=" + token) }

// until waits until a snapshot is as wanted.
func until(t *testing.T, m *live.Meeting, what string, wanted func(live.Snapshot) bool) live.Snapshot {
	t.Helper()
	changes, cancel := m.Subscribe()
	defer cancel()
	patience := time.After(5 * time.Minute)
	for {
		s := m.Snapshot()
		if wanted(s) {
			return s
		}
		select {
		case <-changes:
		case <-patience:
			t.Fatalf("never seen: %s; the meeting is %+v", what, s)
		}
	}
}

// waiting waits until so many wait.
func waiting(t *testing.T, m *live.Meeting, n int) live.Snapshot {
	t.Helper()
	return until(t, m, fmt.Sprintf("%d waiting", n), func(s live.Snapshot) bool { return len(s.Waiting) == n })
}

// user returns the user of a name.
func user(s live.Snapshot, name string) (live.User, bool) {
	for _, u := range s.Users {
		if u.Name == name {
			return u, true
		}
	}
	return live.User{}, false
}

// count returns how many mutations of a name the server has answered.
func (h *house) count(name string) int {
	n := 0
	for _, m := range h.sim.Mutations() {
		if m.Name == name {
			n++
		}
	}
	return n
}
