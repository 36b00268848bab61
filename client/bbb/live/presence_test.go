package live_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/client/bbb/live"
)

func TestPresenceIsHonest(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		m := h.companion("Foyer desk of Mo")
		p := h.sim.Calls("join")[0].Params
		if p.Get("bot") != "true" || p.Get("excludeFromDashboard") != "true" || p.Get("role") != "MODERATOR" {
			t.Errorf("join %v", p)
		}
		u, ok := user(m.Snapshot(), "Foyer desk of Mo")
		if !ok || !u.Bot || u.ID != m.Snapshot().UserID || u.ExtID != "companion-Foyer desk of Mo" {
			t.Errorf("the companion is seen as %+v", u)
		}
		if n := h.sim.Dropped(); n != 0 {
			t.Errorf("%d operations were dropped, since they came too early", n)
		}
	})
}

func TestLeaveTakesTheCompanionOut(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		m := h.companion("Desk")
		for range 2 {
			if err := m.Leave(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if h.count("userLeaveMeeting") != 1 || h.sim.Sockets() != 0 {
			t.Errorf("%d goodbyes, %d connections", h.count("userLeaveMeeting"), h.sim.Sockets())
		}
		info, err := h.client.MeetingInfo(t.Context(), "choir")
		if err != nil || info.ParticipantCount != 0 {
			t.Errorf("inside %+v, %v", info, err)
		}
		if s := m.Snapshot(); s.State != live.Over || s.Problem != nil {
			t.Errorf("state %d, %v", s.State, s.Problem)
		}
		if err := m.Chat(t.Context(), "Hello?"); !errors.Is(err, live.ErrLeft) {
			t.Errorf("a command afterwards: %v", err)
		}
	})
}

func TestReconnectKeepsThePersonAndTheLine(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		h.knock("Ana")
		m := h.companion("Desk")
		since := waiting(t, m, 1).Waiting[0].Since
		for range 3 {
			<-time.After(time.Minute)
			h.sim.DropSockets()
			until(t, m, "the loss", func(s live.Snapshot) bool { return s.State == live.Lost })
			if s := m.Snapshot(); len(s.Waiting) != 1 || s.Problem == nil {
				t.Errorf("while lost: %d wait, problem %v", len(s.Waiting), s.Problem)
			}
			if err := m.AllowAll(t.Context(), live.Everyone); !errors.Is(err, live.ErrNotLive) {
				t.Errorf("a command while lost: %v", err)
			}
			until(t, m, "the return", func(s live.Snapshot) bool { return s.State == live.Live && s.Problem == nil })
		}
		s := m.Snapshot()
		// Ana's join is one, the companion's the other.
		if len(s.Users) != 1 || len(h.sim.Calls("join")) != 2 || h.count("userJoinMeeting") != 1 {
			t.Errorf("%d users, %d joins", len(s.Users), len(h.sim.Calls("join")))
		}
		if got := s.Waiting[0].Since; !got.Equal(since) {
			t.Errorf("the guest waits since %v, it was %v", got, since)
		}
	})
}

func TestCommandSurvivesALostConnection(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		ids := h.knock("Ana")
		m, other := h.companion("Desk"), h.companion("Other")
		waiting(t, m, 1)
		waiting(t, other, 1)
		h.sim.SetFault(bbbtest.FaultNoEffect)
		got := make(chan error, 1)
		go func() { got <- m.Allow(t.Context(), ids[0]) }()
		synctest.Wait()
		h.sim.SetFault(bbbtest.NoFault)
		h.sim.DropSockets()
		synctest.Wait()
		until(t, other, "the return", func(s live.Snapshot) bool { return s.State == live.Live })
		if err := other.Allow(t.Context(), ids[0]); err != nil {
			t.Fatal(err)
		}
		if err := <-got; err != nil {
			t.Errorf("the guest is in, but the command says %v", err)
		}
	})
}

func TestServerAwayForAnHour(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		m := h.companion("Desk")
		h.enter("Mo", bbb.Moderator)
		h.sim.SetFault(bbbtest.FaultDown)
		h.sim.DropSockets()
		<-time.After(time.Hour)
		if s := m.Snapshot(); s.State != live.Lost {
			t.Fatalf("state %d", s.State)
		}
		h.sim.SetFault(bbbtest.NoFault)
		begin := time.Now()
		until(t, m, "the return", func(s live.Snapshot) bool { return s.State == live.Live })
		if d := time.Since(begin); d > 35*time.Second {
			t.Errorf("came back after %v", d)
		}
	})
}

func TestLostSessionJoinsAnew(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		h.knock("Ana")
		m := h.companion("Desk")
		h.enter("Mo", bbb.Moderator)
		h.sim.SetFault(bbbtest.FaultDown)
		h.sim.DropSockets()
		until(t, m, "the loss", func(s live.Snapshot) bool { return s.State == live.Lost })
		h.sim.ForgetSessions("choir", "companion-Desk")
		h.sim.SetFault(bbbtest.NoFault)
		s := until(t, m, "the return", func(s live.Snapshot) bool { return s.State == live.Live })
		if _, ok := user(s, "Desk"); !ok || len(h.sim.Calls("join")) != 4 || len(s.Waiting) != 1 {
			t.Errorf("users %+v, %d joins", s.Users, len(h.sim.Calls("join")))
		}
	})
}

func TestForbiddenIsNotTriedAgain(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		o := h.options("Desk")
		join := o.Join
		o.Join = func(ctx context.Context) (live.Session, error) {
			s, err := join(ctx)
			s.Cookies = nil
			return s, err
		}
		m := h.open(o)
		closed, ok := errors.AsType[*live.CloseError](m.Ready(t.Context()))
		if !ok || closed.Code != 4403 || !strings.Contains(closed.Reason, "check_authorization_error") {
			t.Errorf("got %v", m.Snapshot().Problem)
		}
		<-m.Done()
		if n := len(h.sim.Calls("join")); n != 1 {
			t.Errorf("joined %d times", n)
		}
	})
}

