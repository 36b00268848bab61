package pool_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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

func TestMeetingOnTwoServersStaysWhereItWas(t *testing.T) {
	h := newHouse(t, "one", "two")
	h.create(t, "choir", "")
	if _, err := clientOf(t, "two", h.servers["two"]).Create(t.Context(), meeting("choir", "")); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if err := h.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.at(t, "choir", "one")
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
	h.create(t, "m7", "quiet,fast!")
	if at := h.Where("m7"); at != "gpu" && at != "gpu2" {
		t.Errorf("a meeting with two tags is on %q", at)
	}
	h.create(t, "m8", "none!")
	h.at(t, "m8", "plain")
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
		before := len(h.servers["one"].Calls("create"))
		h.create(t, "band", "")
		h.at(t, "band", "two")
		if after := len(h.servers["one"].Calls("create")); after != before {
			t.Error("the silent server was asked again")
		}
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

func TestSecondToComeMeetsTheFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, "one", "two")
		for _, s := range h.servers {
			s.SetFault(bbbtest.FaultSlow) // each answer takes 3 s
		}
		// The board meeting makes the first server look full, between the two who create the choir's meeting.
		var all sync.WaitGroup
		all.Go(func() { h.create(t, "board", "") })
		<-time.After(2 * time.Second)
		all.Go(func() { h.create(t, "choir", "") })
		<-time.After(2 * time.Second)
		all.Go(func() { h.create(t, "choir", "") })
		all.Wait()
		for name, s := range h.servers {
			m, err := clientOf(t, name, s).MeetingInfo(t.Context(), "choir")
			if found := err == nil && m.MeetingID == "choir"; found != (name == h.Where("choir")) {
				t.Errorf("server %s holds it: %v, the pool says %s", name, found, h.Where("choir"))
			}
		}
	})
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
