package conference

import (
	"context"
	"log/slog"
	"maps"
	"net/url"
	"time"

	"foyer/client/bbb"
)

const (
	// maxHops is how many load balancers may stand one behind the other.
	maxHops = 5
	// hopTimeout bounds how long one of them may take to lead on.
	hopTimeout = 3 * time.Second
	// lastTrusted is how long a server that led to no other one is believed to hold its meetings itself.
	lastTrusted = time.Hour
	// brokenTrusted is the same for one that did not answer, so that not each of many guests waits for it.
	brokenTrusted = 30 * time.Second
)

// follow leads a join past load balancers to the server that holds the meeting, so that the guest's browser talks to that one alone. It
// returns the join that the last balancer has signed for this guest, and opens it not: that begins the session, whose token and
// cookie belong into the guest's browser and nowhere else. A server that leads on to no other join is remembered, so that a single
// server is asked once in an hour. When the chain cannot be followed the join is returned as it was: a browser finds its way by itself.
func (c *Conference) follow(ctx context.Context, joinURL string) string {
	at := joinURL
	for range maxHops {
		origin := originOf(at)
		if c.isLast(origin) {
			return at
		}
		next, err := c.hop(ctx, at)
		if ctx.Err() != nil {
			return joinURL // The guest went away, which says nothing about the server.
		}
		if err != nil {
			slog.Warn("follow join", "server", origin, "error", err)
			c.noteLast(origin, brokenTrusted)
			return joinURL
		}
		if next == "" {
			c.noteLast(origin, lastTrusted)
			return at
		}
		at = next
	}
	slog.Warn("follow join", "server", originOf(joinURL), "error", "too many redirects")
	c.noteLast(originOf(joinURL), brokenTrusted)
	return joinURL
}

func (c *Conference) hop(ctx context.Context, at string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, hopTimeout)
	defer cancel()
	return bbb.NextServer(ctx, c.HTTP, at)
}

// originOf returns scheme and host of an address, which holds no secret.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func (c *Conference) isLast(origin string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Before(c.last[origin])
}

func (c *Conference) noteLast(origin string, trusted time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last == nil {
		c.last = map[string]time.Time{}
	}
	maps.DeleteFunc(c.last, func(_ string, until time.Time) bool { return !time.Now().Before(until) })
	c.last[origin] = time.Now().Add(trusted)
}
