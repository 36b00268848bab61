// Package wire carries frames over many websockets at little cost. It knows who is connected and how to speak with them, and nothing
// of what they say.
//
// A connection that only waits is cheap: it is read in a goroutine of its own with small buffers and a small stack, and it has no writer of
// its own: a few writers serve all connections.
package wire

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
)

// Sizes of a connection's buffers, in bytes. A guest's messages are short; longer ones are read past the buffer.
const (
	readBuffer  = 256
	writeBuffer = 1024
)

// Wire is all open connections.
type Wire struct {
	upgrader  websocket.Upgrader
	writers   *writers
	keepalive *keepalive

	mu     sync.Mutex
	closed bool
	conns  map[*Conn]struct{}
	// readers counts the connections that are read.
	readers sync.WaitGroup
}

// Open returns a wire that browsers may use whose request sameOrigin approves. Close it.
func Open(sameOrigin func(*http.Request) bool) *Wire {
	return &Wire{
		upgrader: websocket.Upgrader{
			ReadBufferSize: readBuffer, WriteBufferSize: writeBuffer, WriteBufferPool: new(sync.Pool),
			HandshakeTimeout: 10 * time.Second, CheckOrigin: sameOrigin,
		},
		writers: startWriters(), keepalive: startKeepalive(), conns: map[*Conn]struct{}{},
	}
}

// Upgrade makes a websocket of a request, or answers it with an error. The session that begin returns for the connection is handed all
// that comes over it. A guest is given less room and time than a moderator. Upgrade returns at once: what net/http keeps for a request
// would be more than all else that a waiting guest needs.
func (w *Wire) Upgrade(rw http.ResponseWriter, r *http.Request, guest bool, begin func(*Conn) Session) {
	ws, err := w.upgrader.Upgrade(rw, r, http.Header{"Sec-Websocket-Protocol": {signaling.Subprotocol}})
	if err != nil {
		slog.Debug("upgrade to websocket", "error", err)
		return
	}
	c := newConn(ws, w.writers, guest)
	if !w.add(c) {
		turnAway(ws)
		return
	}
	w.keepalive.add(c)
	go w.serve(c, begin(c))
}

// turnAway tells a client that came too late that the server goes away. The writers may be gone already.
func turnAway(ws *websocket.Conn) {
	defer ws.Close()
	bye := websocket.FormatCloseMessage(websocket.CloseGoingAway, "")
	if err := ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(writeWait)); err != nil {
		slog.Debug("turn a late client away", "error", err)
	}
}

// add adds a connection, which is then read until remove, unless the wire is closed. It counts under the lock, so that whoever closes the
// wire waits for each connection that got in before.
func (w *Wire) add(c *Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.conns[c] = struct{}{}
	w.readers.Add(1)
	return true
}

func (w *Wire) remove(c *Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.conns, c)
	w.readers.Done()
}

// Len returns how many connections are open.
func (w *Wire) Len() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.conns)
}

// Close tells every client that the server goes away, so that it comes back soon, and waits until they are gone or ctx ends.
func (w *Wire) Close(ctx context.Context) error {
	w.closeAll()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		w.readers.Wait()
		w.keepalive.stop()
		w.writers.stop()
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return errors.New("some websocket clients did not go in time")
	}
}

// closeAll ends all connections, and lets no new one in.
func (w *Wire) closeAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for c := range w.conns {
		c.Close(websocket.CloseGoingAway)
	}
}
