package bridge_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/client/bbb/bridge"
	"foyer/client/bbb/live"
	"foyer/client/signaling"
)

// house is a simulated server with one meeting whose guests wait inside, and a companion of it.
type house struct {
	t         *testing.T
	sim       *bbbtest.Simulator
	client    *bbb.Client
	companion *bridge.Companion
}

// in runs a story in a bubble where time costs nothing.
func in(t *testing.T, o bbbtest.Options, story func(*testing.T, *house)) {
	synctest.Test(t, func(t *testing.T) {
		o.Secret = "tulip"
		h := &house{t: t, sim: bbbtest.New(o)}
		pipe := bbbtest.NewPipe(t, h.sim)
		web := &http.Client{Transport: h.sim.Transport()}
		var err error
		h.client, err = bbb.New(bbb.Config{URL: "http://bbb.test", Secret: "tulip", HTTPClient: web})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.client.Create(t.Context(), bbb.CreateParams{MeetingID: "choir", Name: "Choir", GuestPolicy: bbb.AskModerator}); err != nil {
			t.Fatal(err)
		}
		h.companion = bridge.New(h.join, bridge.Options{HTTP: web, NetDial: pipe.Dial, Log: slog.New(slog.DiscardHandler)})
		defer h.companion.Leave()
		story(t, h)
	})
}

func (h *house) join(context.Context) (string, error) {
	return h.client.JoinURL(bbb.JoinParams{MeetingID: "choir", FullName: "Desk", Role: bbb.Moderator, UserID: "desk"})
}

// line opens a line and takes its welcome.
func (h *house) line() (*bridge.Line, *signaling.JoinSuccess) {
	h.t.Helper()
	l, err := h.companion.Line(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = l.Close() })
	w, ok := next(h.t, l).(*signaling.JoinSuccess)
	if !ok {
		h.t.Fatal("the first event is no welcome")
	}
	return l, w
}

