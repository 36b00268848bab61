package pool_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/client/bbb/pool"
)

// house is a pool of simulated servers, by name.
type house struct {
	*pool.Pool
	servers map[string]*bbbtest.Simulator
}

// newHouse returns a pool of servers; each name may have a tag behind a slash.
func newHouse(t *testing.T, names ...string) house {
	t.Helper()
	h := house{servers: map[string]*bbbtest.Simulator{}}
	var servers []pool.Server
	for _, name := range names {
		name, tag, _ := strings.Cut(name, "/")
		h.servers[name] = bbbtest.New(bbbtest.Options{Secret: "s"})
		servers = append(servers, pool.Server{Name: name, Tag: tag, Client: clientOf(t, name, h.servers[name])})
	}
	var err error
	if h.Pool, err = pool.New(servers...); err != nil {
		t.Fatal(err)
	}
	return h
}

func clientOf(t *testing.T, name string, s *bbbtest.Simulator) *bbb.Client {
	t.Helper()
	c, err := bbb.New(bbb.Config{URL: "https://" + name + ".example.org", Secret: "s", HTTPClient: &http.Client{Transport: s.Transport()}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (h house) create(t *testing.T, id, tag string) bbb.Created {
	t.Helper()
	made, err := h.Create(t.Context(), meeting(id, tag))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func meeting(id, tag string) bbb.CreateParams {
	p := bbb.CreateParams{MeetingID: id, Name: "Choir", ModeratorPW: "mp", AttendeePW: "ap"}
	if tag != "" {
		p.Meta = map[string]string{pool.TagMeta: tag}
	}
	return p
}

// enter brings people into a meeting.
func (h house) enter(t *testing.T, id string, people int) {
	t.Helper()
	for i := range people {
		address, err := h.JoinURL(bbb.JoinParams{MeetingID: id, FullName: "Ana", Role: bbb.Viewer, UserID: fmt.Sprint(i), Guest: new(true)})
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		server := h.servers[strings.TrimSuffix(u.Hostname(), ".example.org")]
		browser := &http.Client{Transport: server.Transport()}
		resp, err := browser.Get(address)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatal(resp, err)
		}
	}
}

func (h house) at(t *testing.T, id, want string) {
	t.Helper()
	if got := h.Where(id); got != want {
		t.Errorf("meeting %s is on %q, want %q", id, got, want)
	}
}

func TestMeetingsSpreadByLoad(t *testing.T) {
	h := newHouse(t, "one", "two")
	h.create(t, "choir", "")
	h.create(t, "board", "")
	h.at(t, "choir", "one")
	h.at(t, "board", "two")
	h.enter(t, "choir", 3)
	if err := h.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.create(t, "club", "")
	h.at(t, "club", "two")
	h.create(t, "band", "")
	h.at(t, "band", "one")
}

func TestStrongServerTakesMore(t *testing.T) {
	strong, weak := bbbtest.New(bbbtest.Options{Secret: "s"}), bbbtest.New(bbbtest.Options{Secret: "s"})
	p, err := pool.New(pool.Server{Name: "weak", Client: clientOf(t, "weak", weak)},
		pool.Server{Name: "strong", Client: clientOf(t, "strong", strong), Weight: 3})
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for i := range 8 {
		id := fmt.Sprintf("meeting-%d", i)
		if _, err := p.Create(t.Context(), meeting(id, "")); err != nil {
			t.Fatal(err)
		}
		n[p.Where(id)]++
	}
	if n["strong"] != 6 || n["weak"] != 2 {
		t.Errorf("meetings %v, want 6 and 2", n)
	}
}

func TestMeetingFindsTheServerThatHoldsIt(t *testing.T) {
	h := newHouse(t, "one", "two")
	first := h.create(t, "choir", "")
	h.create(t, "board", "")
	again := h.create(t, "choir", "")
	if !again.Duplicate || again.CreateTime != first.CreateTime {
		t.Errorf("created %+v, again %+v", first, again)
	}
	if m, err := h.MeetingInfo(t.Context(), "board"); err != nil || m.MeetingID != "board" {
		t.Errorf("board %+v, %v", m, err)
	}
	if _, err := h.JoinURL(bbb.JoinParams{MeetingID: "club", FullName: "Ana", Role: bbb.Viewer}); !errors.Is(err, bbb.ErrNotFound) {
		t.Errorf("way into a meeting that is nowhere: %v", err)
	}
	if _, err := h.Join(t.Context(), bbb.JoinParams{MeetingID: "board", FullName: "Ana", Role: bbb.Viewer}); err != nil {
		t.Error(err)
	}
	if err := h.End(t.Context(), "board", ""); err != nil {
		t.Error(err)
	}
	h.at(t, "board", "")
}

func TestMemoryComesBackAfterARestart(t *testing.T) {
	h := newHouse(t, "one", "two")
	h.create(t, "choir", "")
	made := h.create(t, "board", "")
	h.at(t, "board", "two")
	restarted := func() *pool.Pool {
		p, err := pool.New(pool.Server{Name: "one", Client: clientOf(t, "one", h.servers["one"])},
			pool.Server{Name: "two", Client: clientOf(t, "two", h.servers["two"])})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	creates := restarted()
	if again, err := creates.Create(t.Context(), meeting("board", "")); err != nil || again.CreateTime != made.CreateTime {
		t.Errorf("created %+v, %v, want the one of %v", again, err, made.CreateTime)
	}
	looks := restarted()
	if err := looks.Refresh(t.Context()); err != nil || looks.Where("board") != "two" || looks.Where("choir") != "one" {
		t.Errorf("board on %q, choir on %q, %v", looks.Where("board"), looks.Where("choir"), err)
	}
	asks := restarted()
	if err := asks.Find(t.Context(), "board"); err != nil || asks.Where("board") != "two" {
		t.Errorf("board on %q, %v", asks.Where("board"), err)
	}
	if err := asks.Find(t.Context(), "club"); !errors.Is(err, bbb.ErrNotFound) {
		t.Errorf("found a meeting that is nowhere: %v", err)
	}
}

func TestTagsChooseServers(t *testing.T) {
	h := newHouse(t, "plain", "gpu/fast", "gpu2/fast")
	h.create(t, "m1", "")
	h.create(t, "m2", "")
	h.at(t, "m1", "plain")
	h.at(t, "m2", "plain")
	h.create(t, "m3", "fast")
	h.create(t, "m4", "fast!")
	h.at(t, "m3", "gpu")
	h.at(t, "m4", "gpu2")
	h.create(t, "m5", "quiet")
	h.at(t, "m5", "plain")
	_, err := h.Create(t.Context(), meeting("m6", "quiet!"))
	if code, _ := bbb.Advice(err); !errors.Is(err, bbb.ErrNoServer) || code != bbb.CodeNoServer {
		t.Errorf("error %v with code %s", err, code)
	}
}

func TestSilentServerIsPassedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "one", "two")
		h.servers["one"].SetFault(bbbtest.FaultDown)
		h.create(t, "choir", "")
		h.at(t, "choir", "two")
		if err := h.Refresh(t.Context()); err == nil || !strings.Contains(err.Error(), "server one") {
			t.Errorf("error %v", err)
		}
		h.servers["one"].SetFault(bbbtest.NoFault)
		<-time.After(time.Minute)
		if err := h.Refresh(t.Context()); err != nil {
			t.Error(err)
		}
		h.create(t, "board", "")
		h.create(t, "club", "")
		h.at(t, "board", "one")
	})
}

func TestShortTroubleTearsNobodyApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "one", "two")
		h.create(t, "choir", "")
		h.servers["one"].SetFault(bbbtest.FaultDown)
		if _, err := h.Create(t.Context(), meeting("choir", "")); !errors.Is(err, bbb.ErrUnreachable) {
			t.Errorf("first trouble: %v", err)
		}
		h.at(t, "choir", "one")
		h.create(t, "choir", "")
		h.at(t, "choir", "two")
	})
}

func TestRefusalIsNotTriedElsewhere(t *testing.T) {
	h := newHouse(t, "one", "two")
	p := meeting("choir", "")
	p.Name = "x" // too short for the server
	if _, err := h.Create(t.Context(), p); err == nil || len(h.servers["two"].Calls("create")) != 0 {
		t.Errorf("error %v, calls of the second server %v", err, h.servers["two"].Calls("create"))
	}
}

func TestManyWhoComeAtOnceMeetOnOneServer(t *testing.T) {
	h := newHouse(t, "one", "two", "three")
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { h.create(t, "choir", "") })
	}
	all.Wait()
	holding := 0
	for name, s := range h.servers {
		if m, err := clientOf(t, name, s).Meetings(t.Context()); err != nil || len(m) > 0 {
			holding++
		}
	}
	if holding != 1 {
		t.Errorf("%d servers hold the meeting", holding)
	}
}

func TestRunLooksAgainAndForgetsWhatHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "one")
		h.create(t, "choir", "")
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { h.Run(ctx, 30*time.Second) })
		<-time.After(time.Minute)
		h.at(t, "choir", "one")
		<-time.After(5 * time.Minute)
		h.at(t, "choir", "")
		cancel()
		running.Wait()
	})
}

func TestDrainingServerGetsNothingNew(t *testing.T) {
	s := bbbtest.New(bbbtest.Options{Secret: "s"})
	p, err := pool.New(pool.Server{Name: "old", Client: clientOf(t, "old", s), Draining: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Create(t.Context(), meeting("choir", "")); !errors.Is(err, bbb.ErrNoServer) {
		t.Errorf("error %v", err)
	}
}

func TestPoolNeedsGoodServers(t *testing.T) {
	c := clientOf(t, "one", bbbtest.New(bbbtest.Options{}))
	for name, servers := range map[string][]pool.Server{
		"none": nil, "no name": {{Client: c}}, "no client": {{Name: "one"}}, "twice": {{Name: "one", Client: c}, {Name: "one", Client: c}},
		"negative": {{Name: "one", Client: c, Weight: -1}},
	} {
		if _, err := pool.New(servers...); !errors.Is(err, bbb.ErrInvalid) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// balancer stands in front of servers as Scalelite does: it has a secret of its own, hands calls on, and leads a join to the
// server that holds the meeting.
func balancer(t *testing.T, servers ...*bbbtest.Server) *httptest.Server {
	places := map[string]*bbb.Client{}
	var mu sync.Mutex
	lb := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		q := r.URL.Query()
		id := q.Get("meetingID")
		switch {
		case strings.HasSuffix(r.URL.Path, "/create"):
			s := servers[len(places)%len(servers)]
			c, err := bbb.New(bbb.Config{URL: s.URL, Secret: s.Secret})
			if err == nil && places[id] == nil {
				places[id] = c
			}
			made, err := places[id].Create(r.Context(), bbb.CreateParams{MeetingID: id, Name: q.Get("name"), ModeratorPW: q.Get("moderatorPW")})
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadGateway)
				return
			}
			fmt.Fprintf(w, "<response><returncode>SUCCESS</returncode><meetingID>%s</meetingID><createTime>%d</createTime></response>", id, made.CreateTime)
		case strings.HasSuffix(r.URL.Path, "/join") && places[id] != nil:
			redirect := q.Get("redirect") != "false"
			to, err := places[id].JoinURL(bbb.JoinParams{MeetingID: id, FullName: q.Get("fullName"), Role: bbb.Role(q.Get("role")), Redirect: &redirect})
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			http.Redirect(w, r, to, http.StatusFound)
		case strings.HasSuffix(r.URL.Path, "/isMeetingRunning"):
			fmt.Fprint(w, "<response><returncode>SUCCESS</returncode><running>false</running></response>")
		default:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "<response><returncode>FAILED</returncode><messageKey>notFound</messageKey><message>x</message></response>")
		}
	}))
	t.Cleanup(lb.Close)
	return lb
}

func TestLoadBalancerInFrontWorks(t *testing.T) {
	one, two := bbbtest.NewServer(t, bbbtest.Options{}), bbbtest.NewServer(t, bbbtest.Options{Secret: "other"})
	lb := balancer(t, one, two)
	c, err := bbb.New(bbb.Config{URL: lb.URL, Secret: "front"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := pool.New(pool.Server{Name: "lb", Client: c})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"choir", "board"} {
		if _, err := p.Create(t.Context(), meeting(id, "")); err != nil {
			t.Fatal(err)
		}
		j, err := p.Join(t.Context(), bbb.JoinParams{MeetingID: id, FullName: "Ana", Role: bbb.Moderator})
		if err != nil || j.SessionToken == "" || len(j.Cookies) != 1 {
			t.Fatalf("joined %+v, %v", j, err)
		}
		resp, err := http.Get(j.URL)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v, %v", j.URL, resp, err)
		}
		resp.Body.Close()
	}
	if len(one.Calls("join")) != 1 || len(two.Calls("join")) != 1 {
		t.Errorf("joins: %v and %v", one.Calls("join"), two.Calls("join"))
	}
}
