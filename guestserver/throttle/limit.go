package throttle

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Limit is how often something may be tried.
type Limit struct {
	// Burst is how many tries are free at once.
	Burst int
	// Every is how long it takes until one more is.
	Every time.Duration
}

// The most that a setting may say. Larger numbers are no limit any more.
const (
	maxBurst = 1_000_000
	maxEvery = time.Hour
)

// Or returns the limit with what is zero taken from another one.
func (l Limit) Or(other Limit) Limit {
	return Limit{cmp.Or(l.Burst, other.Burst), cmp.Or(l.Every, other.Every)}
}

// MarshalText writes a limit as a setting has it: 60/2s are 60 at once, then one more every 2 seconds. It never fails.
func (l Limit) MarshalText() ([]byte, error) {
	return []byte(strconv.Itoa(l.Burst) + "/" + l.Every.String()), nil
}

// UnmarshalText reads a limit as MarshalText writes it.
func (l *Limit) UnmarshalText(text []byte) error {
	burst, every, _ := strings.Cut(string(text), "/")
	n, err := strconv.Atoi(burst)
	if err != nil || n < 1 || n > maxBurst {
		return fmt.Errorf("%.40q is no limit: 60/2s is 60 at once, of up to %d, then one more every 2 seconds", text, maxBurst)
	}
	d, err := time.ParseDuration(every)
	if err != nil || d < time.Millisecond || d > maxEvery {
		return fmt.Errorf("%.40q is no limit: in 60/2s the time may be 1ms to %v", text, maxEvery)
	}
	l.Burst, l.Every = n, d
	return nil
}
