// Package memnet is a network in memory, so that a server and its clients can live inside a testing/synctest bubble. Only tests enter, and
// the packages that serve them.
package memnet

import (
	"context"
	"net"
	"sync"
)

// Listener listens for connections that are pipes. They have no buffer: who writes waits for who reads.
type Listener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

// Listen returns a listener that nobody has connected to.
func Listen() *Listener {
	return &Listener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

// Accept waits for a connection. Its error is net.ErrClosed.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close ends listening. Connections go on. It may be called twice.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Closed is closed by Close.
func (l *Listener) Closed() <-chan struct{} { return l.closed }

// Addr returns an address of this computer.
func (l *Listener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

// Dial connects, whatever the address.
func (l *Listener) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	if err := l.Offer(ctx, server); err != nil {
		return nil, err
	}
	return client, nil
}

// Offer has Accept return a connection that the caller made, and waits for that.
func (l *Listener) Offer(ctx context.Context, server net.Conn) error {
	select {
	case l.conns <- server:
		return nil
	case <-l.closed:
		return net.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}
