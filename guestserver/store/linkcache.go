package store

import (
	"sync"

	"foyer/guestserver/meeting"
)

// maxCachedLinks bounds how many links are kept: far more than those by which guests come at the same time.
const maxCachedLinks = 1000

// linkCache keeps links with their meetings, which each page of a guest needs, until anything changes that stands in them. This process
// alone has the database, so that it knows of each change.
type linkCache struct {
	mu    sync.RWMutex
	found map[string]foundLink
	// changes counts what made all that was read before it worthless.
	changes uint64
}

type foundLink struct {
	meeting meeting.Meeting
	link    meeting.Link
}

// get returns a link, if it is known. Otherwise changes is for put.
func (c *linkCache) get(key string) (f foundLink, ok bool, changes uint64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	f, ok = c.found[key]
	return f, ok, c.changes
}

// put keeps a link, unless something has changed since get was asked for it.
func (c *linkCache) put(key string, f foundLink, changes uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if changes != c.changes {
		return
	}
	if c.found == nil || len(c.found) >= maxCachedLinks {
		c.found = map[string]foundLink{}
	}
	c.found[key] = f
}

// forget drops everything, since something has changed, or may have.
func (c *linkCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.found = nil
	c.changes++
}
