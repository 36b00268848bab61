package signal_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
)

// patience is how long a test waits for a message that should be there.
const patience = 10 * time.Second

// client is one end of a websocket.
type client struct {
	*websocket.Conn
	t testing.TB
	w *world
	// id is the participant's, and token a guest's own, where the test knows them.
	id, token string
}

// connect opens a websocket with a ticket.
func (w *world) connect(ticket string) *client {
	w.t.Helper()
	c, status := w.tryConnect(http.Header{}, signaling.TicketProtocol(ticket), signaling.Subprotocol)
	if c == nil {
		w.t.Fatalf("the websocket does not open: %s", status)
	}
	return c
}

// tryConnect returns nil, and the status with the code of the answer, if the server does not open a websocket.
func (w *world) tryConnect(header http.Header, protocols ...string) (*client, string) {
	w.t.Helper()
	d := websocket.Dialer{NetDialContext: w.dial, Subprotocols: protocols}
	ws, resp, err := d.DialContext(w.t.Context(), "ws"+strings.TrimPrefix(w.server.URL, "http")+"/signaling", header)
	if err != nil {
		if resp == nil {
			return nil, err.Error()
		}
		var body struct{ Code string }
		_ = json.NewDecoder(resp.Body).Decode(&body) // Not every refusal is JSON.
		return nil, strings.TrimSpace(http.StatusText(resp.StatusCode) + " " + body.Code)
	}
	w.t.Cleanup(func() { ws.Close() })
	return &client{Conn: ws, t: w.t, w: w}, ""
}

// moderator connects Ben to the choir and joins.
func (w *world) moderator() (*client, *signaling.JoinSuccess) {
	w.t.Helper()
	c := w.connect(w.moderatorTicket())
	c.send(&signaling.Join{})
	return c, receive[*signaling.JoinSuccess](c)
}

// guest connects a new guest to the choir by the socket alone, and returns its token, too.
func (w *world) guest(name string) (*client, string) {
	w.t.Helper()
	a := w.invited("")
	c := w.connect(a.Ticket)
	c.send(&signaling.Join{DisplayName: name})
	receive[*signaling.InWaitingRoom](c)
	return c, a.Resumption
}

// waiting returns the only guest who waits for the choir under a name.
func (w *world) waiting(name string) lobby.Guest {
	w.t.Helper()
	guests, err := w.Waiting(w.t.Context(), choirID)
	if err != nil {
		w.t.Fatal(err)
	}
	var found []lobby.Guest
	for _, g := range guests {
		if g.Name == name {
			found = append(found, g)
		}
	}
	if len(found) != 1 {
		w.t.Fatalf("%d guests named %s wait among %d, want 1", len(found), name, len(guests))
	}
	return found[0]
}

func (c *client) send(cmd signaling.Command) {
	c.t.Helper()
	frame, err := signaling.EncodeCommand(cmd)
	if err != nil {
		c.t.Fatal(err)
	}
	c.sendText(string(frame))
}

func (c *client) sendText(frame string) {
	c.t.Helper()
	if err := c.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		c.t.Fatal(err)
	}
}

// next returns the next event.
func (c *client) next() (signaling.Event, error) {
	if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	_, frame, err := c.ReadMessage()
	if err != nil {
		return nil, err
	}
	e, _, err := signaling.DecodeEvent(frame)
	return e, err
}

// receive returns the next event, which must be an E.
func receive[E signaling.Event](c *client) E {
	c.t.Helper()
	e, err := c.next()
	if err != nil {
		c.t.Fatalf("want %T: %v", *new(E), err)
	}
	got, ok := e.(E)
	if !ok {
		c.t.Fatalf("received %T %+v, want %T", e, e, *new(E))
	}
	return got
}

// await returns the next event that is an E, after any others.
func await[E signaling.Event](c *client) E {
	c.t.Helper()
	for {
		e, err := c.next()
		if err != nil {
			c.t.Fatalf("want %T: %v", *new(E), err)
		}
		if got, ok := e.(E); ok {
			return got
		}
	}
}

// quit says goodbye.
func (c *client) quit() {
	c.t.Helper()
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	if err := c.WriteControl(websocket.CloseMessage, bye, time.Now().Add(patience)); err != nil {
		c.t.Fatal(err)
	}
	c.wantClosed(websocket.CloseNormalClosure)
}

// readOn reads until the connection ends.
func (c *client) readOn() {
	for {
		if _, err := c.next(); err != nil {
			return
		}
	}
}

// wantNothing checks that no event has come: the answer to a ping comes first.
func (c *client) wantNothing() {
	c.t.Helper()
	c.send(signaling.Ping{})
	receive[*signaling.Pong](c)
}

// wantClosed reads until the server has closed the connection, with a code.
func (c *client) wantClosed(code int) {
	c.t.Helper()
	for {
		if _, err := c.next(); err != nil {
			if !websocket.IsCloseError(err, code) {
				c.t.Errorf("the connection ended with %v, want close code %d", err, code)
			}
			return
		}
	}
}

// wantError checks that a command is answered with an error.
func (c *client) wantError(want string) {
	c.t.Helper()
	e, err := c.next()
	if err != nil {
		c.t.Fatalf("want error %s: %v", want, err)
	}
	switch e := e.(type) {
	case *signaling.ControlError:
		err = errors.New("control " + e.Error)
	case *signaling.ModerationError:
		err = errors.New("moderation " + e.Error)
	case *signaling.FoyerError:
		err = errors.New("foyer " + e.Error)
	default:
		c.t.Fatalf("received %T %+v, want error %s", e, e, want)
	}
	if err.Error() != want {
		c.t.Errorf("error is %s, want %s", err, want)
	}
}
