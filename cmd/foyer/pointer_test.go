package main_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
)

// pointer is a mouse on a screen. It is there for benchmarks: to start a program for every click takes longer than what is measured. It
// speaks the X protocol, of which it knows how to begin and the extension XTEST (X11 Protocol, chapter 8; XTEST Extension, FakeInput).
type pointer struct {
	conn  net.Conn
	xtest byte
}

// Kinds of events of FakeInput.
const (
	buttonPress   = 4
	buttonRelease = 5
	motion        = 6
)

// Numbers of buttons.
const (
	leftButton = 1
	wheelDown  = 5
)

// newPointer takes the mouse of a screen until the test ends.
func newPointer(s *screen) *pointer {
	s.t.Helper()
	display := ""
	for _, e := range s.env {
		if d, ok := strings.CutPrefix(e, "DISPLAY=:"); ok {
			display = d
		}
	}
	conn, err := net.Dial("unix", "/tmp/.X11-unix/X"+display)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = conn.Close() })
	p := &pointer{conn: conn}
	if err := errors.Join(p.begin(), p.findXTEST()); err != nil {
		s.t.Fatalf("take the mouse: %v", err)
	}
	return p
}

// begin says hello, without authorisation, which the tests' X servers do not want.
func (p *pointer) begin() error {
	hello := make([]byte, 12)
	hello[0] = 'l' // Numbers begin with their lowest byte.
	hello[2] = 11
	if _, err := p.conn.Write(hello); err != nil {
		return err
	}
	head := make([]byte, 8)
	if _, err := io.ReadFull(p.conn, head); err != nil {
		return err
	}
	rest := make([]byte, 4*int(binary.LittleEndian.Uint16(head[6:])))
	if _, err := io.ReadFull(p.conn, rest); err != nil {
		return err
	}
	if head[0] != 1 {
		return fmt.Errorf("the X server refuses: %q", rest)
	}
	return nil
}

// findXTEST asks for the number of the extension.
func (p *pointer) findXTEST() error {
	const name = "XTEST\x00\x00\x00"
	ask := []byte{98, 0, 4, 0, 5, 0, 0, 0}
	if _, err := p.conn.Write(append(ask, name...)); err != nil {
		return err
	}
	answer := make([]byte, 32)
	if _, err := io.ReadFull(p.conn, answer); err != nil {
		return err
	}
	if answer[0] != 1 || answer[8] == 0 {
		return os.ErrNotExist
	}
	p.xtest = answer[9]
	return nil
}

// fake has the X server believe in an event of the mouse.
func (p *pointer) fake(kind, detail byte, x, y int) error {
	event := make([]byte, 36)
	event[0], event[1], event[2] = p.xtest, 2, 9
	event[4], event[5] = kind, detail
	binary.LittleEndian.PutUint16(event[24:], uint16(x))
	binary.LittleEndian.PutUint16(event[26:], uint16(y))
	_, err := p.conn.Write(event)
	return err
}

// moveTo moves the mouse.
func (p *pointer) moveTo(x, y int) error { return p.fake(motion, 0, x, y) }

// press presses a button and lets it go.
func (p *pointer) press(button byte) error {
	return errors.Join(p.fake(buttonPress, button, 0, 0), p.fake(buttonRelease, button, 0, 0))
}
