// Package throttle bounds how often something may be tried, by whom: sign-ins by account and network, access codes by link and network.
// It keeps everything in memory, since a server that starts anew may well forgive.
package throttle

import (
	"sync"
	"time"
)

// Limit is how often something may be tried.
type Limit struct {
	// Burst is how many tries are free at once.
	Burst int
	// Every is how long it takes until one more is.
	Every time.Duration
}

// maxKeys is how many keys are remembered before those that have no tries to answer for are dropped.
const maxKeys = 10_000

// Throttle counts tries by key. It is safe for concurrent use.
type Throttle struct {
	limit Limit

	mu sync.Mutex
	// settled is when all tries of a key are forgotten.
	settled map[string]time.Time
}

// New returns a throttle in which nobody has tried anything.
func New(l Limit) *Throttle { return &Throttle{limit: l, settled: map[string]time.Time{}} }

// Take counts a try. If there have been too many it counts nothing, and returns how long to wait for the next.
func (t *Throttle) Take(key string) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	settled := t.settled[key]
	if settled.Before(now) {
		settled = now
	}
	settled = settled.Add(t.limit.Every)
	if wait := settled.Sub(now) - time.Duration(t.limit.Burst)*t.limit.Every; wait > 0 {
		return wait
	}
	if len(t.settled) >= maxKeys {
		t.forget(now)
	}
	t.settled[key] = settled
	return 0
}

// Return takes back a try that need not count, and forgets a key that then has none to answer for.
func (t *Throttle) Return(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	settled, ok := t.settled[key]
	if !ok {
		return
	}
	if settled = settled.Add(-t.limit.Every); !settled.After(time.Now()) {
		delete(t.settled, key)
		return
	}
	t.settled[key] = settled
}

// forget drops the keys whose tries are all forgotten.
func (t *Throttle) forget(now time.Time) {
	for key, settled := range t.settled {
		if !settled.After(now) {
			delete(t.settled, key)
		}
	}
}
