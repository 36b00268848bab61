//go:build linux

package benchtest

import (
	"bytes"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"
)

// atOnce is how many guests come at the same time.
const atOnce = 32

// lastWithin bounds how long the last of a crowd may wait to be told.
const lastWithin = time.Minute

// buffers are shared by all connections of this process, so that a crowd fits into it.
var buffers = new(sync.Pool)

func dial(url string, subprotocols ...string) (*websocket.Conn, error) {
	d := websocket.Dialer{
		HandshakeTimeout: 30 * time.Second, ReadBufferSize: 256, WriteBufferSize: 256, WriteBufferPool: buffers, Subprotocols: subprotocols,
	}
	ws, _, err := d.Dial(url, nil)
	return ws, err
}

// crowd is guests on open websockets.
type crowd struct {
	admit func(*http.Client, int) (*websocket.Conn, error)

	mu    sync.Mutex
	conns []*websocket.Conn
	// untold counts the guests who have not been told in this round, told is closed by the last.
	untold atomic.Int64
	told   chan struct{}
}

func newCrowd(b *testing.B, admit func(*http.Client, int) (*websocket.Conn, error)) *crowd {
	c := &crowd{admit: admit}
	b.Cleanup(c.disperse)
	return c
}

// grow adds guests until there are so many.
func (c *crowd) grow(b *testing.B, guests int) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	var coming errgroup.Group
	coming.SetLimit(atOnce)
	for number := len(c.conns); number < guests; number++ {
		coming.Go(func() error {
			ws, err := c.admit(client, number)
			if err != nil {
				return err
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			c.conns = append(c.conns, ws)
			go c.listen(ws)
			return nil
		})
	}
	if err := coming.Wait(); err != nil {
		b.Fatal(err)
	}
}

// listen notes when a guest is told that it is accepted, and answers pings.
func (c *crowd) listen(ws *websocket.Conn) {
	for {
		_, frame, err := ws.ReadMessage()
		if err != nil {
			return
		}
		if bytes.Contains(frame, []byte(`"accepted"`)) && c.untold.Add(-1) == 0 {
			close(c.told)
		}
	}
}

// reach returns how long it takes from the call of tell until the last guest is told.
func (c *crowd) reach(b *testing.B, tell func()) time.Duration {
	b.Helper()
	c.told = make(chan struct{})
	c.untold.Store(int64(len(c.conns)))
	start := time.Now()
	tell()
	select {
	case <-c.told:
		return time.Since(start)
	case <-time.After(lastWithin):
		b.Fatalf("%d of %d guests were not told", c.untold.Load(), len(c.conns))
		return 0
	}
}

// disperse ends all connections.
func (c *crowd) disperse() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, ws := range c.conns {
		ws.Close()
	}
	c.conns = nil
}
