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

// Socket is the websocket below a signaling connection of any dialect: whole frames, sent with a limit, and a server whose silence is
// noticed. Send and Close may be called at any time; Receive by one goroutine, which has to call it again and again.
type Socket struct {
	ws    *websocket.Conn
	write sync.Mutex
	once  sync.Once
	done  chan struct{}
}

func newSocket(ws *websocket.Conn) *Socket {
	c := &Socket{ws: ws, done: make(chan struct{})}
	ws.SetReadLimit(maxEvent)
	answer := ws.PingHandler()
	ws.SetPingHandler(func(data string) error {
		c.heard()
		return answer(data)
	})
	go c.keepAlive()
	return c
}

// Send sends a text frame, as Conn.Send does.
func (c *Socket) Send(ctx context.Context, frame []byte) error {
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

// Receive waits for the next frame. An error ends the socket: a *CloseError, ErrSilent, what happened to the network, or the error
// of ctx, which closes the socket.
func (c *Socket) Receive(ctx context.Context) ([]byte, error) {
	defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	frame, err := c.read()
	if err != nil {
		return nil, readError(ctx, err)
	}
	return frame, nil
}

// Close says goodbye, within a second, and closes the connection. A Receive under way returns. Closing twice is fine.
func (c *Socket) Close() error {
	c.once.Do(func() {
		close(c.done)
		bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
		_ = c.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(goodbyeLimit))
		_ = c.ws.Close()
	})
	return nil
}

func (c *Socket) read() ([]byte, error) {
	c.heard()
	_, r, err := c.ws.NextReader()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(hearing{c, r})
}

// heard notes a sign of life.
func (c *Socket) heard() { _ = c.ws.SetReadDeadline(time.Now().Add(silenceLimit)) }

// hearing takes each part of a message as a sign of life: a long one may take a while on a slow line.
type hearing struct {
	c *Socket
	r io.Reader
}

func (h hearing) Read(p []byte) (int, error) {
	h.c.heard()
	return h.r.Read(p)
}

// keepAlive pings, so that a server in good health is never silent for long.
func (c *Socket) keepAlive() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	// The ping is the same in all dialects, and a struct without fields can be encoded.
	ping, _ := EncodeCommand(Ping{})
	for {
		select {
		case <-c.done:
			return
		case <-tick.C:
			if err := c.Send(context.Background(), ping); err != nil {
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
