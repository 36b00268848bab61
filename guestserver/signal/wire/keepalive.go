package wire

import (
	"sync"
	"time"
)

// slots spread the pings evenly over pingEvery, one slot a second.
const slots = int(pingEvery / time.Second)

// keepalive pings all connections, so that each is read again in time or found dead.
type keepalive struct {
	quit chan struct{}
	done sync.WaitGroup

	mu    sync.Mutex
	next  int32
	slots [slots]map[*Conn]struct{}
}

func startKeepalive() *keepalive {
	k := &keepalive{quit: make(chan struct{})}
	for i := range k.slots {
		k.slots[i] = map[*Conn]struct{}{}
	}
	k.done.Go(k.run)
	return k
}

func (k *keepalive) stop() {
	close(k.quit)
	k.done.Wait()
}

// add has a connection pinged from now on.
func (k *keepalive) add(c *Conn) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c.slot = k.next
	k.slots[c.slot][c] = struct{}{}
	k.next = (k.next + 1) % int32(slots)
}

func (k *keepalive) remove(c *Conn) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.slots[c.slot], c)
}

func (k *keepalive) run() {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for i := 0; ; i = (i + 1) % slots {
		select {
		case <-k.quit:
			return
		case <-second.C:
			k.ping(i)
		}
	}
}

func (k *keepalive) ping(slot int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for c := range k.slots[slot] {
		c.sendPing()
	}
}
