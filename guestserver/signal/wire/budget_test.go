package wire

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b budget
		spend := func(n int) (allowed int) {
			for range n {
				if b.spend() {
					allowed++
				}
			}
			return allowed
		}
		if n := spend(messagesAtOnce + 5); n != messagesAtOnce {
			t.Errorf("%d messages were allowed at once, want %d", n, messagesAtOnce)
		}
		b = budget{}
		for range 600 { // A steady client is never stopped.
			if n := spend(messagesPerSecond); n != messagesPerSecond {
				t.Fatalf("%d messages were allowed in a second, want %d", n, messagesPerSecond)
			}
			<-time.After(time.Second)
		}
	})
}
