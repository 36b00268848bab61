package main_test

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// line is the network between a guest and the server, which can be cut.
type line struct {
	url      string
	server   *server
	listener net.Listener

	// mu guards what follows.
	mu    sync.Mutex
	gone  bool
	conns []net.Conn
}

// newLine lays a line to the server, which ends with the test.
func newLine(t *testing.T, s *server) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{url: "http://" + listener.Addr().String(), server: s, listener: listener}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { l.carry(conn) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		l.cut()
		serving.Wait()
	})
	return l
}

// of returns an address of the server as it is reached over the line.
func (l *line) of(address string) string { return strings.Replace(address, l.server.url, l.url, 1) }

// carry carries everything from the guest to the server and back, until one of them hangs up.
func (l *line) carry(guest net.Conn) {
	defer guest.Close()
	server, err := net.Dial("tcp", l.server.listen())
	if err != nil {
		return
	}
	defer server.Close()
	if !l.hold(guest, server) {
		return
	}
	var back sync.WaitGroup
	back.Go(func() {
		io.Copy(guest, server)
		guest.Close()
	})
	io.Copy(server, guest)
	server.Close()
	back.Wait()
}

// hold has the connections cut with the line, and reports whether it is whole.
func (l *line) hold(conns ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns = append(l.conns, conns...)
	return !l.gone
}

// cut cuts all connections, and lets none through until the line is mended.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gone = true
	for _, conn := range l.conns {
		conn.Close()
	}
	l.conns = nil
}

// mended mends the line.
func (l *line) mended() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gone = false
}
