// Package throttle bounds how often something may be tried, by whom: sign-ins by account and network, access codes by link and network, and
// links and knocks by network. It keeps everything in memory, since a server that starts anew may well forgive.
package throttle

import (
	"sync"
	"time"
)

// forgetEvery is how often keys that have no tries to answer for any more are dropped.
const forgetEvery = time.Minute

// Throttle counts tries by key. It is safe for concurrent use.
type Throttle struct {
	limit Limit

	mu sync.Mutex
	// settled is when all tries of a key are forgotten.
	settled map[string]time.Time
	// forgot is when keys were last dropped.
	forgot time.Time
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
	t.forget(now)
	t.settled[key] = settled
	return 0
}

// Wait returns how long to wait for the next try, and counts none.
func (t *Throttle) Wait(key string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	settled, ok := t.settled[key]
	if !ok {
		return 0
	}
	return max(0, time.Until(settled)-time.Duration(t.limit.Burst-1)*t.limit.Every)
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

// forget drops the keys whose tries are all forgotten: some name a network, which is known for no longer than it must.
func (t *Throttle) forget(now time.Time) {
	if now.Sub(t.forgot) < forgetEvery {
		return
	}
	t.forgot = now
	for key, settled := range t.settled {
		if !settled.After(now) {
			delete(t.settled, key)
		}
	}
}
