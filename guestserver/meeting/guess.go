package meeting

import (
	"errors"
	"fmt"
	"math"
	"time"

	"foyer/guestserver/throttle"
)

// ErrTooManyTries says that so much has been guessed that nothing is looked at for a while. It comes as a *TooManyTriesError.
var ErrTooManyTries = errors.New("too many tries")

// TooManyTriesError is ErrTooManyTries with the time to wait.
type TooManyTriesError struct{ RetryAfter time.Duration }

// Error says how long to wait.
func (e *TooManyTriesError) Error() string {
	return fmt.Sprintf("%v: wait %v", ErrTooManyTries, e.RetryAfter.Round(time.Second))
}

// Seconds returns the time to wait in whole seconds, as the header Retry-After has it.
func (e *TooManyTriesError) Seconds() int { return int(math.Ceil(e.RetryAfter.Seconds())) }

// Unwrap returns ErrTooManyTries.
func (e *TooManyTriesError) Unwrap() error { return ErrTooManyTries }

// Limits are how often may be guessed what only the invited know. The zero value of a field is its default.
type Limits struct {
	// NetworkCode is for wrong access codes for one link from one network, LinkCode for those from everywhere.
	NetworkCode, LinkCode throttle.Limit
	// NetworkGuess is for links that lead nowhere, from one network.
	NetworkGuess throttle.Limit
}

// DefaultLimits returns the limits that hold unless an operator sets others.
func DefaultLimits() Limits {
	return Limits{
		// A class of 30 behind one address gets in though each of them mistypes the code, and does it again.
		NetworkCode: throttle.Limit{Burst: 60, Every: 30 * time.Second},
		// With it even four digits take a day to guess for those who have the link and many networks.
		LinkCode: throttle.Limit{Burst: 200, Every: 10 * time.Second},
		// The same class types the link from the board. One guess in 5 seconds finds none of a million meetings in a year.
		NetworkGuess: throttle.Limit{Burst: 60, Every: 5 * time.Second},
	}
}

// tries counts what was guessed.
type tries struct{ codesByNetwork, codesByLink, guesses *throttle.Throttle }

func newTries(l Limits) tries {
	d := DefaultLimits()
	return tries{
		throttle.New(l.NetworkCode.Or(d.NetworkCode)), throttle.New(l.LinkCode.Or(d.LinkCode)), throttle.New(l.NetworkGuess.Or(d.NetworkGuess)),
	}
}

// CountGuess counts a guest code from a network that leads nowhere. After too many it returns a *TooManyTriesError. An unknown network,
// which is empty, is not counted.
func (s *Meetings) CountGuess(network string) error {
	if network == "" {
		return nil
	}
	return tooMany(s.tries.guesses.Take(network))
}

// CheckGuesses returns a *TooManyTriesError for a network from which so many guest codes came that led nowhere that the right ones must not
// be told from them.
func (s *Meetings) CheckGuesses(network string) error { return tooMany(s.tries.guesses.Wait(network)) }

// tooMany returns what refuses a try that has to wait, nil if it has not.
func tooMany(wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	return &TooManyTriesError{wait}
}
