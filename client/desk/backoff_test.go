package desk

import (
	"testing"
	"time"
)

func TestBackoffDoublesUpToHalfAMinute(t *testing.T) {
	var b backoff
	want := []time.Duration{
		500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second,
		30 * time.Second, 30 * time.Second,
	}
	for i, w := range want {
		if got := b.limit(); got != w {
			t.Errorf("limit %d is %v, want %v", i, got, w)
		}
	}
	b.reset()
	for range 1000 {
		b.failures = 0
		if got := b.next(); got <= 0 || got > firstPause {
			t.Fatalf("the first pause is %v", got)
		}
	}
}
