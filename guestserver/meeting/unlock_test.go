package meeting

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestAccessCodeIsForgivingToFingersAlone(t *testing.T) {
	s := New(nil)
	l := Link{ID: "1", AccessCode: "Ab12"}
	for typed, want := range map[string]error{
		"Ab12": nil, "ab12": nil, " AB 12 ": nil, "": ErrWrongAccessCode, "ab1": ErrWrongAccessCode, "ab123": ErrWrongAccessCode,
	} {
		if err := s.Unlock(t.Context(), l, typed, "192.0.2.1"); !errors.Is(err, want) {
			t.Errorf("Unlock(%q) = %v, want %v", typed, err, want)
		}
	}
	if err := s.Unlock(t.Context(), Link{ID: "2"}, "anything", "192.0.2.1"); err != nil {
		t.Errorf("a link without a code asks for one: %v", err)
	}
}

func TestGuessingAnAccessCodeIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(nil)
		l := Link{ID: "1", AccessCode: "4711"}
		for i := range DefaultLimits().NetworkCode.Burst {
			if err := s.Unlock(t.Context(), l, fmt.Sprint(i), "192.0.2.1"); !errors.Is(err, ErrWrongAccessCode) {
				t.Fatalf("try %d: %v", i, err)
			}
		}
		if err := s.Unlock(t.Context(), l, "4711", "192.0.2.1"); !errors.Is(err, ErrTooManyTries) {
			t.Errorf("the next one: %v, want ErrTooManyTries even if it is right", err)
		}
		if err := s.Unlock(t.Context(), l, "4711", "198.51.100.1"); err != nil {
			t.Errorf("somebody elsewhere: %v", err)
		}
		<-time.After(DefaultLimits().NetworkCode.Every + time.Second)
		if err := s.Unlock(t.Context(), l, "4711", "192.0.2.1"); err != nil {
			t.Errorf("a while later: %v", err)
		}
	})
}

func TestGuessingFromManyNetworksIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(nil)
		l := Link{ID: "1", AccessCode: "4711"}
		for i := range DefaultLimits().LinkCode.Burst {
			if err := s.Unlock(t.Context(), l, "0", fmt.Sprint("network ", i)); !errors.Is(err, ErrWrongAccessCode) {
				t.Fatalf("try %d: %v", i, err)
			}
		}
		if err := s.Unlock(t.Context(), l, "4711", "another"); !errors.Is(err, ErrTooManyTries) {
			t.Errorf("the next one: %v, want ErrTooManyTries", err)
		}
		if err := s.Unlock(t.Context(), Link{ID: "2", AccessCode: "1"}, "1", "another"); err != nil {
			t.Errorf("another link: %v", err)
		}
	})
}

// TestClassThatMistypesItsCodeGetsIn has 30 people behind one address type the code wrong first.
func TestClassThatMistypesItsCodeGetsIn(t *testing.T) {
	s := New(nil)
	l := Link{ID: "1", AccessCode: "4711"}
	for i := range 30 {
		if err := s.Unlock(t.Context(), l, "471", "192.0.2.1"); !errors.Is(err, ErrWrongAccessCode) {
			t.Fatalf("guest %d mistypes it: %v", i, err)
		}
		if err := s.Unlock(t.Context(), l, "4711", "192.0.2.1"); err != nil {
			t.Fatalf("guest %d: %v", i, err)
		}
	}
}

func TestClassThatTypesItsCodeRightIsNotStopped(t *testing.T) {
	s := New(nil)
	l := Link{ID: "1", AccessCode: "4711"}
	for i := range 100 {
		if err := s.Unlock(t.Context(), l, "4711", "192.0.2.1"); err != nil {
			t.Fatalf("guest %d: %v", i, err)
		}
	}
}
