package wire

import (
	"io"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
)

// Session is what one side does with the frames that come over a connection.
type Session interface {
	// Handle takes the next frame.
	Handle(frame []byte)
	// End is called once, after the last frame. Quit says that one side said goodbye, rather than that the client fell
	// silent.
	End(quit bool)
}

// serve hands each message to the session until the connection ends.
//
// A guest spends all its time in here, on the 2 KiB of stack that a goroutine begins with. They just suffice to wait for a message in
// this one function. A stack that has grown never shrinks back so far, so the messages are dealt with in goroutines that end.
// BenchmarkMemory shows what a deeper stack costs.
func (w *Wire) serve(c *Conn, s Session) {
	for {
		_, message, err := c.ws.NextReader()
		if err != nil {
			break
		}
		done := make(chan struct{})
		go deal(s, c, message, done)
		<-done
	}
	w.end(c, s)
}

// deal has a session handle a message, and closes done. A client that sends too much is told so, and thrown out.
func deal(s Session, c *Conn, message io.Reader, done chan<- struct{}) {
	defer close(done)
	if !c.budget.spend() {
		c.Tell(signaling.RateLimitExceeded{})
		c.Close(websocket.CloseTryAgainLater)
		return
	}
	frame, err := io.ReadAll(message)
	if err != nil {
		return // The next read finds the connection broken, too.
	}
	s.Handle(frame)
}

// end forgets a connection.
func (w *Wire) end(c *Conn, s Session) {
	// A broken connection says again why it is. To hand that over from serve would take room that its stack does not have.
	_, _, why := c.ws.NextReader()
	c.ws.Close()
	goodbye := websocket.IsCloseError(why, websocket.CloseNormalClosure, websocket.CloseGoingAway, websocket.CloseNoStatusReceived)
	s.End(goodbye || c.closed())
	w.keepalive.remove(c)
	w.remove(c)
}
