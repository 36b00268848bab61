package bbb

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// MaxSkew is how far the clocks of server and caller may be apart before CheckClock complains. Beyond it certificates seem
// to be out of date, and times shown to people are wrong.
const MaxSkew = 5 * time.Minute

// ErrClock says that the clocks of server and caller are far apart.
var ErrClock = errors.New("clocks differ")

// clock remembers how far the server's clock is ahead of ours.
type clock struct{ ahead atomic.Int64 }

// note reads the Date header of an answer. Some proxies send none.
func (c *clock) note(date string) {
	if there, err := http.ParseTime(date); err == nil {
		c.ahead.Store(int64(time.Until(there)))
	}
}

// CheckClock asks the server for its time. An error of kind ErrClock says that it is more than MaxSkew away from ours; Skew
// tells how much. BigBlueButton's checksums hold no time, so calls work all the same. A server that tells no time passes.
func (c *Client) CheckClock(ctx context.Context) error {
	if _, err := c.Server(ctx); err != nil {
		return err
	}
	if skew := c.Skew(); skew.Abs() > MaxSkew {
		return &Error{Call: "version", Err: fmt.Errorf("%w by %v", ErrClock, skew.Abs())}
	}
	return nil
}

// Skew returns how far the server's clock was ahead of ours at its latest answer, to the second. It is zero before.
func (c *Client) Skew() time.Duration { return time.Duration(c.clock.ahead.Load()).Round(time.Second) }
