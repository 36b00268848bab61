package bus_test

import (
	"slices"
	"sync"
	"testing"

	"foyer/guestserver/bus"
)

func TestEverySubscriberHearsEventsInOrderUntilItCancels(t *testing.T) {
	var b bus.Local[int]
	b.Publish(0) // Nobody listens yet, and that is fine.

	var first, second []int
	cancelFirst := b.Subscribe(func(e int) { first = append(first, e) })
	b.Publish(1)
	cancelSecond := b.Subscribe(func(e int) { second = append(second, e) })
	b.Publish(2)
	cancelFirst()
	cancelFirst()
	b.Publish(3)
	cancelSecond()
	b.Publish(4)

	if want := []int{1, 2}; !slices.Equal(first, want) {
		t.Errorf("the first subscriber heard %v, want %v", first, want)
	}
	if want := []int{2, 3}; !slices.Equal(second, want) {
		t.Errorf("the second subscriber heard %v, want %v", second, want)
	}
}

func TestCancelledSubscriberHearsNothingMore(t *testing.T) {
	var b bus.Local[int]
	var publishing sync.WaitGroup
	for range 4 {
		publishing.Go(func() {
			for e := range 500 {
				b.Publish(e)
			}
		})
	}
	for range 100 {
		var mu sync.Mutex
		cancelled := false
		cancel := b.Subscribe(func(int) {
			mu.Lock()
			defer mu.Unlock()
			if cancelled {
				t.Error("heard an event after cancel returned")
			}
		})
		cancel()
		mu.Lock()
		cancelled = true
		mu.Unlock()
	}
	publishing.Wait()
}
