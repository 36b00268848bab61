// Package roomserver speaks the signaling of OpenTalk's RoomServer, which took the place of the controller's own in version 0.34, and
// says it in the words of package signaling: whoever follows a Conn sees the same events as on a connection of the older dialect.
//
// What differs: the ticket is a token in the address, there is no join command, hands have a namespace of their own, a participant may
// have several connections, and the waiting room has three states. RoomServers up to 0.0.39 know two; which one it is shows in
// join_success.
package roomserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync"
	"time"

	"foyer/client/signaling"
)

// DialOptions say where to connect. Address and Token are needed, as the controller's answer to start has them.
type DialOptions struct {
	// Address is the RoomServer's, http or https.
	Address string
	// Token opens this one connection, within half a minute. It never appears in an error.
	Token string
	// NetDial makes the connection below the websocket; nil is the network.
	NetDial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Conn is one connection. It does not reconnect: its token is used up. Send and Close may be called at any time; Receive by one
// goroutine.
type Conn struct {
	socket *signaling.Socket
	// pending are the events of a message that says several things, with its time.
	pending []signaling.Event
	at      time.Time

	mu   sync.Mutex
	room room
}

// Dial opens a connection within 15 seconds. The server joins by itself: the first event is join_success, or that the desk has to wait.
func Dial(ctx context.Context, o DialOptions) (*Conn, error) {
	address, err := websocketURL(o.Address, o.Token)
	if err != nil {
		return nil, fmt.Errorf("dial roomserver: %w", err)
	}
	socket, err := signaling.DialSocket(ctx, signaling.DialOptions{URL: address, NetDial: o.NetDial})
	if err != nil {
		return nil, fmt.Errorf("dial roomserver: %w", err)
	}
	return &Conn{socket: socket}, nil
}

// websocketURL returns the address of the signaling for a token.
func websocketURL(address, token string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return "", errors.New("the server's address is none")
	}
	switch u.Scheme {
	case "http", "ws":
		u.Scheme = "ws"
	case "https", "wss":
		u.Scheme = "wss"
	default:
		return "", errors.New("the server's address is none of the web")
	}
	if token == "" {
		return "", errors.New("there is no token")
	}
	u.RawQuery, u.Fragment = "", ""
	return u.JoinPath("v1", "signaling", url.PathEscape(token)).String(), nil
}

// Send sends a command. Join needs no word here. What the RoomServer has no word for is errors.ErrUnsupported.
func (c *Conn) Send(ctx context.Context, cmd signaling.Command) error {
	c.mu.Lock()
	frame, err := c.room.encode(cmd)
	c.mu.Unlock()
	if err != nil || frame == nil {
		return err
	}
	return c.socket.Send(ctx, frame)
}

// Receive waits for the next event, as signaling.Conn does.
func (c *Conn) Receive(ctx context.Context) (signaling.Event, time.Time, error) {
	for len(c.pending) == 0 {
		frame, err := c.socket.Receive(ctx)
		if err != nil {
			return nil, time.Time{}, fmt.Errorf("receive: %w", err)
		}
		c.mu.Lock()
		c.pending, c.at, err = c.room.decode(frame)
		c.mu.Unlock()
		if err != nil {
			return nil, time.Time{}, err
		}
	}
	e := c.pending[0]
	c.pending = c.pending[1:]
	return e, c.at, nil
}

// Close says goodbye and closes the connection. Closing twice is fine.
func (c *Conn) Close() error { return c.socket.Close() }
