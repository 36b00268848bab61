package guestserver

import (
	"context"
	"errors"
	"testing"

	"github.com/gorilla/websocket"

	"foyer/client/portal/foyer"
	"foyer/client/signaling"
	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
)

// atOnce is how long a connection may stay open whose session has ended. It is far less than it takes until somebody looks.
const atOnce = sessionsEvery / 3

// TestEndedSessionLosesItsConnectionAtOnce signs an administrator in on two devices, and ends the session of the telephone in each way. The
// laptop's ends with the account alone.
func TestEndedSessionLosesItsConnectionAtOnce(t *testing.T) {
	const newPassword = "correct horse battery"
	for how, end := range map[string]func(s *Server, acc account.Account, phone, laptop string) error{
		"revoked": func(s *Server, acc account.Account, phone, _ string) error {
			sessions, err := s.accounts.ListSessions(t.Context(), acc.ID)
			for _, session := range sessions {
				if session.Owns(phone) {
					err = errors.Join(err, s.accounts.Revoke(t.Context(), acc.ID, session.ID))
				}
			}
			return err
		},
		"password changed": func(s *Server, acc account.Account, _, laptop string) error {
			return s.accounts.ChangePassword(t.Context(), acc, s.first.Password, newPassword, laptop)
		},
		"account removed": func(s *Server, acc account.Account, _, _ string) error {
			_, err := s.accounts.Create(t.Context(), "mo@example.org", "Mo", newPassword, account.Administrator)
			return errors.Join(err, s.accounts.Remove(t.Context(), acc.ID))
		},
	} {
		t.Run(how, func(t *testing.T) {
			s, err := Open(t.Context(), Config{Data: t.TempDir(), Listen: "127.0.0.1:0"})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			go s.Serve(t.Context())
			acc, err := s.accounts.Administrator(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			phone, phoneLine := connect(t, s)
			laptop, laptopLine := connect(t, s)
			if err := end(s, acc, phone, laptop); err != nil {
				t.Fatal(err)
			}
			wantEnded(t, phoneLine)
			if how == "account removed" {
				wantEnded(t, laptopLine)
				return
			}
			if _, _, err := s.lobby.Knock(t.Context(), knockAt(t, s)); err != nil {
				t.Fatal(err)
			}
			if _, _, err := laptopLine.Receive(t.Context()); err != nil {
				t.Errorf("the laptop hears no more of guests: %v", err)
			}
		})
	}
}

// connect signs a device of the administrator in, and takes it to the first meeting.
func connect(t *testing.T, s *Server) (token string, line *signaling.Conn) {
	t.Helper()
	ctx := t.Context()
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

// wantEnded waits until the server ends a connection.
func wantEnded(t *testing.T, line *signaling.Conn) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), atOnce)
	defer cancel()
	for {
		_, _, err := line.Receive(ctx)
		if err == nil {
			continue
		}
		if closed, ok := errors.AsType[*signaling.CloseError](err); !ok || closed.Code != websocket.ClosePolicyViolation {
			t.Errorf("the connection ended with %v, want close code 1008", err)
		}
		return
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
