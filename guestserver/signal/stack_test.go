//go:build !race

package signal_test

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"
)

// TestWaitingGuestNeedsTheSmallestStack counts what stacks take with guests waiting. A goroutine begins with 2 KiB, and the next size is
// the double of that.
func TestWaitingGuestNeedsTheSmallestStack(t *testing.T) {
	w := newWorld(t)
	stacks := func() uint64 {
		debug.FreeOSMemory()
		debug.FreeOSMemory() // What the first has found to be too large is halved.
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.StackInuse
	}
	guests := func(n int) {
		for i := range n {
			w.guest(fmt.Sprint("Guest ", i))
		}
	}
	guests(50)
	before := stacks()
	const more = 300
	guests(more)
	if each := (stacks() - before) / more; each > 3<<10 {
		t.Errorf("a waiting guest needs %d bytes of stack, want 2 KiB", each)
	}
}
