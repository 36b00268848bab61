package desk

import (
	"time"

	"foyer/client/signaling"
)

// slack is how far two clocks may be apart and still count as one: messages take a while.
const slack = 5 * time.Second

// ahead returns how far a server's clock is ahead of this computer's, when a message of the time at comes now. It is negative for one that
// is behind, and zero if the server does not tell.
func ahead(at, now time.Time) time.Duration {
	if d := at.Sub(now); !at.IsZero() && d.Abs() > slack {
		return d
	}
	return 0
}

// here returns by this computer's clock what the server tells by its own, so that all times that are shown can be compared. The zero Time
// stays.
func (l *link) here(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(-l.ahead)
}

func (l *link) guest(p signaling.Participant, at time.Time) Guest {
	g := guest(p, at)
	g.Since = l.here(g.Since)
	return g
}

func (l *link) person(p signaling.Participant) Person {
	who := person(p)
	who.Since, who.HandSince = l.here(who.Since), l.here(who.HandSince)
	return who
}
