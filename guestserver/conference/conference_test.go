package conference_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/guestserver/conference"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store/storetest"
)

var ana = lobby.Guest{ID: "0a4a0a1e-0000-4000-8000-00000000a4a0", Name: "Ana López"}

func create(t *testing.T, meetings *meeting.Meetings, owner, name string) meeting.Meeting {
	t.Helper()
	m, err := meetings.Create(t.Context(), owner, name, false)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// newConference returns a conference on a BigBlueButton server, and a guest of a meeting that it takes in.
func newConference(t *testing.T, config bbb.Config) (*conference.Conference, lobby.Guest) {
	t.Helper()
	s := storetest.Open(t, "ben", "cora")
	m := create(t, meeting.New(s), "ben", "Choir")
	client, err := bbb.New(config)
	if err != nil {
		t.Fatal(err)
	}
	g := ana
	g.MeetingID = m.ID
	return &conference.Conference{BBB: client, Meetings: meeting.New(s), PublicURL: "https://foyer.example.org"}, g
}

func newSimulation(t *testing.T) (*conference.Conference, lobby.Guest, *bbbtest.Server) {
	t.Helper()
	sim := bbbtest.NewServer(t, bbbtest.Options{})
	c, g := newConference(t, bbb.Config{URL: sim.URL, Secret: sim.Secret})
	return c, g, sim
}

func joinURL(t *testing.T, c *conference.Conference, g lobby.Guest) string {
	t.Helper()
	u, err := c.JoinURL(t.Context(), g)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// visit opens an address as a browser does, and returns where it ended and what is shown there.
func visit(t *testing.T, client *http.Client, address string) (*url.URL, string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Transport: client.Transport, Jar: jar}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := browser.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.Request.URL, string(page)
}

func TestJoinURLTakesTheGuestInAtOnce(t *testing.T) {
	c, g, sim := newSimulation(t)
	address := joinURL(t, c, g)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	created := sim.Calls("create")
	if len(created) != 1 {
		t.Fatalf("%d meetings were created, want 1", len(created))
	}
	q := u.Query()
	for name, want := range map[string]string{
		"meetingID": g.MeetingID, "fullName": g.Name, "userID": g.ID, "guest": "true", "role": "VIEWER",
	} {
		if got := q.Get(name); got != want {
			t.Errorf("join parameter %s is %q, want %q", name, got, want)
		}
	}
	if q.Get("createTime") == "" {
		t.Error("the join is bound to no run of the meeting")
	}
	end, page := visit(t, http.DefaultClient, address)
	if strings.Contains(end.Path, "guestWait") || !strings.Contains(page, g.Name) || !strings.Contains(page, "Guest") {
		t.Errorf("came to %s, want into the meeting with a guest's badge:\n%s", end, page)
	}
	p := created[0].Params
	link := "https://foyer.example.org/b/choir-"
	if p.Get("guestPolicy") != "ALWAYS_ACCEPT" || !strings.HasPrefix(p.Get("loginURL"), link) || p.Get("meta_foyer-meeting") != g.MeetingID ||
		!strings.Contains(p.Get("moderatorOnlyMessage"), link) || !strings.HasPrefix(p.Get("logoutURL"), link) {
		t.Errorf("created with %v", p)
	}
}

func TestHundredsOfGuestsNeedASingleCreate(t *testing.T) {
	c, g, sim := newSimulation(t)
	const guests = 200
	var coming sync.WaitGroup
	urls := make([]string, guests)
	for i := range guests {
		coming.Go(func() {
			one := g
			one.ID, one.Name = fmt.Sprint("guest-", i), fmt.Sprint("Guest ", i)
			u, err := c.JoinURL(t.Context(), one)
			if err != nil {
				t.Error(err)
			}
			urls[i] = u
		})
	}
	coming.Wait()
	if n := len(sim.Calls("create")); n != 1 {
		t.Errorf("%d creates, want 1", n)
	}
	times := map[string]int{}
	users := map[string]bool{}
	for _, u := range urls {
		parsed, err := url.Parse(u)
		if err != nil {
			t.Fatal(err)
		}
		times[parsed.Query().Get("createTime")]++
		users[parsed.Query().Get("userID")] = true
	}
	if len(times) != 1 || len(users) != guests {
		t.Errorf("%d guests are bound to the runs %v, want %d and one run", len(users), times, guests)
	}
}

// TestMeetingThatEndedRunsAnew ends the meeting on the conference server, which the guest server is not told of.
func TestMeetingThatEndedRunsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim := bbbtest.New(bbbtest.Options{Secret: "tulip"})
		direct := &http.Client{Transport: sim.Transport()}
		config := bbb.Config{URL: "https://bbb.example.org", Secret: "tulip", HTTPClient: direct}
		client, err := bbb.New(config)
		if err != nil {
			t.Fatal(err)
		}
		c, g := newConference(t, config)

		first := joinURL(t, c, g)
		if again := joinURL(t, c, g); again != first {
			t.Errorf("a moment later the address is %s, want the same", again)
		}
		if err := client.End(t.Context(), g.MeetingID, ""); err != nil {
			t.Fatal(err)
		}
		<-time.After(10 * time.Second)
		second := joinURL(t, c, g)
		if end, page := visit(t, direct, second); !strings.Contains(page, g.Name) {
			t.Errorf("the guest came to %s, want into the new run:\n%s", end, page)
		}
		if n := len(sim.Calls("create")); n != 2 {
			t.Errorf("%d creates, want one for each run", n)
		}
		if _, page := visit(t, direct, first); strings.Contains(page, g.Name) {
			t.Error("the address of the first run leads into the second")
		}
	})
}

