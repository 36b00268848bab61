package signaling

import (
	"context"
	"fmt"
	"time"
)

// Conn is one signaling connection of dialect A, with Foyer's additions. It does not reconnect: its ticket is used up.
//
// Send and Close may be called at any time; Receive by one goroutine, which has to call it again and again, for it also
// answers the server's pings and watches for its silence. Everyone who opens a Conn closes it.
type Conn struct{ socket *Socket }

// Send sends a command, and returns when it is on its way; whether the server carries it out is told by events. It does not begin
// when ctx is over. Once begun it takes as long as it takes, but at most ten seconds: a message that gets stuck half way ends
// the connection.
func (c *Conn) Send(ctx context.Context, cmd Command) error {
	frame, err := EncodeCommand(cmd)
	if err != nil {
		return err
	}
	return c.socket.Send(ctx, frame)
}

// Receive waits for the next event and returns it with the time that the server wrote on it.
//
// After an error that is ErrInvalidJSON the connection goes on; after every other it is over: a *CloseError, ErrSilent, or
// what happened to the network. When ctx ends while Receive waits, the connection is closed.
func (c *Conn) Receive(ctx context.Context) (Event, time.Time, error) {
	frame, err := c.socket.Receive(ctx)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("receive: %w", err)
	}
	return DecodeEvent(frame)
}

// Close says goodbye, within a second, and closes the connection. A Receive under way returns. Closing twice is fine.
func (c *Conn) Close() error { return c.socket.Close() }
