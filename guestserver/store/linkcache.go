package store

import (
	"sync"

	"foyer/guestserver/meeting"
)

// maxCachedLinks bounds how many links are kept: far more than those by which guests come at the same time.
const maxCachedLinks = 1000

// linkCache keeps links with their meetings, which each page of a guest needs, until the database changes.
type linkCache struct {
	mu sync.RWMutex
	// version is the database's when found was read.
	version version
	found   map[string]foundLink
}

type foundLink struct {
	meeting meeting.Meeting
	link    meeting.Link
}

// get returns a link that was read from this version of the database.
func (c *linkCache) get(key string, version version) (foundLink, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if version != c.version {
		return foundLink{}, false
	}
	f, ok := c.found[key]
	return f, ok
}

// put keeps a link that was read from this version of the database, or a later one.
func (c *linkCache) put(key string, f foundLink, version version) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version != c.version || c.found == nil || len(c.found) >= maxCachedLinks {
		c.version, c.found = version, map[string]foundLink{}
	}
	c.found[key] = f
}