func TestConferenceServerThatCannotTakeGuests(t *testing.T) {
	for name, c := range map[string]struct {
		fault bbbtest.Fault
		want  error
	}{
		"down": {bbbtest.FaultDown, bbb.ErrUnreachable}, "a web page": {bbbtest.FaultHTML, bbb.ErrNotBBB},
		"a gateway": {bbbtest.FaultGateway, bbb.ErrUnreachable}, "broken XML": {bbbtest.FaultTruncated, bbb.ErrNotBBB},
	} {
		t.Run(name, func(t *testing.T) {
			conference, g, sim := newSimulation(t)
			sim.SetFault(c.fault)
			if u, err := conference.JoinURL(t.Context(), g); !errors.Is(err, c.want) || u != "" {
				t.Errorf("JoinURL = %q, %v; want %v", u, err, c.want)
			}
		})
	}
	t.Run("wrong secret", func(t *testing.T) {
		sim := bbbtest.NewServer(t, bbbtest.Options{})
		conference, g := newConference(t, bbb.Config{URL: sim.URL, Secret: "wrong"})
		_, err := conference.JoinURL(t.Context(), g)
		if !errors.Is(err, bbb.ErrChecksum) || strings.Contains(err.Error(), "wrong") {
			t.Errorf("JoinURL: %v, want ErrChecksum and no secret", err)
		}
	})
	t.Run("none", func(t *testing.T) {
		meetings := meeting.New(storetest.Open(t, "ben", "cora"))
		conference := &conference.Conference{Meetings: meetings}
		g := ana
		g.MeetingID = create(t, meetings, "ben", "Choir").ID
		if _, err := conference.JoinURL(t.Context(), g); !errors.Is(err, lobby.ErrSetup) {
			t.Errorf("JoinURL: %v, want ErrSetup", err)
		}
	})
	t.Run("unknown meeting", func(t *testing.T) {
		conference, g, sim := newSimulation(t)
		g.MeetingID = "unknown"
		if _, err := conference.JoinURL(t.Context(), g); !errors.Is(err, meeting.ErrUnknown) || len(sim.Calls()) != 0 {
			t.Errorf("JoinURL: %v after %d calls, want ErrUnknown and none", err, len(sim.Calls()))
		}
	})
}

// TestServerInTroubleIsAskedNowAndThen has guests come while the conference server is down, and when it is well again.
func TestServerInTroubleIsAskedNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := storetest.Open(t, "ben", "cora")
		m := create(t, meeting.New(s), "ben", "Choir")
		down := &slowBBB{answer: make(chan struct{}), err: bbb.ErrUnreachable}
		close(down.answer)
		c := &conference.Conference{BBB: down, Meetings: meeting.New(s)}
		g := ana
		g.MeetingID = m.ID
		for range 50 {
			if _, err := c.JoinURL(t.Context(), g); !errors.Is(err, lobby.ErrConference) {
				t.Fatalf("JoinURL: %v, want ErrConference", err)
			}
		}
		if down.creates != 1 {
			t.Errorf("%d creates for 50 guests, want 1", down.creates)
		}
		down.err = nil
		<-time.After(5 * time.Second) // The bubble's.
		if _, err := c.JoinURL(t.Context(), g); err != nil {
			t.Errorf("the server is well again: %v", err)
		}
	})
}

// TestGuestWhoGoesAwayLeavesTheOthersTheirMeeting has the first of two guests give up while the meeting is being created.
func TestGuestWhoGoesAwayLeavesTheOthersTheirMeeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := storetest.Open(t, "ben", "cora")
		m := create(t, meeting.New(s), "ben", "Choir")
		slow := &slowBBB{answer: make(chan struct{})}
		c := &conference.Conference{BBB: slow, Meetings: meeting.New(s)}
		g := ana
		g.MeetingID = m.ID

		ctx, cancel := context.WithCancel(t.Context())
		var coming sync.WaitGroup
		coming.Go(func() {
			if _, err := c.JoinURL(ctx, g); !errors.Is(err, context.Canceled) {
				t.Errorf("the guest who went away: %v, want context.Canceled", err)
			}
		})
		synctest.Wait()
		coming.Go(func() {
			if _, err := c.JoinURL(t.Context(), g); err != nil {
				t.Errorf("the guest who stayed: %v", err)
			}
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(slow.answer)
		coming.Wait()
		if slow.creates != 1 {
			t.Errorf("%d creates, want 1", slow.creates)
		}
	})
}

// slowBBB creates a meeting when it is told to.
type slowBBB struct {
	answer  chan struct{}
	err     error
	creates int
}

func (b *slowBBB) Create(ctx context.Context, _ bbb.CreateParams) (bbb.Created, error) {
	b.creates++
	select {
	case <-b.answer:
		return bbb.Created{CreateTime: 1}, b.err
	case <-ctx.Done():
		return bbb.Created{}, ctx.Err()
	}
}

func (*slowBBB) MeetingInfo(context.Context, string) (bbb.Meeting, error) {
	return bbb.Meeting{}, bbb.ErrNotFound
}

func (*slowBBB) End(context.Context, string, string) error { return nil }

// Recordings never answers, as a server does that reads its disk.
func (*slowBBB) Recordings(ctx context.Context, _ bbb.RecordingFilter) ([]bbb.Recording, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (*slowBBB) PublishRecordings(context.Context, bool, ...string) error { return nil }

func (*slowBBB) DeleteRecordings(context.Context, ...string) error { return nil }

func (b *slowBBB) JoinURL(bbb.JoinParams) (string, error) { return "https://bbb.example.org/join", nil }
