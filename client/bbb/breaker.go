package bbb

import (
	"fmt"
	"sync"
	"time"
)

// A server that did not answer breakerFailures calls in a row is left alone for breakerPause.
const (
	breakerFailures = 5
	breakerPause    = 5 * time.Second
)

// breaker keeps calls away from a server that does not answer, so that people do not wait for a timeout each time. After
// the pause it lets one call try; if that gets an answer, everyone may call again.
type breaker struct {
	mu       sync.Mutex
	failures int
	until    time.Time // until when nobody may call, once there are breakerFailures
}

// enter returns an error when the server is to be left alone.
func (b *breaker) enter() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < breakerFailures {
		return nil
	}
	now := time.Now()
	if now.Before(b.until) {
		return fmt.Errorf("%w: it did not answer %d times in a row, and is left alone for a moment", ErrUnreachable, b.failures)
	}
	// This call tries; the others wait for what it finds.
	b.until = now.Add(breakerPause)
	return nil
}

// note takes in how a call ended: answered or not. A call that its caller gave up says nothing and is not noted.
func (b *breaker) note(answered bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if answered {
		b.failures = 0
		return
	}
	b.failures++
	if b.failures >= breakerFailures {
		b.until = time.Now().Add(breakerPause)
	}
}
