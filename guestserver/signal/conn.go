package signal

import (
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
)

const (
	// writeWait bounds one write to a moderator, whose list of everyone may be long, guestWait one to a guest. A client whose buffers stay
	// full for so long is lost.
	writeWait = 10 * time.Second
	guestWait = 2 * time.Second
	// pingEvery is how often a client is pinged.
	pingEvery = 15 * time.Second
	// maxUnanswered is how many pings a client may leave unanswered. When the next one is due, 30 to 45 seconds after its last sign
	// of life, it is lost. A deadline for reading would do the same, with a timer and a deeper stack for each connection.
	maxUnanswered = 2
	// maxQueued bounds what waits to be written to a moderator, in bytes: it has room for a list of 15,000 guests. A guest, who is sent a few
	// words, gets maxGuestQueued.
	maxQueued      = 32 << 20
	maxGuestQueued = 32 << 10
	// closeInternal is sent when the server could not do its part.
	closeInternal = websocket.CloseInternalServerErr
)

// conn is a client's connection. What is sent is queued, and written by one of the few writers.
type conn struct {
	ws      *websocket.Conn
	writers *writers
	// slot is the keepalive's.
	slot int
	// guest says that the client is one.
	guest bool

	mu     sync.Mutex
	queue  [][]byte
	queued int
	// held keeps the queue back until letGo.
	held bool
	// busy says that a writer has the connection, or will have.
	busy bool
	// ping is due.
	ping bool
	// unanswered counts the pings since the last pong.
	unanswered int
	// closing is the code to close with once the queue is written, 0 if the connection is open.
	closing int
	// dead says that nothing more can be written.
	dead bool
}

func newConn(ws *websocket.Conn, w *writers, guest bool) *conn {
	c := &conn{ws: ws, writers: w, guest: guest}
	ws.SetReadLimit(signaling.MaxFrame)
	ws.SetPongHandler(c.answered)
	return c
}

// tell sends an event.
func (c *conn) tell(e signaling.Event) { c.send(encode(e)) }

// send queues a frame. It does not wait, and a frame to a closed connection is lost.
func (c *conn) send(frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead || c.closing != 0 {
		return
	}
	if c.queued += len(frame); c.queued > c.most() {
		c.kill()
		return
	}
	c.queue = append(c.queue, frame)
	c.schedule()
}

// most returns how many bytes may wait to be written.
func (c *conn) most() int {
	if c.guest {
		return maxGuestQueued
	}
	return maxQueued
}

// patience returns how long one write may take.
func (c *conn) patience() time.Duration {
	if c.guest {
		return guestWait
	}
	return writeWait
}

// hold keeps back what is sent from now on, until letGo.
func (c *conn) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = true
}

// letGo sends an event, and after it all that was held back.
func (c *conn) letGo(first signaling.Event) {
	frame := encode(first)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append([][]byte{frame}, c.queue...)
	c.queued += len(frame)
	c.held = false
	c.schedule()
}

// sendPing has the client pinged, or ends the connection if it has answered no ping for too long.
func (c *conn) sendPing() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.unanswered == maxUnanswered {
		c.kill()
		return
	}
	c.unanswered++
	c.ping = true
	c.schedule()
}

// answered notes a pong.
func (c *conn) answered(string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unanswered = 0
	return nil
}

// close writes what is queued, then ends the connection with a code.
func (c *conn) close(code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing == 0 {
		c.closing, c.held = code, false
		c.schedule()
	}
}

// schedule gives the connection to a writer, if there is something to write. It is called with mu locked.
func (c *conn) schedule() {
	if c.busy || c.dead || c.held && !c.ping {
		return
	}
	c.busy = true
	c.writers.take(c)
}

// kill ends the connection at once. It is called with mu locked.
func (c *conn) kill() {
	c.dead, c.queue, c.queued = true, nil, 0
	c.ws.Close()
}

// due is what a writer has to write.
type due struct {
	frames  [][]byte
	ping    bool
	closing int
}

// next returns what is due, and whether that is anything. If it is nothing, the writer is done with the connection.
func (c *conn) next() (due, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d := due{ping: c.ping}
	c.ping = false
	if !c.held {
		d.frames, d.closing = c.queue, c.closing
		c.queue, c.queued = nil, 0
	}
	if c.dead || len(d.frames) == 0 && !d.ping && d.closing == 0 {
		c.busy = false
		return due{}, false
	}
	return d, true
}

// write writes all that is due. Only one writer does so at a time.
func (c *conn) write() {
	for {
		d, ok := c.next()
		if !ok {
			return
		}
		if err := c.put(d); err != nil || d.closing != 0 {
			c.mu.Lock()
			c.kill()
			c.mu.Unlock()
		}
	}
}

func (c *conn) put(d due) error {
	deadline := time.Now().Add(c.patience())
	if err := c.ws.SetWriteDeadline(deadline); err != nil {
		return err
	}
	for _, frame := range d.frames {
		if err := c.ws.WriteMessage(websocket.TextMessage, frame); err != nil {
			return err
		}
	}
	if d.ping {
		if err := c.ws.WriteControl(websocket.PingMessage, nil, deadline); err != nil {
			return err
		}
	}
	if d.closing != 0 {
		return c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(d.closing, ""), deadline)
	}
	return nil
}
