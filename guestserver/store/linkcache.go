package store

import (
	"context"
	"fmt"
	"sync"

	"foyer/guestserver/meeting"
)

// maxCachedLinks bounds how many links are kept: far more than those by which guests come at the same time.
const maxCachedLinks = 1000

// linkCache keeps links with their meetings, which each page of a guest needs, until the database changes. Not only this process changes
// it: so do commands beside the server.
type linkCache struct {
	mu sync.RWMutex
	// version is the database's when found was read.
	version int64
	found   map[string]foundLink
}

type foundLink struct {
	meeting meeting.Meeting
	link    meeting.Link
}

// get returns a link that was read from this version of the database.
func (c *linkCache) get(key string, version int64) (foundLink, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if version != c.version {
		return foundLink{}, false
	}
	f, ok := c.found[key]
	return f, ok
}

// put keeps a link that was read from this version of the database, or a later one.
func (c *linkCache) put(key string, f foundLink, version int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version != c.version || c.found == nil || len(c.found) >= maxCachedLinks {
		c.version, c.found = version, map[string]foundLink{}
	}
	c.found[key] = f
}

// dataVersion returns a number that is another one after each commit of any other connection, in this process or not. It only compares
// with what the same connection said before, so that this has one of its own.
func (s *Store) dataVersion(ctx context.Context) (version int64, err error) {
	if err := s.watch.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version); err != nil {
		return 0, fmt.Errorf("read version of the data: %w", err)
	}
	return version, nil
}
