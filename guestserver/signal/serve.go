package signal

import "io"

// serve hands each message to the session until the connection ends.
//
// A guest spends all its time in here, on the 2 KiB of stack that a goroutine begins with. They just suffice to wait for a message in
// this one function. A stack that has grown never shrinks back so far, so the messages are dealt with in goroutines that end.
// BenchmarkMemory shows what a deeper stack costs.
func (e *Endpoint) serve(c *conn, s session) {
	for {
		_, message, err := c.ws.NextReader()
		if err != nil {
			break
		}
		done := make(chan struct{})
		go deal(s, c, message, done)
		<-done
	}
	e.end(c, s)
}

// deal has a session carry out the command in a message, and closes done.
func deal(s session, c *conn, message io.Reader, done chan<- struct{}) {
	defer close(done)
	frame, err := io.ReadAll(message)
	if err != nil {
		return // The next read finds the connection broken, too.
	}
	handle(s, c, frame)
}

// end forgets a connection.
func (e *Endpoint) end(c *conn, s session) {
	c.ws.Close()
	s.end()
	e.keepalive.remove(c)
	e.hub.leave(c)
}
