package desk_test

import (
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/desk"
	"foyer/client/signaling"
)

// TestTimesAreRightThoughTheClockIsWrong has a server whose clock is ahead, or behind: what counts is how long guests wait.
func TestTimesAreRightThoughTheClockIsWrong(t *testing.T) {
	for _, ahead := range []time.Duration{7 * time.Minute, -2 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			waiting := waits("1", 0)
			waiting.Control.JoinedAt = start.Add(ahead - time.Minute)
			inside := signaling.Participant{ID: "2"}
			inside.Control.JoinedAt = start.Add(ahead - time.Hour)
			_, d := open(t, func(h *house) {
				h.waiting, h.inside, h.ahead = []signaling.Participant{waiting}, []signaling.Participant{inside}, ahead
			})
			m := meeting(t, d, choir)
			if m.Ahead != ahead {
				t.Errorf("the server is told to be ahead by %v, want %v", m.Ahead, ahead)
			}
			if got := start.Sub(m.Waiting[0].Since); got != time.Minute {
				t.Errorf("the guest waits for %v, want a minute", got)
			}
			if got := start.Sub(m.Inside[0].Since); got != time.Hour {
				t.Errorf("the other is inside for %v, want an hour", got)
			}
			err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Guests: []string{"1"}})
			if err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if got := meeting(t, d, choir).Settled[0].At; !got.Equal(start) {
				t.Errorf("it was decided at %v, want %v", got, start)
			}
		})
	}
}
