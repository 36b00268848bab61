package lobby_test

import (
	"fmt"
	"testing"

	"foyer/guestserver/lobby"
)

// BenchmarkAllowEveryone times how long the lobby takes until everyone who waits is allowed, durably, and told of.
func BenchmarkAllowEveryone(b *testing.B) {
	for _, guests := range []int{100, 1_000, 15_000} {
		b.Run(fmt.Sprint(guests), func(b *testing.B) {
			h := newHouse(b)
			for b.Loop() {
				b.StopTimer()
				h.fill(guests)
				b.StartTimer()
				if decided := h.decide(lobby.Allow); len(decided) != guests {
					b.Fatalf("%d were allowed, want %d", len(decided), guests)
				}
			}
		})
	}
}
