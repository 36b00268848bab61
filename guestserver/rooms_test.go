package guestserver

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/guestserver/conference"
	"foyer/guestserver/lobby"
)

// hall is a conference server with one meeting, which runs or not.
type hall struct {
	conference.BBB
	runs atomic.Bool
}

func (h *hall) Create(context.Context, bbb.CreateParams) (bbb.Created, error) {
	return bbb.Created{}, nil
}

func (h *hall) JoinURL(bbb.JoinParams) (string, error) { return "https://bbb.test/join", nil }

func (h *hall) MeetingInfo(context.Context, string) (bbb.Meeting, error) {
	if !h.runs.Load() {
		return bbb.Meeting{}, bbb.ErrNotFound
	}
	return bbb.Meeting{Running: true}, nil
}

// TestGuestsHaveLeftAMeetingThatRanEmpty has Ana go in and close the browser, and Cem set out when nobody is in yet.
func TestGuestsHaveLeftAMeetingThatRanEmpty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		s, err := Open(ctx, Config{Data: t.TempDir(), Listen: "127.0.0.1:0"})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		h := &hall{}
		s.conference.BBB, s.conference.HTTP = h, nil
		admin, err := s.administrator(ctx)
		if err != nil {
			t.Fatal(err)
		}
		meetings, err := s.meetings.Of(ctx, admin.ID)
		if err != nil || len(meetings) != 1 {
			t.Fatalf("the meetings are %+v, %v", meetings, err)
		}
		id := meetings[0].ID
		// goIn has a guest knock, be allowed, and set out.
		goIn := func(name string) (token string) {
			t.Helper()
			g, token, err := s.lobby.Knock(ctx, lobby.Knock{MeetingID: id, Name: name})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.lobby.Decide(ctx, lobby.Decision{MeetingID: id, Verdict: lobby.Allow, Guests: []string{g.ID}}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.lobby.Enter(ctx, id, token); err != nil {
				t.Fatal(err)
			}
			return token
		}
		want := func(token string, state lobby.State) {
			t.Helper()
			if g, err := s.lobby.Guest(ctx, id, token); err != nil || g.State != state {
				t.Errorf("%s is %s, %v; want %s", g.Name, g.State, err, state)
			}
		}
		stop := s.watch(ctx)
		defer stop()

		h.runs.Store(true)
		ana := goIn("Ana")
		dora := goIn("Dora")
		g, err := s.lobby.Guest(ctx, id, dora)
		if err != nil {
			t.Fatal(err)
		}
		defer s.lobby.Attend(g)()              // Dora's app keeps a connection.
		<-time.After(time.Hour + roomsEvery/2) // In between two looks.
		want(ana, lobby.Entering)
		h.runs.Store(false)
		<-time.After(roomsEvery + time.Second)
		want(ana, lobby.Entering)
		cem := goIn("Cem")
		<-time.After(roomsEvery)
		want(ana, lobby.Left)
		want(cem, lobby.Entering)
		want(dora, lobby.Entering)

		// The allowance stands, so Ana comes back.
		if g, _, err := s.lobby.Knock(ctx, lobby.Knock{MeetingID: id, Name: "Ana", Token: ana}); err != nil || g.State != lobby.Allowed {
			t.Errorf("Ana comes back and is %s, %v", g.State, err)
		}
	})
}
