// Package plot draws when guests came to a meeting, and how long they had to wait. Only package ui enters.
package plot

import (
	"slices"
	"time"
)

// Visit is one guest's knock.
type Visit struct {
	Came time.Time
	// Waited is how long it took until somebody decided, less than 0 for a guest who waits still.
	Waited time.Duration
}

// bucket is a span of time.
type bucket struct {
	from     time.Time
	arrivals int
	waits    []time.Duration
}

// median returns the middle one of the waiting times, and false if there is none.
func (b bucket) median() (time.Duration, bool) {
	if len(b.waits) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(b.waits))
	return sorted[len(sorted)/2], true
}

// maxBuckets is how many bars are told apart at a glance.
const maxBuckets = 30

// steps are the widths that a bucket can have: those that people count in.
var steps = [...]time.Duration{
	time.Second * 10, time.Second * 30, time.Minute, time.Minute * 2, time.Minute * 5, time.Minute * 10, time.Minute * 30,
	time.Hour, time.Hour * 2, time.Hour * 6, time.Hour * 24, time.Hour * 24 * 7,
}

// fill puts the visits into at most maxBuckets buckets of equal width, the first beginning at a round time. Visits of more than half a year
// before the last are left out.
func fill(visits []Visit) (buckets []bucket, step time.Duration) {
	if len(visits) == 0 {
		return nil, 0
	}
	first, last := visits[0].Came, visits[0].Came
	for _, v := range visits {
		if v.Came.Before(first) {
			first = v.Came
		}
		if v.Came.After(last) {
			last = v.Came
		}
	}
	step = steps[len(steps)-1]
	for _, s := range steps {
		if last.Sub(first.Truncate(s))/s < maxBuckets {
			step = s
			break
		}
	}
	start := first.Truncate(step)
	if last.Sub(start)/step >= maxBuckets {
		start = last.Truncate(step).Add(-step * (maxBuckets - 1))
	}
	buckets = make([]bucket, last.Sub(start)/step+1)
	for i := range buckets {
		buckets[i].from = start.Add(step * time.Duration(i))
	}
	for _, v := range visits {
		if v.Came.Before(start) {
			continue
		}
		b := &buckets[v.Came.Sub(start)/step]
		b.arrivals++
		if v.Waited >= 0 {
			b.waits = append(b.waits, v.Waited)
		}
	}
	return buckets, step
}
