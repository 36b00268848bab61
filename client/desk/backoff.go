package desk

import (
	"math/rand/v2"
	"time"
)

const (
	firstPause   = 500 * time.Millisecond
	longestPause = 30 * time.Second
	// steady is how long a connection has to last to count as a success. Were it shorter, a server that throws everyone
	// out again would be asked twice a second.
	steady = 10 * time.Second
)

// backoff makes the pauses between tries: each limit twice the one before, and the pause anywhere below it, so that all desks
// that lost a server do not come back at the same moment. The zero backoff is ready.
type backoff struct{ failures int }

// next returns the pause after one more failure.
func (b *backoff) next() time.Duration { return rand.N(b.limit()) + 1 }

// limit counts a failure and returns what the pause may reach.
func (b *backoff) limit() time.Duration {
	limit := longestPause
	if b.failures < 6 {
		limit = min(firstPause<<b.failures, longestPause)
	}
	b.failures++
	return limit
}

// reset forgets the failures.
func (b *backoff) reset() { b.failures = 0 }
