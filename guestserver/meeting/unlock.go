package meeting

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"foyer/guestserver/throttle"
)

// Errors of Unlock.
var (
	ErrWrongAccessCode = errors.New("wrong access code")
	// ErrTooManyTries says that so many wrong access codes have been typed that none is looked at for a while.
	ErrTooManyTries = errors.New("too many tries")
)

// NetworkCodeLimit is how many wrong access codes may be typed for one link from one network: a class behind one address, half of
// whom mistype it.
func NetworkCodeLimit() throttle.Limit { return throttle.Limit{Burst: 20, Every: 30 * time.Second} }

// LinkCodeLimit is how many may be typed for one link from everywhere. With it even four digits take a day to guess for those who have
// the link and many networks.
func LinkCodeLimit() throttle.Limit { return throttle.Limit{Burst: 200, Every: 10 * time.Second} }

// codeTries counts wrong access codes.
type codeTries struct{ byNetwork, byLink *throttle.Throttle }

func newCodeTries() codeTries {
	return codeTries{throttle.New(NetworkCodeLimit()), throttle.New(LinkCodeLimit())}
}

// Unlock checks the access code that somebody from a network typed for a link. Case and space do not count. It returns
// ErrWrongAccessCode, and after too many of these ErrTooManyTries, without looking at the code.
func (s *Meetings) Unlock(_ context.Context, l Link, accessCode, network string) error {
	if l.AccessCode == "" {
		return nil
	}
	here := l.ID + " " + network
	if s.tries.byNetwork.Take(here) > 0 {
		return ErrTooManyTries
	}
	if s.tries.byLink.Take(l.ID) > 0 {
		s.tries.byNetwork.Return(here)
		return ErrTooManyTries
	}
	typed := strings.ToLower(strings.Join(strings.Fields(accessCode), ""))
	if subtle.ConstantTimeCompare([]byte(typed), []byte(strings.ToLower(l.AccessCode))) == 0 {
		return ErrWrongAccessCode
	}
	s.tries.byNetwork.Return(here)
	s.tries.byLink.Return(l.ID)
	return nil
}
