package meeting

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestGuessingLinksIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, limit := New(nil), DefaultLimits().NetworkGuess
		for i := range limit.Burst {
			if err := errors.Join(s.CheckGuesses("192.0.2.1"), s.CountGuess("192.0.2.1")); err != nil {
				t.Fatalf("guess %d: %v", i, err)
			}
		}
		for _, err := range []error{s.CheckGuesses("192.0.2.1"), s.CountGuess("192.0.2.1")} {
			tooMany, ok := errors.AsType[*TooManyTriesError](err)
			if !ok || !errors.Is(err, ErrTooManyTries) || tooMany.RetryAfter != limit.Every || tooMany.Seconds() != 5 {
				t.Errorf("one more: %v, want to be told to wait %v", err, limit.Every)
			}
		}
		if err := s.CheckGuesses("198.51.100.1"); err != nil {
			t.Errorf("somebody elsewhere: %v", err)
		}
		<-time.After(limit.Every)
		if err := s.CheckGuesses("192.0.2.1"); err != nil {
			t.Errorf("a while later: %v", err)
		}
	})
}

// TestUnknownNetworkIsNotCounted has a server behind a proxy that is not configured, where all guests seem to come from one place.
func TestUnknownNetworkIsNotCounted(t *testing.T) {
	s := New(nil)
	for range 1000 {
		if err := errors.Join(s.CountGuess(""), s.CheckGuesses("")); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOperatorSetsLimits(t *testing.T) {
	s := NewLimited(nil, Limits{NetworkGuess: DefaultLimits().LinkCode})
	for i := range 200 {
		if err := s.CountGuess("192.0.2.1"); err != nil {
			t.Fatalf("guess %d: %v", i, err)
		}
	}
	if err := s.CountGuess("192.0.2.1"); !errors.Is(err, ErrTooManyTries) {
		t.Errorf("one more: %v, want ErrTooManyTries", err)
	}
}
