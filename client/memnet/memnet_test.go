package memnet

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
)

func TestConnectionIsMadeOnceSomebodyAccepts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := Listen()
		go func() {
			c, err := l.Accept()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(c, "welcome")
			_ = c.Close()
		}()
		c, err := l.Dial(t.Context(), "tcp", "foyer.test:80")
		if err != nil {
			t.Fatal(err)
		}
		if said, err := io.ReadAll(c); err != nil || string(said) != "welcome" {
			t.Errorf("it said %q, %v", said, err)
		}
	})
}

func TestNobodyWaitsForAListenerThatIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := Listen()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if c, err := l.Dial(ctx, "", ""); c != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("connected to %v, %v", c, err)
		}
		accepted := make(chan error)
		go func() {
			_, err := l.Accept()
			accepted <- err
		}()
		synctest.Wait()
		if err := errors.Join(l.Close(), l.Close()); err != nil {
			t.Error(err)
		}
		<-l.Closed()
		if err := <-accepted; !errors.Is(err, net.ErrClosed) {
			t.Errorf("accepting ended with %v", err)
		}
		if c, err := l.Dial(t.Context(), "", ""); c != nil || !errors.Is(err, net.ErrClosed) {
			t.Errorf("connected to %v, %v", c, err)
		}
	})
}
