package bbbtest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"foyer/client/memnet"
)

// Pipe serves connections to a simulator through memory, so that a test with testing/synctest can use its websocket.
type Pipe struct {
	http     http.Server
	listener *memnet.Listener
}

// NewPipe starts to serve. It stops with the test, or by Close.
func NewPipe(t TB, s *Simulator) *Pipe {
	t.Helper()
	p := &Pipe{http: http.Server{Handler: s}, listener: memnet.Listen()}
	go func() { _ = p.http.Serve(p.listener) }()
	t.Cleanup(func() {
		p.Close()
		s.DropSockets()
	})
	return p
}

// Dial connects to the simulator, whatever the address.
func (p *Pipe) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	a, b := net.Pipe()
	client, server := newRoomy(a), newRoomy(b)
	go func() {
		<-client.done
		<-server.done
		_, _ = a.Close(), b.Close()
	}()
	if err := p.listener.Offer(ctx, server); err != nil {
		_, _ = client.Close(), server.Close()
		return nil, err
	}
	return client, nil
}

// Close stops serving.
func (p *Pipe) Close() {
	_ = p.listener.Close()
	_ = p.http.Close()
}

// roomy is an end of a pipe whose writes do not wait for the reader, as those of a network do not. Without it, two ends that
// answer each other's pings would wait for each other.
type roomy struct {
	net.Conn
	queue chan []byte
	done  chan struct{}
	once  sync.Once
}

func newRoomy(c net.Conn) *roomy {
	r := &roomy{Conn: c, queue: make(chan []byte, 4096), done: make(chan struct{})}
	go r.pump()
	return r
}

// Write queues what is written.
func (r *roomy) Write(b []byte) (int, error) {
	select {
	case <-r.done:
		return 0, net.ErrClosed
	case r.queue <- append([]byte(nil), b...):
		return len(b), nil
	}
}

// SetDeadline and SetWriteDeadline leave writing alone, for it does not wait.
func (r *roomy) SetDeadline(t time.Time) error { return r.SetReadDeadline(t) }

// SetWriteDeadline does nothing.
func (r *roomy) SetWriteDeadline(time.Time) error { return nil }

// Close closes this end. What is on its way still arrives, if the other end reads.
func (r *roomy) Close() error {
	r.once.Do(func() {
		close(r.done)
		_ = r.Conn.SetWriteDeadline(time.Now().Add(time.Second))
	})
	return r.SetReadDeadline(time.Unix(0, 0))
}

// pump brings the queue to the other end.
func (r *roomy) pump() {
	defer r.Conn.Close()
	for {
		select {
		case b := <-r.queue:
			if _, err := r.Conn.Write(b); err != nil {
				return
			}
			continue
		case <-r.done:
		}
		for len(r.queue) > 0 {
			if _, err := r.Conn.Write(<-r.queue); err != nil {
				return
			}
		}
		return
	}
}
