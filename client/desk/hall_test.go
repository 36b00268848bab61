package desk_test

import (
	"context"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/client/bbb/bridge"
	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/client/signaling"
	"foyer/client/signaling/signalingtest"
)

// hall is a house whose meeting is held by a simulated BigBlueButton.
type hall struct {
	*house
	sim     *bbbtest.Simulator
	client  *bbb.Client
	created bbb.Created
	// companions is how many addresses for a companion the portal gave, and userID the name of the next one.
	companions int
	userID     string
	conference bridge.Options
	closed     bool // the portal lets no companion in, since the meeting does not run
}

// openHall opens a house with a running conference of this policy. The guests wait inside if waitsInside says so.
func openHall(t *testing.T, o bbbtest.Options, policy bbb.GuestPolicy, waitsInside bool) (*hall, *desk.Desk) {
	t.Helper()
	o.Secret = "tulip"
	h := &hall{sim: bbbtest.New(o), userID: "companion"}
	h.house = &house{t: t, role: signaling.RoleModerator, capabilities: signaling.FoyerActions()}
	h.meetings = []portal.Meeting{{ID: "choir", Name: "Choir", Conference: true, Running: true, WaitsInside: waitsInside}}
	var err error
	h.client, err = bbb.New(bbb.Config{URL: "http://bbb.test", Secret: "tulip", HTTPClient: &http.Client{Transport: h.sim.Transport()}})
	if err != nil {
		t.Fatal(err)
	}
	h.created, err = h.client.Create(t.Context(), bbb.CreateParams{
		MeetingID: "choir", Name: "Choir", GuestPolicy: policy,
	})
	if err != nil {
		t.Fatal(err)
	}
	h.server = signalingtest.New(h.talk)
	pipe := bbbtest.NewPipe(t, h.sim)
	h.conference = bridge.Options{
		HTTP: &http.Client{Transport: h.sim.Transport()}, NetDial: pipe.Dial, Log: slog.New(slog.DiscardHandler),
	}
	d := desk.New(desk.Options{Dial: h.dial, Conference: h.conference})
	d.Add("ana", "Ana", h)
	t.Cleanup(func() { d.Close(); h.server.Close() })
	pass(5 * time.Second)
	return h, d
}

// Companion is the portal's way in for a companion.
func (h *hall) Companion(context.Context, string) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.companions++
	if h.closed {
		return "", &portal.Error{Code: "not_running", Status: 409, Detail: "The meeting does not run."}
	}
	return h.client.JoinURL(bbb.JoinParams{
		MeetingID: "choir", FullName: "Ana (Foyer)", Role: bbb.Moderator, UserID: h.userID, CreateTime: h.created.CreateTime,
		Bot: new(true), ExcludeFromDashboard: new(true),
	})
}

// End is the portal's way to end the meeting.
func (h *hall) End(ctx context.Context, _ string) error {
	return h.client.End(ctx, "choir", "")
}

// arrive has somebody join the conference; the ID is that of the portal's guest. Unless they have to wait they are inside.
func (h *hall) arrive(name, id string, guest bool) bbb.Joined {
	h.t.Helper()
	j, err := h.client.Join(h.t.Context(), bbb.JoinParams{
		MeetingID: "choir", FullName: name, Role: bbb.Viewer, UserID: id, Guest: &guest,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.enter(j.SessionToken)
	return j
}

// enter opens the page of the conference as a browser does.
func (h *hall) enter(token string) { h.page("?sessionToken=" + token) }

// act does what somebody chooses on the page of the conference.
func (h *hall) act(token, what string) { h.page("act?do=" + what + "&sessionToken=" + token) }

func (h *hall) page(path string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, "http://bbb.test/bigbluebutton/html5client/"+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	resp, err := h.sim.Transport().RoundTrip(req)
	if err != nil || resp.StatusCode >= http.StatusBadRequest {
		h.t.Fatalf("%s: %v, %v", path, resp, err)
	}
	synctest.Wait()
}

// inside returns who is inside by the desk, without the companion.
func inside(t *testing.T, d *desk.Desk) (people []desk.Person) {
	t.Helper()
	for _, p := range meeting(t, d, choir).Inside {
		if !p.Self {
			people = append(people, p)
		}
	}
	return people
}

func personNames(people []desk.Person) []string {
	got := []string{}
	for _, p := range people {
		got = append(got, p.Name)
	}
	return got
}
