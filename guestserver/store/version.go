package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// version tells two states of the database apart. What was read holds as long as the version is the same.
type version struct {
	// beside changes when another program changes the database, and at times when this one does.
	beside int64
	// own counts what this program has changed of meetings and links.
	own int64
}

// unseen is how long a change by another program may go unseen: to ask SQLite for each page takes as long as the page. Whoever changes the
// database beside the server waits as long before it goes on, so that nobody who hears of the change finds it missing.
const unseen = 5 * time.Millisecond

// clock tells the version of the database.
type clock struct {
	// db has one connection: the version that SQLite tells compares only with what the same connection was told before.
	db  *sql.DB
	own atomic.Int64

	mu     sync.Mutex
	beside int64
	// asked is when SQLite was last asked.
	asked time.Time
}

// now returns the version.
func (c *clock) now(ctx context.Context) (version, error) {
	own := c.own.Load()
	c.mu.Lock()
	defer c.mu.Unlock()
	if asked := time.Now(); asked.Sub(c.asked) >= unseen {
		if err := c.db.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&c.beside); err != nil {
			return version{}, fmt.Errorf("read version of the data: %w", err)
		}
		c.asked = asked
	}
	return version{c.beside, own}, nil
}

// committed notes that meetings or links have changed, before whoever changed them goes on.
func (s *Store) committed() {
	if s.beside {
		time.Sleep(unseen)
		return
	}
	s.clock.own.Add(1)
}
