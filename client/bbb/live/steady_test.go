package live

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// A server that throws the companion out as soon as it is in must not be asked twice a second.
func TestOnlyALastingConnectionIsASuccess(t *testing.T) {
	for after, want := range map[time.Duration]bool{9 * time.Second: false, 10 * time.Second: true} {
		synctest.Test(t, func(t *testing.T) {
			m := newVisit().m
			broken := errors.New("broken")
			if m.lose(broken) || m.Snapshot().State != Connecting {
				t.Error("a connection that never was is a success, or was lost")
			}
			m.change(func() { m.enter(Live, nil) })
			<-time.After(after)
			if got := m.lose(broken); got != want {
				t.Errorf("after %v: %v", after, got)
			}
			if s := m.Snapshot(); s.State != Lost || !errors.Is(s.Problem, broken) {
				t.Errorf("state %d, %v", s.State, s.Problem)
			}
		})
	}
}
