package throttle

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestTriesComeBackOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := New(Limit{Burst: 3, Every: 10 * time.Second})
		want := func(key string, wait time.Duration) {
			t.Helper()
			if got := tries.Take(key); got != wait {
				t.Errorf("Take(%s) = %v, want %v", key, got, wait)
			}
		}
		for range 3 {
			want("ana", 0)
		}
		want("ana", 10*time.Second)
		want("cem", 0)
		<-time.After(4 * time.Second)
		want("ana", 6*time.Second) // What was refused did not count.
		<-time.After(6 * time.Second)
		want("ana", 0)
		want("ana", 10*time.Second)
		for range 2 {
			if got := tries.Wait("ana"); got != 10*time.Second {
				t.Errorf("Wait(ana) = %v, want the same 10s each time it is asked", got)
			}
		}
		tries.Return("ana")
		if got := tries.Wait("ana"); got != 0 {
			t.Errorf("Wait(ana) = %v when one is free", got)
		}
		want("ana", 0)
		<-time.After(time.Hour)
		for range 3 {
			want("ana", 0) // Three, and not as many as an hour would give.
		}
		want("ana", 10*time.Second)
	})
}

func TestReturningWhatWasNeverTakenGivesNothing(t *testing.T) {
	tries := New(Limit{Burst: 1, Every: time.Minute})
	tries.Return("ana")
	for i, refused := range []bool{false, true} {
		if wait := tries.Take("ana"); (wait > 0) != refused {
			t.Errorf("try %d waits %v", i, wait)
		}
	}
}

func TestKeysAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := New(Limit{Burst: 2, Every: time.Second})
		for i := range 1000 {
			tries.Take(fmt.Sprint(i))
		}
		<-time.After(time.Minute)
		tries.Take("ana")
		if len(tries.settled) != 1 {
			t.Errorf("%d keys are remembered, want Ana's alone", len(tries.settled))
		}
	})
}

func TestManyTakeAtOnce(t *testing.T) {
	tries := New(Limit{Burst: 50, Every: time.Hour})
	var taken atomic.Int32
	var taking sync.WaitGroup
	for range 200 {
		taking.Go(func() {
			if tries.Take("ana") == 0 {
				taken.Add(1)
			}
		})
	}
	taking.Wait()
	if taken.Load() != 50 {
		t.Errorf("%d were taken, want 50", taken.Load())
	}
}

// TestTriesThatAreTakenBackLeaveNothing keeps somebody who is refused from filling the memory with keys.
func TestTriesThatAreTakenBackLeaveNothing(t *testing.T) {
	tries := New(Limit{Burst: 2, Every: time.Minute})
	for i := range 100 {
		tries.Take(fmt.Sprint(i))
		tries.Return(fmt.Sprint(i))
	}
	if len(tries.settled) != 0 {
		t.Errorf("%d keys are remembered, want none", len(tries.settled))
	}
}
