package signaling

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// pingEvery is how often the client asks for a sign of life, as OpenTalk's web client does.
	pingEvery = 12 * time.Second
	// silenceLimit is how long nothing at all may arrive. OpenTalk's server has the same patience with its clients.
	silenceLimit = 20 * time.Second
	// writeLimit is how long one message may take on its way out.
	writeLimit = 10 * time.Second
	// goodbyeLimit is how long Close tries to say goodbye.
	goodbyeLimit = time.Second
)

// ErrSilent is returned by Receive when nothing at all has come from the server for 20 seconds.
var ErrSilent = errors.New("no sign of life from the server")

// CloseError is returned by Receive when the server closed the connection.
type CloseError struct {
	// Code is the websocket's close code: 1000 after the server has no more to say, 1001 when it shuts down, 1006 when the
	// connection broke off without one.
	Code   int
	Reason string
}

// Error returns the code and the reason.
func (e *CloseError) Error() string {
	text := fmt.Sprintf("connection closed with code %d", e.Code)
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	return text
}

// Conn is one signaling connection. It does not reconnect: its ticket is used up.
//
// Send and Close may be called at any time; Receive by one goroutine, which has to call it again and again, for it also
// answers the server's pings and watches for its silence. Everyone who opens a Conn closes it.
type Conn struct {
	ws    *websocket.Conn
	write sync.Mutex
	once  sync.Once
	done  chan struct{}
}

func newConn(ws *websocket.Conn) *Conn {
	c := &Conn{ws: ws, done: make(chan struct{})}
	ws.SetReadLimit(maxEvent)
	answer := ws.PingHandler()
	ws.SetPingHandler(func(data string) error {
		c.heard()
		return answer(data)
	})
	go c.keepAlive()
	return c
}

// Send sends a command, and returns when it is on its way; whether the server carries it out is told by events. It does not begin
// when ctx is over. Once begun it takes as long as it takes, but at most ten seconds: a message that gets stuck half way ends
// the connection.
func (c *Conn) Send(ctx context.Context, cmd Command) error {
	frame, err := EncodeCommand(cmd)
	if err != nil {
		return err
	}
	c.write.Lock()
	defer c.write.Unlock()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	_ = c.ws.SetWriteDeadline(time.Now().Add(writeLimit))
	if err := c.ws.WriteMessage(websocket.TextMessage, frame); err != nil {
		_ = c.Close()
		return fmt.Errorf("send: %w", err)
	}
	return nil
}

// Receive waits for the next event and returns it with the time that the server wrote on it.
//
// After an error that is ErrInvalidJSON the connection goes on; after every other it is over: a *CloseError, ErrSilent, or
// what happened to the network. When ctx ends while Receive waits, the connection is closed.
func (c *Conn) Receive(ctx context.Context) (Event, time.Time, error) {
	defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	frame, err := c.read()
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("receive: %w", readError(ctx, err))
	}
	return DecodeEvent(frame)
}

// Close says goodbye, within a second, and closes the connection. A Receive under way returns. Closing twice is fine.
func (c *Conn) Close() error {
	c.once.Do(func() {
		close(c.done)
		bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
		_ = c.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(goodbyeLimit))
		_ = c.ws.Close()
	})
	return nil
}

func (c *Conn) read() ([]byte, error) {
	c.heard()
	_, r, err := c.ws.NextReader()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(hearing{c, r})
}

// heard notes a sign of life.
func (c *Conn) heard() { _ = c.ws.SetReadDeadline(time.Now().Add(silenceLimit)) }

// hearing takes each part of a message as a sign of life: a long one may take a while on a slow line.
type hearing struct {
	c *Conn
	r io.Reader
}

func (h hearing) Read(p []byte) (int, error) {
	h.c.heard()
	return h.r.Read(p)
}

// keepAlive pings, so that a server in good health is never silent for long.
func (c *Conn) keepAlive() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-c.done:
			return
		case <-tick.C:
			if err := c.Send(context.Background(), Ping{}); err != nil {
				return
			}
		}
	}
}

// readError says in this package's words why reading ended.
func readError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if closed, ok := errors.AsType[*websocket.CloseError](err); ok {
		return &CloseError{Code: closed.Code, Reason: closed.Text}
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return ErrSilent
	}
	return err
}
