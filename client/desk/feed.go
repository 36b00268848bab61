package desk

import (
	"slices"
	"sync"
)

// feed carries changes to subscribers, in order and without ever making the sender wait.
type feed struct {
	wake chan struct{}
	stop chan struct{}
	done chan struct{}

	mu          sync.Mutex
	queue       []Change
	subscribers []*subscriber
}

type subscriber struct{ changed func(Change) }

func newFeed() *feed {
	f := &feed{wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{})}
	go f.deliver()
	return f
}

// put queues changes. A Refreshed right behind another would tell nothing new, so that ten thousand guests who leave in a rush
// do not wake the subscribers ten thousand times.
func (f *feed) put(changes ...Change) {
	if len(changes) == 0 {
		return
	}
	f.mu.Lock()
	for _, c := range changes {
		if c == (Refreshed{}) && len(f.queue) > 0 && f.queue[len(f.queue)-1] == (Refreshed{}) {
			continue
		}
		f.queue = append(f.queue, c)
	}
	f.mu.Unlock()
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

func (f *feed) subscribe(changed func(Change)) (cancel func()) {
	s := &subscriber{changed}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.subscribers = append(f.subscribers, s)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.subscribers = slices.DeleteFunc(slices.Clone(f.subscribers), func(other *subscriber) bool { return other == s })
	}
}

func (f *feed) deliver() {
	defer close(f.done)
	for {
		select {
		case <-f.stop:
			return
		case <-f.wake:
		}
		for _, c := range f.take() {
			f.tell(c)
		}
	}
}

func (f *feed) take() []Change {
	f.mu.Lock()
	defer f.mu.Unlock()
	queue := f.queue
	f.queue = nil
	return queue
}

// tell calls those who are subscribed at this moment, one after the other, unless the feed is closed.
func (f *feed) tell(c Change) {
	f.mu.Lock()
	subscribers := f.subscribers
	f.mu.Unlock()
	for _, s := range subscribers {
		select {
		case <-f.stop:
			return
		default:
		}
		if f.has(s) {
			s.changed(c)
		}
	}
}

// has reports whether s was not cancelled meanwhile, perhaps by a subscriber before it.
func (f *feed) has(s *subscriber) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.subscribers, s)
}

func (f *feed) close() {
	select {
	case <-f.stop:
	default:
		close(f.stop)
	}
	<-f.done
}
