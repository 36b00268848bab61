// Package bus carries events to everyone in this process who wants to know. It only wakes people up: losing an event loses
// nothing, since whoever comes back reads the state again.
package bus

import "sync"

// Local is a bus within one process. The zero Local is ready.
type Local[E any] struct {
	mu          sync.RWMutex
	next        int
	subscribers map[int]func(E)
}

// Publish hands an event to each subscriber, one after the other. Subscribers must not block.
func (b *Local[E]) Publish(e E) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, receive := range b.subscribers {
		receive(e)
	}
}

// Subscribe has each later event handed to receive, in the order of publishing if one goroutine publishes, until cancel is
// called. Neither may be called from within receive.
func (b *Local[E]) Subscribe(receive func(E)) (cancel func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subscribers == nil {
		b.subscribers = map[int]func(E){}
	}
	id := b.next
	b.next++
	b.subscribers[id] = receive
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.subscribers, id)
	}
}
