package conference_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/guestserver/conference"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store/storetest"
)

// cluster is a BigBlueButton behind a load balancer, which signs each join anew for it.
type cluster struct {
	*conference.Conference
	sim *bbbtest.Server
	// asked counts the joins that the balancer was asked for.
	asked atomic.Int32
	// down makes the balancer break off joins, and circle lead back to itself.
	down, circle atomic.Bool
	balancer     *httptest.Server
	choir        meeting.Meeting
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{sim: bbbtest.NewServer(t, bbbtest.Options{})}
	direct, err := bbb.New(bbb.Config{URL: c.sim.URL, Secret: c.sim.Secret})
	if err != nil {
		t.Fatal(err)
	}
	c.balancer = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.asked.Add(1)
		q := r.URL.Query()
		switch {
		case c.down.Load():
			panic(http.ErrAbortHandler)
		case c.circle.Load():
			http.Redirect(w, r, r.URL.String(), http.StatusFound)
			return
		}
		to, err := direct.JoinURL(bbb.JoinParams{
			MeetingID: q.Get("meetingID"), FullName: q.Get("fullName"), Role: bbb.Role(q.Get("role")), UserID: q.Get("userID"), Guest: new(true),
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		http.Redirect(w, r, to, http.StatusFound)
	}))
	t.Cleanup(c.balancer.Close)
	front, err := bbb.New(bbb.Config{URL: c.balancer.URL, Secret: "front"})
	if err != nil {
		t.Fatal(err)
	}
	meetings := meeting.New(storetest.Open(t, "ben", "cora"))
	c.choir = create(t, meetings, "ben", "Choir")
	c.Conference = &conference.Conference{BBB: behind{direct, front}, Meetings: meetings, HTTP: &http.Client{}}
	return c
}

// behind creates meetings on a server, and signs joins for the balancer in front of it.
type behind struct {
	*bbb.Client
	front *bbb.Client
}

func (b behind) JoinURL(p bbb.JoinParams) (string, error) { return b.front.JoinURL(p) }

// enter takes a guest in, and returns the origin of the address and the address.
func (c *cluster) enter(t *testing.T, id string) (origin, address string) {
	t.Helper()
	address, err := c.JoinURL(t.Context(), lobby.Guest{ID: id, Name: id, MeetingID: c.choir.ID})
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Scheme + "://" + u.Host, address
}

// TestGuestsAreLedPastTheBalancer takes several guests in. Only the first join is opened on the last server, to find out that it is the
// last one; the others are left to the guests' browsers, which need the cookie that comes with them.
func TestGuestsAreLedPastTheBalancer(t *testing.T) {
	c := newCluster(t)
	for _, id := range []string{"ana", "cem", "dora"} {
		origin, address := c.enter(t, id)
		if origin != c.sim.URL || query(t, address).Get("userID") != id {
			t.Errorf("%s is sent to %s as %s, want to %s", id, origin, query(t, address).Get("userID"), c.sim.URL)
		}
		if strings.Contains(address, "sessionToken") {
			t.Errorf("%s is sent into a session that somebody else began", id)
		}
		if end, page := visit(t, http.DefaultClient, address); !strings.Contains(page, id) {
			t.Errorf("%s came to %s", id, end)
		}
	}
	if n := c.asked.Load(); n != 3 {
		t.Errorf("the balancer was asked %d times, want once for each guest", n)
	}
	if n := len(c.sim.Calls("join")); n != 4 {
		t.Errorf("there were %d joins, want one to find out and three of guests", n)
	}
}

func TestChainThatCannotBeFollowedIsLeftToTheBrowser(t *testing.T) {
	for name, fault := range map[string]func(*cluster){
		"down":   func(c *cluster) { c.down.Store(true) },
		"circle": func(c *cluster) { c.circle.Store(true) },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t)
			fault(c)
			origin, address := c.enter(t, "ana")
			if origin != c.balancer.URL || query(t, address).Get("userID") != "ana" {
				t.Errorf("Ana is sent to %s as %s, want to the balancer", origin, query(t, address).Get("userID"))
			}
			asked := c.asked.Load()
			if origin, _ := c.enter(t, "cem"); origin != c.balancer.URL || c.asked.Load() != asked {
				t.Errorf("Cem is sent to %s after %d further questions, want to the balancer at once", origin, c.asked.Load()-asked)
			}
		})
	}
}

// leaver is the way of a guest to the balancer who goes away on it.
type leaver struct{ leave context.CancelFunc }

func (l leaver) RoundTrip(r *http.Request) (*http.Response, error) {
	l.leave()
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestGuestWhoGoesAwayLeavesTheOthersTheirWay(t *testing.T) {
	c := newCluster(t)
	ctx, cancel := context.WithCancel(t.Context())
	c.HTTP.Transport = leaver{cancel}
	_, _ = c.JoinURL(ctx, lobby.Guest{ID: "ana", Name: "Ana", MeetingID: c.choir.ID}) // Nobody is there to be told.
	c.HTTP.Transport = nil
	if origin, _ := c.enter(t, "cem"); origin != c.sim.URL {
		t.Errorf("Cem is sent to %s, want to %s", origin, c.sim.URL)
	}
}

func TestFollowingIsASetting(t *testing.T) {
	c := newCluster(t)
	meetings, ok := c.Meetings.(*meeting.Meetings)
	if !ok {
		t.Fatalf("%T", c.Meetings)
	}
	c.choir.Settings.FollowRedirects = new(false)
	if _, err := meetings.UpdateMeeting(t.Context(), c.choir); err != nil {
		t.Fatal(err)
	}
	if origin, _ := c.enter(t, "ana"); origin != c.balancer.URL || c.asked.Load() != 0 {
		t.Errorf("Ana is sent to %s after %d questions, want to the balancer at once", origin, c.asked.Load())
	}
}
