package signaling

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// handshakeLimit bounds the time from the first packet to the open websocket.
const handshakeLimit = 15 * time.Second

// maxEvent is the longest event in bytes that a client accepts. The join_success of a meeting with 15,000 waiting guests
// is about 6 MB long.
const maxEvent = 16 << 20

// DialOptions say where to connect. URL and Ticket are needed, the rest may be left out.
type DialOptions struct {
	// URL is the websocket's address, ws or wss.
	URL string
	// Ticket opens this one connection. It never appears in an error.
	Ticket string
	// Header is added to the handshake's request, such as a User-Agent.
	Header http.Header
	// TLS is nil for the certificates that the operating system trusts.
	TLS *tls.Config
	// NetDial makes the connection below the websocket; nil is the network.
	NetDial func(ctx context.Context, network, address string) (net.Conn, error)
}

// HandshakeError is the answer of a server that does not open a websocket.
type HandshakeError struct {
	// Status is the HTTP status code.
	Status int
	// Code is the reason that OpenTalk gives, such as "invalid_ticket"; empty if the answer has none.
	Code string
}

// Error returns the status and the code.
func (e *HandshakeError) Error() string {
	text := fmt.Sprintf("no websocket, but HTTP status %d", e.Status)
	if e.Code != "" {
		text += " " + e.Code
	}
	return text
}

// Dial opens a connection within 15 seconds. The ticket travels as a subprotocol, as OpenTalk's web client sends it. The
// error is a *HandshakeError if the server answered, but did not open a websocket.
func Dial(ctx context.Context, o DialOptions) (*Conn, error) {
	if !isToken(o.Ticket) {
		return nil, errors.New("dial signaling: the ticket has characters that no ticket has")
	}
	socket, err := DialSocket(ctx, o)
	if err != nil {
		return nil, err
	}
	return &Conn{socket}, nil
}

// DialSocket opens the websocket of a dialect whose messages are not this package's. Without a ticket it asks for no subprotocol.
// Errors are those of Dial; none has more of the address than its host.
func DialSocket(ctx context.Context, o DialOptions) (*Socket, error) {
	var raw cutter
	defer context.AfterFunc(ctx, raw.cut)()
	dialer := websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		HandshakeTimeout: handshakeLimit,
		TLSClientConfig:  o.TLS,
		NetDialContext:   raw.watch(o.NetDial),
	}
	if o.Ticket != "" {
		dialer.Subprotocols = []string{TicketProtocol(o.Ticket), Subprotocol}
	}
	ws, resp, err := dialer.DialContext(ctx, o.URL, o.Header)
	switch {
	case ctx.Err() != nil:
		if ws != nil {
			_ = ws.Close()
		}
		return nil, fmt.Errorf("dial signaling: %w", ctx.Err())
	case errors.Is(err, websocket.ErrBadHandshake):
		return nil, fmt.Errorf("dial signaling: %w", handshakeError(resp))
	case err != nil:
		return nil, fmt.Errorf("dial signaling: %w", err)
	case o.Ticket != "" && ws.Subprotocol() != Subprotocol:
		_ = ws.Close()
		return nil, fmt.Errorf("dial signaling: the server speaks %.40q, not %s", ws.Subprotocol(), Subprotocol)
	}
	return newSocket(ws), nil
}

// isToken reports whether s can be part of a subprotocol's name: tchar of RFC 9110, section 5.6.2.
func isToken(s string) bool {
	for _, r := range s {
		if r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r) {
			return false
		}
	}
	return s != ""
}

func handshakeError(resp *http.Response) *HandshakeError {
	e := &HandshakeError{Status: resp.StatusCode}
	var body struct{ Code string }
	if data, err := io.ReadAll(resp.Body); err == nil && json.Unmarshal(data, &body) == nil && len(body.Code) <= 64 {
		e.Code = body.Code
	}
	return e
}

// A cutter closes a connection whose handshake is under way. The websocket library looks at the context before the handshake
// and at its deadline, but a cancelled context would go unnoticed until then.
type cutter struct {
	mu     sync.Mutex
	isCut  bool
	netcon net.Conn
}

type netDialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// watch returns dial, or the network's if it is nil, and remembers the connection that it makes.
func (c *cutter) watch(dial netDialFunc) netDialFunc {
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.netcon = conn
		if c.isCut {
			_ = conn.Close()
		}
		return conn, nil
	}
}

func (c *cutter) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.isCut = true
	if c.netcon != nil {
		_ = c.netcon.Close()
	}
}
