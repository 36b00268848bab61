package guestserver

import (
	"context"
	"fmt"
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

// silentHall is a conference server that takes guests in and then says nothing.
type silentHall struct{ hall }

func (*silentHall) MeetingInfo(ctx context.Context, _ string) (bbb.Meeting, error) {
	<-ctx.Done()
	return bbb.Meeting{}, ctx.Err()
}

// openAt opens a guest server whose meetings are at a conference server, and returns it with its administrator's ID.
func openAt(t *testing.T, b conference.BBB) (s *Server, adminID string) {
	t.Helper()
	s, err := Open(t.Context(), Config{Data: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	s.conference.BBB, s.conference.HTTP = b, nil
	admin, err := s.administrator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s, admin.ID
}

// TestSilentConferenceServerHoldsUpFewMeetings looks at a dozen meetings that guests went to, of which no word is heard.
func TestSilentConferenceServerHoldsUpFewMeetings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		s, admin := openAt(t, &silentHall{})
		defer s.Close()
		const meetings = 12
		for i := range meetings {
			m, err := s.meetings.Create(ctx, admin, fmt.Sprint("Meeting ", i), false)
			if err != nil {
				t.Fatal(err)
			}
			goIn(t, s, m.ID, "Ana")
		}
		begun := time.Now()
		if out := s.leaveEmptyRooms(ctx, nil); len(out) != 0 {
			t.Errorf("%v are taken to have left", out)
		}
		if took := time.Since(begun); took == 0 || took > 20*time.Second {
			t.Errorf("to look at %d meetings took %v", meetings, took)
		}
		<-time.After(time.Minute) // What was asked last is given up, too.
	})
}

// goIn has a guest knock, be allowed, and set out.
func goIn(t *testing.T, s *Server, meetingID, name string) (token string) {
	t.Helper()
	g, token, err := s.lobby.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	allow := lobby.Decision{MeetingID: meetingID, Verdict: lobby.Allow, Guests: []string{g.ID}}
	if _, err := s.lobby.Decide(t.Context(), allow); err != nil {
		t.Fatal(err)
	}
	if _, err := s.lobby.Enter(t.Context(), meetingID, token); err != nil {
		t.Fatal(err)
	}
	return token
}

// TestGuestsHaveLeftAMeetingThatRanEmpty has Ana go in and close the browser, and Cem set out when nobody is in yet.
func TestGuestsHaveLeftAMeetingThatRanEmpty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		h := &hall{}
		s, admin := openAt(t, h)
		defer s.Close()
		meetings, err := s.meetings.Of(ctx, admin)
		if err != nil || len(meetings) != 1 {
			t.Fatalf("the meetings are %+v, %v", meetings, err)
		}
		id := meetings[0].ID
		want := func(token string, state lobby.State) {
			t.Helper()
			if g, err := s.lobby.Guest(ctx, id, token); err != nil || g.State != state {
				t.Errorf("%s is %s, %v; want %s", g.Name, g.State, err, state)
			}
		}
		stop := s.watch(ctx)
		defer stop()

		h.runs.Store(true)
		ana := goIn(t, s, id, "Ana")
		dora := goIn(t, s, id, "Dora")
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
		cem := goIn(t, s, id, "Cem")
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