// knock lets a guest wait.
func (h *house) knock(name string) string {
	h.t.Helper()
	j, err := h.client.Join(h.t.Context(), bbb.JoinParams{
		MeetingID: "choir", FullName: name, Role: bbb.Viewer, UserID: "id-of-" + name, Guest: new(true),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return j.UserID
}

// next returns the next event, which has to come within a minute.
func next(t *testing.T, l *bridge.Line) signaling.Event {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	e, _, err := l.Receive(ctx)
	if err != nil {
		t.Fatalf("no event: %v", err)
	}
	return e
}

func send(t *testing.T, l *bridge.Line, c signaling.Command) {
	t.Helper()
	start := time.Now()
	if err := l.Send(t.Context(), c); err != nil {
		t.Fatalf("%T: %v", c, err)
	}
	if time.Since(start) > 0 {
		t.Errorf("%T held the desk up for %v", c, time.Since(start))
	}
}

func TestKnockIsDecided(t *testing.T) {
	in(t, bbbtest.Options{}, func(t *testing.T, h *house) {
		l, w := h.line()
		if w.Role != signaling.RoleModerator || len(w.Moderation.WaitingParticipants) > 0 || len(w.Participants) != 1 {
			t.Errorf("welcome %+v", w)
		}
		ana := h.knock("Ana")
		knock, ok := next(t, l).(*signaling.JoinedWaitingRoom)
		if !ok || knock.ID != ana || knock.Conference.ExtID != "id-of-Ana" {
			t.Fatalf("got %+v", knock)
		}
		send(t, l, signaling.Allow{Guests: []string{ana}})
		var decided *signaling.Decided
		left := false
		for decided == nil || !left {
			switch e := next(t, l).(type) {
			case *signaling.Decided:
				decided = e
			case *signaling.LeftWaitingRoom:
				left = e.ID == ana
			}
		}
		if decided.Decision != signaling.DecisionAllow || decided.By.Name != "Desk" || decided.Guests[0] != ana {
			t.Errorf("decided %+v", decided)
		}
	})
}

// BigBlueButton says yes and does nothing. The desk goes on meanwhile, also with people inside, and hears of it after a while.
func TestUnconfirmedCommandIsTold(t *testing.T) {
	in(t, bbbtest.Options{}, func(t *testing.T, h *house) {
		l, _ := h.line()
		ana := h.knock("Ana")
		next(t, l)
		h.sim.SetFault(bbbtest.FaultNoEffect)
		start := time.Now()
		send(t, l, signaling.Deny{Guests: []string{ana}})
		if e, ok := next(t, l).(*signaling.FoyerError); !ok || e.Error != bridge.CodeUnconfirmed {
			t.Errorf("got %+v", e)
		}
		if took := time.Since(start); took != 15*time.Second {
			t.Errorf("told after %v", took)
		}
	})
}

func TestDecisionThatCameTooLateChangesNothing(t *testing.T) {
	in(t, bbbtest.Options{}, func(t *testing.T, h *house) {
		l, _ := h.line()
		send(t, l, signaling.Allow{Guests: []string{"w_gone"}})
		send(t, l, signaling.Kick{Target: "w_gone"})
		if e, ok := next(t, l).(*signaling.FoyerError); !ok || e.Error != bridge.CodeGone {
			t.Errorf("got %+v, want that nobody was there to be kicked", e)
		}
	})
}

func TestUnknownCommandIsRefused(t *testing.T) {
	in(t, bbbtest.Options{}, func(t *testing.T, h *house) {
		l, _ := h.line()
		for _, c := range []signaling.Command{signaling.Block{Target: "x"}, signaling.Undo{DecisionID: 1}, signaling.EnterRoom{}} {
			if err := l.Send(t.Context(), c); !errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("%T: %v", c, err)
			}
		}
		for _, c := range []signaling.Command{signaling.Join{}, signaling.Ping{}} {
			send(t, l, c)
		}
	})
}

// One companion for all lines: who waits since when is known again at once, and nobody comes a second time.
func TestNextLineKnowsSinceWhenGuestsWait(t *testing.T) {
	in(t, bbbtest.Options{}, func(t *testing.T, h *house) {
		first, _ := h.line()
		h.knock("Ana")
		since := next(t, first).(*signaling.JoinedWaitingRoom).Control.JoinedAt
		<-time.After(time.Hour)
		h.sim.DropSockets()
		if _, _, err := first.Receive(t.Context()); err == nil {
			t.Error("the line goes on without a connection")
		}
		var w *signaling.JoinSuccess
		for w == nil {
			if l, err := h.companion.Line(t.Context()); err == nil {
				w = next(t, l).(*signaling.JoinSuccess)
				_ = l.Close()
			}
			<-time.After(time.Second)
		}
		if got := w.Moderation.WaitingParticipants; len(got) != 1 || !got[0].Control.JoinedAt.Equal(since) {
			t.Errorf("waiting %+v, since %v before", got, since)
		}
		if n := len(h.sim.Calls("join")); n != 2 { // Ana's and the companion's.
			t.Errorf("%d joins", n)
		}
	})
}

func TestOldServerHasNoLine(t *testing.T) {
	in(t, bbbtest.Options{Version27: true}, func(t *testing.T, h *house) {
		if _, err := h.companion.Line(t.Context()); !errors.Is(err, live.ErrNoGraphQL) {
			t.Errorf("got %v", err)
		}
	})
}

func TestCompanionThatLeftStaysAway(t *testing.T) {
	in(t, bbbtest.Options{}, func(t *testing.T, h *house) {
		l, _ := h.line()
		h.companion.Leave()
		h.companion.Leave()
		if _, _, err := l.Receive(t.Context()); !errors.Is(err, live.ErrLeft) {
			t.Errorf("receive: %v", err)
		}
		if _, err := h.companion.Line(t.Context()); !errors.Is(err, live.ErrLeft) {
			t.Errorf("another line: %v", err)
		}
		synctest.Wait()
		if n := h.sim.Sockets(); n != 0 {
			t.Errorf("%d connections", n)
		}
	})
}

// A portal that gives no way in says why, at once.
func TestNoWayInIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		no := errors.New("the meeting is not running")
		c := bridge.New(func(context.Context) (string, error) { return "", no }, bridge.Options{Log: slog.New(slog.DiscardHandler)})
		defer c.Leave()
		if _, err := c.Line(t.Context()); !errors.Is(err, no) {
			t.Errorf("got %v", err)
		}
	})
}