func TestOneConnectionTooManyIsNotTriedAgain(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		o := h.options("Desk")
		s, err := o.Join(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		o.Join = func(context.Context) (live.Session, error) { return s, nil }
		for range 3 {
			if err := h.open(o).Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		closed, ok := errors.AsType[*live.CloseError](h.open(o).Ready(t.Context()))
		if !ok || closed.Code != 4403 || closed.Reason != "too_many_connections" {
			t.Errorf("got %v", closed)
		}
	})
}

func TestWhatCannotBeComesToAnEnd(t *testing.T) {
	tests := map[string]struct {
		sim  bbbtest.Options
		join bbb.JoinParams
		want error
	}{
		"an old server":   {bbbtest.Options{Version27: true}, bbb.JoinParams{MeetingID: "choir"}, live.ErrNoGraphQL},
		"another run":     {bbbtest.Options{}, bbb.JoinParams{MeetingID: "choir", CreateTime: 5}, bbb.ErrOtherRun},
		"another meeting": {bbbtest.Options{}, bbb.JoinParams{MeetingID: "board"}, bbb.ErrNotFound},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t, tt.sim, bbb.AskModerator)
				o := h.options("Desk")
				tt.join.FullName = "Desk"
				o.Join = live.ByAPI(h.client, tt.join)
				m := h.open(o)
				if err := m.Ready(t.Context()); !errors.Is(err, tt.want) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

func TestMeetingThatEndsWhileTheConnectionIsLost(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		m := h.companion("Desk")
		h.sim.SetFault(bbbtest.FaultDown)
		h.sim.DropSockets()
		until(t, m, "the loss", func(s live.Snapshot) bool { return s.State == live.Lost })
		h.sim.SetFault(bbbtest.NoFault)
		if err := h.client.End(t.Context(), "choir", ""); err != nil {
			t.Fatal(err)
		}
		<-m.Done()
		if err := m.Snapshot().Problem; !errors.Is(err, live.ErrEnded) {
			t.Errorf("got %v", err)
		}
	})
}

// The server ends connections on which no data comes for a minute, whether or not it asks for any.
func TestQuietConnectionLives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, bbbtest.Options{NoPings: true}, bbb.AskModerator)
		m := h.companion("Desk")
		since := m.Snapshot().Since
		<-time.After(time.Hour)
		if s := m.Snapshot(); s.State != live.Live || !s.Since.Equal(since) {
			t.Errorf("state %d since %v", s.State, s.Since.Sub(since))
		}
	})
}

func TestOneUpdateForManyChanges(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		m := h.companion("Desk")
		changes, cancel := m.Subscribe()
		for range 300 {
			h.knock("Guest")
		}
		waiting(t, m, 300)
		synctest.Wait()
		<-changes
		select {
		case <-changes:
			t.Error("a second update for what the first has told")
		default:
		}
		cancel()
		h.knock("Ana")
		waiting(t, m, 301)
		synctest.Wait()
		select {
		case <-changes:
			t.Error("an update after the reader has gone")
		default:
		}
	})
}

// A portal's button leads by its own address to the join URL, and that into the meeting. This one uses the network.
func TestPortalURLLeadsIn(t *testing.T) {
	sim := bbbtest.NewServer(t, bbbtest.Options{})
	c, err := bbb.New(bbb.Config{URL: sim.URL, Secret: sim.Secret})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Create(t.Context(), bbb.CreateParams{MeetingID: "choir", Name: "Choir"}); err != nil {
		t.Fatal(err)
	}
	address, err := c.JoinURL(bbb.JoinParams{MeetingID: "choir", FullName: "Mo's desk", Role: bbb.Moderator})
	if err != nil {
		t.Fatal(err)
	}
	portal := httptest.NewServer(http.RedirectHandler(address, http.StatusSeeOther))
	defer portal.Close()
	m, err := live.Open(t.Context(), live.Options{Join: live.ByURL(portal.URL+"/start", nil)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := m.Ready(ctx); err != nil {
		t.Fatal(err)
	}
	if s := m.Snapshot(); len(s.Users) != 1 || s.Users[0].Name != "Mo's desk" {
		t.Errorf("users %+v", s.Users)
	}
	if err := m.Leave(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestURLThatLeadsNowhere(t *testing.T) {
	sim := bbbtest.NewServer(t, bbbtest.Options{})
	c, err := bbb.New(bbb.Config{URL: sim.URL, Secret: sim.Secret})
	if err != nil {
		t.Fatal(err)
	}
	gone, err := c.JoinURL(bbb.JoinParams{MeetingID: "board", FullName: "Mo", Role: bbb.Moderator})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		address string
		want    error
	}{
		"no meeting":  {gone, bbb.ErrNotFound},
		"no join":     {sim.URL + "/bigbluebutton/html5client/left", bbb.ErrNotBBB},
		"no server":   {"http://127.0.0.1:1/bigbluebutton/api/join", bbb.ErrUnreachable},
		"no URL":      {"http://%zz", bbb.ErrInvalid},
		"wrong check": {strings.Replace(gone, "checksum=", "checksum=0", 1), bbb.ErrChecksum},
	}
	for name, tt := range tests {
		_, err := live.ByURL(tt.address, nil)(t.Context())
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "checksum=") {
			t.Errorf("%s: the error shows the key: %v", name, err)
		}
	}
}
