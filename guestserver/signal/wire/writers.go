package wire

import (
	"runtime"
	"sync"
)

// writers are the goroutines that write to all connections.
type writers struct {
	mu      sync.Mutex
	more    sync.Cond
	waiting []*Conn
	stopped bool
	done    sync.WaitGroup
}

// startWriters starts enough writers that some slow clients do not hold up the rest.
func startWriters() *writers {
	w := &writers{}
	w.more.L = &w.mu
	for range max(16, 4*runtime.GOMAXPROCS(0)) {
		w.done.Go(w.run)
	}
	return w
}

// take queues a connection for the next free writer.
func (w *writers) take(c *Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = append(w.waiting, c)
	w.more.Signal()
}

// stop ends the writers after they have written all that is queued.
func (w *writers) stop() {
	w.mu.Lock()
	w.stopped = true
	w.more.Broadcast()
	w.mu.Unlock()
	w.done.Wait()
}

func (w *writers) run() {
	for {
		c := w.next()
		if c == nil {
			return
		}
		c.write()
	}
}

// next returns a connection to write to, nil when there will be none.
func (w *writers) next() *Conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.waiting) == 0 {
		if w.stopped {
			return nil
		}
		w.more.Wait()
	}
	c := w.waiting[0]
	w.waiting[0] = nil
	w.waiting = w.waiting[1:]
	if len(w.waiting) == 0 {
		w.waiting = nil
	}
	return c
}
