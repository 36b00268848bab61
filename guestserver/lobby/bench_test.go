package lobby_test

import (
	"crypto/rand"
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

// BenchmarkKnock times durable knocks of new guests with browsers of their own, a hundred at a time.
func BenchmarkKnock(b *testing.B) {
	h := newHouse(b)
	b.SetParallelism(50)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			token := lobby.NewToken()
			k := lobby.Knock{
				MeetingID: meetingID, Name: "Guest " + rand.Text()[:5], Token: token, NewToken: token, Device: rand.Text(), NewDevice: true,
			}
			if _, _, err := h.Knock(b.Context(), k); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkEnter times how allowed guests set out, a hundred at a time, while many others are allowed.
func BenchmarkEnter(b *testing.B) {
	h := newHouse(b)
	tokens := make(chan string, b.N)
	b.SetParallelism(50)
	for range b.N {
		_, token := h.knock("Guest")
		tokens <- token
	}
	h.decide(lobby.Allow)
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if _, err := h.Enter(b.Context(), meetingID, <-tokens); err != nil {
				b.Error(err)
			}
		}
	})
}
