package wire

import (
	"log/slog"
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
)

// Conn is a client's connection. What is sent is queued, and written by one of the few writers.
type Conn struct {
	ws      *websocket.Conn
	writers *writers
	budget  budget
	// slot is the keepalive's.
	slot int32

	mu     sync.Mutex
	queued int32
	queue  [][]byte
	// held keeps the queue back until LetGo was called as often as Hold.
	held int32
	// unanswered counts the pings since the last pong.
	unanswered int32
	// closing is the code to close with once the queue is written, 0 if the connection is open.
	closing int32
	// guest says that the client gets a guest's room and time.
	guest bool
	// busy says that a writer has the connection, or will have.
	busy bool
	// ping is due.
	ping bool
	// dead says that nothing more can be written.
	dead bool
}

func newConn(ws *websocket.Conn, w *writers, guest bool) *Conn {
	c := &Conn{ws: ws, writers: w, guest: guest}
	ws.SetReadLimit(signaling.MaxFrame)
	ws.SetPongHandler(c.answered)
	return c
}

// Tell sends an event.
func (c *Conn) Tell(e signaling.Event) { c.Send(Encode(e)) }

// Send queues a frame. It does not wait, and a frame to a closed connection is lost.
func (c *Conn) Send(frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead || c.closing != 0 {
		return
	}
	if c.queued += int32(len(frame)); c.queued > c.most() {
		c.kill()
		return
	}
	c.queue = append(c.queue, frame)
	c.schedule()
}

// most returns how many bytes may wait to be written.
func (c *Conn) most() int32 {
	if c.guest {
		return maxGuestQueued
	}
	return maxQueued
}

// Trust gives a guest a moderator's room and time from now on.
func (c *Conn) Trust() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.guest = false
}

// patience returns how long one write may take.
func (c *Conn) patience() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.guest {
		return guestWait
	}
	return writeWait
}

// Hold keeps back what is sent from now on, until LetGo.
func (c *Conn) Hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held++
}

// LetGo sends events, and after them all that was held back.
func (c *Conn) LetGo(first ...signaling.Event) {
	frames := make([][]byte, len(first))
	for i, e := range first {
		frames[i] = Encode(e)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, frame := range frames {
		c.queued += int32(len(frame))
	}
	c.queue = append(frames, c.queue...)
	c.held--
	c.schedule()
}

// sendPing has the client pinged, or ends the connection if it has answered no ping for too long.
func (c *Conn) sendPing() {
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
func (c *Conn) answered(string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unanswered = 0
	return nil
}

// Close writes what is queued, then ends the connection with a code.
func (c *Conn) Close(code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing == 0 {
		c.closing, c.held = int32(code), 0
		c.schedule()
	}
}

// closed reports whether Close was called.
func (c *Conn) closed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closing != 0
}

// schedule gives the connection to a writer, if there is something to write. It is called with mu locked.
func (c *Conn) schedule() {
	if c.busy || c.dead || c.held > 0 && !c.ping {
		return
	}
	c.busy = true
	c.writers.take(c)
}

// kill ends the connection at once. It is called with mu locked.
func (c *Conn) kill() {
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
func (c *Conn) next() (due, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d := due{ping: c.ping}
	c.ping = false
	if c.held <= 0 {
		d.frames, d.closing = c.queue, int(c.closing)
		c.queue, c.queued = nil, 0
	}
	if c.dead || len(d.frames) == 0 && !d.ping && d.closing == 0 {
		c.busy = false
		return due{}, false
	}
	return d, true
}

// write writes all that is due. Only one writer does so at a time.
func (c *Conn) write() {
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

func (c *Conn) put(d due) error {
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

// Encode returns an event's frame. Events are our own types, so that it cannot fail but by a mistake of ours.
func Encode(e signaling.Event) []byte {
	frame, err := signaling.EncodeEvent(e, time.Now())
	if err != nil {
		slog.Error("encode event", "error", err)
	}
	return frame
}
