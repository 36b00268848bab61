package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
)

const (
	// handshakeLimit bounds the time from the first packet to the open websocket.
	handshakeLimit = 15 * time.Second
	// pingEvery is how often the client gives a sign of life. The server ends connections that are idle for 60 seconds.
	pingEvery = 15 * time.Second
	// silenceLimit is how long nothing at all may come, not even the answer to a ping.
	silenceLimit = 40 * time.Second
	// writeLimit is how long one frame may take on its way out.
	writeLimit = 10 * time.Second
	// goodbyeLimit is how long leaving may take.
	goodbyeLimit = 2 * time.Second
	// closeForbidden is the code for connections that are refused, or forced to end. It is no use to try again.
	closeForbidden = 4403
)

// conn is one GraphQL connection.
type conn struct {
	ws    *websocket.Conn
	write sync.Mutex
	once  sync.Once
	done  chan struct{}

	mu       sync.Mutex
	last     int // the latest ID
	commands map[string]command
}

// command is a mutation without an answer yet.
type command struct {
	name   string
	answer chan error // gets the one answer; it has room for it
}

// dial opens a connection and says who comes.
func dial(ctx context.Context, s Session, o Options) (*conn, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeLimit)
	defer cancel()
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: handshakeLimit, TLSClientConfig: o.TLS,
		NetDialContext: o.NetDial, Subprotocols: []string{protocol}}
	// The cookie's path need not cover the websocket's, so it is set by hand. No Origin is sent: the server accepts none
	// or its own.
	head := http.Header{}
	for _, c := range s.Cookies {
		head.Add("Cookie", c.Name+"="+c.Value)
	}
	ws, resp, err := dialer.DialContext(ctx, s.Websocket, head)
	switch {
	case errors.Is(err, websocket.ErrBadHandshake):
		return nil, handshakeError(resp.StatusCode)
	case err != nil:
		return nil, fmt.Errorf("dial: %w", err)
	case ws.Subprotocol() != protocol:
		_ = ws.Close()
		return nil, fmt.Errorf("dial: the server speaks %.40q, not %s", ws.Subprotocol(), protocol)
	}
	c := &conn{ws: ws, done: make(chan struct{}), commands: map[string]command{}}
	ws.SetReadLimit(maxFrame)
	ws.SetPongHandler(func(string) error { c.heard(); return nil })
	answer := ws.PingHandler()
	ws.SetPingHandler(func(data string) error { c.heard(); return answer(data) })
	err = c.send("", "connection_init", map[string]any{"headers": map[string]string{"X-Session-Token": s.Token,
		"X-ClientSessionUUID": uuid.NewString(), "X-ClientType": "HTML5", "X-ClientIsMobile": "false"}})
	if err != nil {
		c.cut()
		return nil, fmt.Errorf("dial: %w", err)
	}
	go c.keepAlive()
	return c, nil
}

// handshakeError returns the error of a server that opens no websocket.
func handshakeError(status int) error {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return fmt.Errorf("dial: status %d: %w", status, errSessionLost)
	}
	return fmt.Errorf("dial: no websocket, but status %d", status)
}

// send sends a frame.
func (c *conn) send(id, kind string, payload any) error {
	text, err := encodeFrame(id, kind, payload)
	if err != nil {
		return err
	}
	c.write.Lock()
	defer c.write.Unlock()
	_ = c.ws.SetWriteDeadline(time.Now().Add(writeLimit))
	if err := c.ws.WriteMessage(websocket.TextMessage, text); err != nil {
		c.cut()
		return fmt.Errorf("send %s: %w", kind, err)
	}
	return nil
}

// subscribe begins a subscription and returns its ID.
func (c *conn) subscribe(text string, variables map[string]any) (string, error) {
	id := c.nextID()
	return id, c.operate(id, text, variables)
}

func (c *conn) operate(id, text string, variables map[string]any) error {
	if variables == nil {
		variables = map[string]any{}
	}
	return c.send(id, "subscribe", operation{Variables: variables, Name: operationName(text), Query: text})
}

// mutate sends a mutation. The channel gets nil when the server has taken it, which is not to say that it did anything.
func (c *conn) mutate(text string, variables map[string]any) (<-chan error, error) {
	id := c.nextID()
	cmd := command{name: functionName(text), answer: make(chan error, 1)}
	c.mu.Lock()
	c.commands[id] = cmd
	c.mu.Unlock()
	return cmd.answer, c.operate(id, text, variables)
}

func (c *conn) nextID() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	return strconv.Itoa(c.last)
}

// answered hands the answer to a mutation on, and reports whether the frame was one.
func (c *conn) answered(f frame) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	cmd, ok := c.commands[f.ID]
	if !ok {
		return false
	}
	delete(c.commands, f.ID)
	var err error
	if f.Type == "error" {
		err = &RefusedError{Operation: cmd.name, Message: f.message()}
	}
	cmd.answer <- err
	return true
}

// receive waits for the next frame.
func (c *conn) receive() (frame, error) {
	c.heard()
	_, r, err := c.ws.NextReader()
	if err != nil {
		return frame{}, readError(err)
	}
	text, err := io.ReadAll(hearing{c, r})
	if err != nil {
		return frame{}, readError(err)
	}
	return decodeFrame(text)
}

// heard notes a sign of life.
func (c *conn) heard() { _ = c.ws.SetReadDeadline(time.Now().Add(silenceLimit)) }

// hearing takes each part of a frame as a sign of life: a long one may take a while on a slow line.
type hearing struct {
	c *conn
	r io.Reader
}

func (h hearing) Read(p []byte) (int, error) {
	h.c.heard()
	return h.r.Read(p)
}

// keepAlive sends two pings now and then: one of the websocket, which every server answers, and one of the protocol, without
// which the server thinks that nobody is there.
func (c *conn) keepAlive() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-c.done:
			return
		case <-tick.C:
			_ = c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeLimit))
			if c.send("", "ping", nil) != nil {
				return
			}
		}
	}
}

// leave takes the user out of the meeting, unless that takes too long, and closes the connection. Somebody else has to receive.
func (c *conn) leave() {
	if answer, err := c.mutate(leaveMeeting, nil); err == nil {
		patience := time.NewTimer(goodbyeLimit)
		defer patience.Stop()
		select {
		case <-answer:
		case <-patience.C:
		case <-c.done:
		}
	}
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = c.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second))
	c.cut()
}

// cut ends the connection without a word.
func (c *conn) cut() {
	c.once.Do(func() {
		close(c.done)
		_ = c.ws.Close()
	})
}

// readError says in this package's words why reading ended.
func readError(err error) error {
	if closed, ok := errors.AsType[*websocket.CloseError](err); ok {
		return &CloseError{Code: closed.Code, Reason: closed.Text}
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return ErrSilent
	}
	return fmt.Errorf("receive: %w", err)
}

// unknownSession reports whether a connection was refused for its session, so that a new one may do: the reason's form is not
// known for sure, but its words are.
func unknownSession(err error) bool {
	closed, ok := errors.AsType[*CloseError](err)
	return ok && closed.Code == closeForbidden &&
		(strings.Contains(closed.Reason, "user_not_found") || strings.Contains(closed.Reason, "check_authorization_error"))
}
