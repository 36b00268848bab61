//go:build linux

package benchtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"foyer/client/portal"
	"foyer/client/portal/foyer"
	"foyer/client/signaling"
)

// server is a guest server under load, with one meeting.
type server struct {
	*process
	// url is the server's address, guestURL the meeting's guest link.
	url, guestURL string
	portal        *foyer.Portal
	meeting       portal.Meeting
	guestCode     string
}

// startServer starts the program with a simulated conference server, and signs a moderator in.
func startServer(b *testing.B, env ...string) *server {
	b.Helper()
	program, err := buildProgram()
	if err != nil {
		b.Fatal(err)
	}
	s := &server{process: startProcess(b, "foyer", env, program,
		"--serve", "--demo", "--data", b.TempDir(), "--listen", "127.0.0.1:0", "--log-level", "error")}
	s.guestURL = s.line(b, "guest link")
	u, err := url.Parse(s.guestURL)
	if err != nil {
		b.Fatal(err)
	}
	s.guestCode, s.url = path.Base(u.Path), u.Scheme+"://"+u.Host
	email, password, _ := strings.Cut(s.line(b, "sign in"), " ")
	session, err := foyer.SignIn(b.Context(), s.url, email, strings.TrimSpace(password))
	if err != nil {
		b.Fatal(err)
	}
	s.portal = foyer.New(s.url, session.Token)
	meetings, err := s.portal.Meetings(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	s.meeting = meetings[0]
	return s
}

// moderate opens a moderator's signaling connection and joins.
func (s *server) moderate(b *testing.B) *signaling.Conn {
	b.Helper()
	conn, _ := s.oversee(b)
	return conn
}

// oversee opens a moderator's signaling connection, and returns who waits, too.
func (s *server) oversee(b *testing.B) (*signaling.Conn, []signaling.Participant) {
	b.Helper()
	ticket, err := s.portal.Ticket(b.Context(), s.meeting.ID, "")
	if err != nil {
		b.Fatal(err)
	}
	conn, err := signaling.Dial(b.Context(), signaling.DialOptions{URL: ticket.URL, Ticket: ticket.Secret})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	if err := conn.Send(b.Context(), signaling.Join{}); err != nil {
		b.Fatal(err)
	}
	event, _, err := conn.Receive(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	state, ok := event.(*signaling.JoinSuccess)
	if !ok {
		b.Fatalf("the moderator was told %T", event)
	}
	return conn, state.Moderation.WaitingParticipants
}

// admit has one guest knock and wait without a page, as a program does: ticket, websocket, join.
func (s *server) admit(client *http.Client, number int) (*websocket.Conn, error) {
	ws, _, err := s.wait(client, fmt.Sprintf("Guest %d", number), "")
	return ws, err
}

// wait has a guest join the waiting room: a new one, or the one that a resumption token stands for. It returns the token for the next
// time.
func (s *server) wait(client *http.Client, name, resumption string) (*websocket.Conn, string, error) {
	started, err := s.start(client, resumption)
	if err != nil {
		return nil, "", err
	}
	ws, err := dial(s.signaling(), signaling.TicketProtocol(started.Ticket), signaling.Subprotocol)
	if err != nil {
		return nil, "", err
	}
	if err := join(ws, name); err != nil {
		ws.Close()
		return nil, "", err
	}
	return ws, started.Resumption, nil
}

// started is a guest's ticket, and its token for coming back.
type started struct{ Ticket, Resumption string }

// start asks for a guest's ticket. The client's cookies, or a resumption token, tell which guest.
func (s *server) start(client *http.Client, resumption string) (started, error) {
	body, err := json.Marshal(map[string]string{"invite_code": s.guestCode, "resumption": resumption})
	if err != nil {
		return started{}, err
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost,
		s.url+"/v1/rooms/"+s.meeting.ID+"/start_invited", bytes.NewReader(body))
	if err != nil {
		return started{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		return started{}, err
	}
	defer resp.Body.Close()
	var answer started
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || answer.Ticket == "" {
		return started{}, fmt.Errorf("ticket: status %d, %v", resp.StatusCode, err)
	}
	return answer, nil
}

// join joins the waiting room and waits until the server has said so.
func join(ws *websocket.Conn, name string) error {
	frame, err := signaling.EncodeCommand(signaling.Join{DisplayName: name})
	if err != nil {
		return err
	}
	if err := ws.WriteMessage(websocket.TextMessage, frame); err != nil {
		return err
	}
	_, answer, err := ws.ReadMessage()
	if err != nil {
		return fmt.Errorf("join: %w", err)
	}
	if !bytes.Contains(answer, []byte(`"in_waiting_room"`)) {
		return fmt.Errorf("join: told %.200s", answer)
	}
	return nil
}

// signaling returns the websocket's address.
func (s *server) signaling() string { return strings.Replace(s.url, "http", "ws", 1) + "/signaling" }
