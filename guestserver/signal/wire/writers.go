package wire

import (
	"runtime"
	"sync"
	"time"
)

// stuckAfter is how long a writer may be at one connection before another takes its place. Who keeps a writer waiting reads too slowly, and
// many who do so on purpose would keep all writers from all others.
const stuckAfter = 20 * time.Millisecond

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

// run writes until there is nothing more to do, or until another has taken its place.
func (w *writers) run() {
	relieved := make(chan struct{})
	relief := time.AfterFunc(stuckAfter, func() {
		w.done.Go(w.run)
		close(relieved)
	})
	for relief.Stop() {
		c := w.next()
		if c == nil {
			return
		}
		relief.Reset(stuckAfter)
		c.write()
	}
	<-relieved
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
