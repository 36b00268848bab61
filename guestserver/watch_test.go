package guestserver

import (
	"context"
	"errors"
	"testing"

	"github.com/gorilla/websocket"

	"foyer/client/portal/foyer"
	"foyer/client/signaling"
	"foyer/guestserver/lobby"
)

// TestRevokedSessionLosesItsConnection signs in on two devices, and revokes one of the sessions on the other.
func TestRevokedSessionLosesItsConnection(t *testing.T) {
	s, err := Open(t.Context(), Config{Data: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	go s.Serve(ctx)
	connect := func() (token string, line *signaling.Conn) {
		t.Helper()
		_, token, err := s.SignIn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		portal := foyer.New(s.URL(), token)
		meetings, err := portal.Meetings(ctx)
		if err != nil {
			t.Fatal(err)
		}
		ticket, err := portal.Ticket(ctx, meetings[0].ID, "")
		if err != nil {
			t.Fatal(err)
		}
		if line, err = signaling.Dial(ctx, signaling.DialOptions{URL: ticket.URL, Ticket: ticket.Secret}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { line.Close() })
		if err := line.Send(ctx, signaling.Join{}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := line.Receive(ctx); err != nil {
			t.Fatal(err)
		}
		return token, line
	}
	phone, phoneLine := connect()
	_, laptopLine := connect()
	admin, err := s.accounts.Administrator(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := s.accounts.ListSessions(ctx, admin.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, session := range sessions {
		if session.Owns(phone) {
			if err := s.accounts.Revoke(ctx, admin.ID, session.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.endLostSessions(ctx)
	_, _, err = phoneLine.Receive(ctx)
	if closed, ok := errors.AsType[*signaling.CloseError](err); !ok || closed.Code != websocket.ClosePolicyViolation {
		t.Errorf("the phone's connection ended with %v, want close code 1008", err)
	}
	if _, _, err := s.lobby.Knock(ctx, knockAt(t, s)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := laptopLine.Receive(ctx); err != nil {
		t.Errorf("the laptop hears no more of guests: %v", err)
	}
}

// knockAt returns a guest's knock at the server's first meeting.
func knockAt(t *testing.T, s *Server) lobby.Knock {
	t.Helper()
	room, err := s.store.FirstRoom(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	meetings, err := s.meetings.In(t.Context(), room.ID)
	if err != nil || len(meetings) == 0 {
		t.Fatalf("there are no meetings: %v", err)
	}
	return lobby.Knock{MeetingID: meetings[0].ID, Name: "Ana"}
}
