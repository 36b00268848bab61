package live_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/live"
)

// hole is a connection that can turn into a black hole: nothing fails, and nothing arrives.
type hole struct {
	net.Conn
	open *atomic.Bool
}

func (h hole) Read(p []byte) (int, error) {
	for {
		n, err := h.Conn.Read(p)
		if err != nil || !h.open.Load() {
			return n, err
		}
	}
}

func (h hole) Write(p []byte) (int, error) {
	if h.open.Load() {
		return len(p), nil
	}
	return h.Conn.Write(p)
}

// An operation that came too early is never answered. The companion does not wait for it for ever.
func TestAnswerThatNeverComesIsNotAwaited(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		h.knock("Ana")
		h.sim.DropNext("getGuestWaitingUsers")
		begin := time.Now()
		m := h.companion("Desk")
		if d := time.Since(begin); d < 30*time.Second || d > 35*time.Second {
			t.Errorf("live after %v", d)
		}
		if s := waiting(t, m, 1); len(s.Users) != 1 {
			t.Errorf("users %+v", s.Users)
		}
	})
}

func TestSilentServerIsNoticed(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		var open atomic.Bool
		o := h.options("Desk")
		o.NetDial = func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := h.pipe.Dial(ctx, network, address)
			return hole{c, &open}, err
		}
		m := h.open(o)
		if err := m.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		open.Store(true)
		begin := time.Now()
		s := until(t, m, "the loss", func(s live.Snapshot) bool { return s.State == live.Lost })
		if d := time.Since(begin); d > 45*time.Second || s.Problem == nil {
			t.Errorf("noticed after %v: %v", d, s.Problem)
		}
		open.Store(false)
		until(t, m, "the return", func(s live.Snapshot) bool { return s.State == live.Live })
	})
}
