package desk

import (
	"fmt"
	"testing"
	"time"
)

// A knock among ten thousand must not copy ten thousand guests: it happens where events are read.
func TestKnockAmongTenThousandCopiesNothing(t *testing.T) {
	var r room
	for i := range 10_000 {
		r.add(Guest{ID: fmt.Sprint(i), Since: time.Unix(int64(i), 0)})
	}
	i := 0
	bytes := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			i++
			r.add(Guest{ID: "n" + fmt.Sprint(i), Since: time.Unix(20_000, 0)})
			r.remove("n" + fmt.Sprint(i))
		}
	}).AllocedBytesPerOp()
	if bytes > 2000 {
		t.Errorf("a knock takes %d bytes", bytes)
	}
}

func TestDepartedAreForgottenSomeDay(t *testing.T) {
	var r room
	for i := range 3 * maxDeparted {
		id := fmt.Sprint(i)
		r.add(Guest{ID: id})
		r.remove(id)
	}
	if len(r.departed) > maxDeparted || len(r.byID) > 0 || len(r.queue) > 0 {
		t.Errorf("%d departed, %d and %d waiting", len(r.departed), len(r.byID), len(r.queue))
	}
}
