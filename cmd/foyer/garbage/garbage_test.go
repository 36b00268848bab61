package garbage

import "testing"

func TestGarbageIsCollectedOnceWhenTheLoadIsOver(t *testing.T) {
	const mib = 1 << 20
	var l load
	for second, c := range []struct {
		allocated uint64
		over      bool
	}{
		{20 * mib, false},       // The start is a load, too,
		{20*mib + 1, true},      // and now it is over.
		{20*mib + 2, false},     // Nothing is left to collect.
		{80 * mib, false},       // A hall knocks
		{200 * mib, false},      // and knocks,
		{200*mib + 9, true},     // and waits.
		{200*mib + 900, false},  // Its pings are little,
		{201*mib + 800, false},  //
		{202*mib + 700, false},  //
		{203*mib + 600, false},  //
		{204*mib + 500, true},   // but in the end are much.
		{204*mib + 1000, false}, //
	} {
		if over := l.over(c.allocated); over != c.over {
			t.Errorf("after second %d, with %d allocated, the load is over: %t", second, c.allocated, over)
		}
	}
}
