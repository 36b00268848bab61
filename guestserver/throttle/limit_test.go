package throttle

import (
	"testing"
	"time"
)

func TestLimitIsWrittenAsItIsRead(t *testing.T) {
	for text, want := range map[string]Limit{
		"60/2s": {60, 2 * time.Second}, "1/1h": {1, time.Hour}, "1000000/1ms": {1_000_000, time.Millisecond}, "5/1m30s": {5, 90 * time.Second},
	} {
		var l Limit
		if err := l.UnmarshalText([]byte(text)); err != nil || l != want {
			t.Errorf("%q is read as %v, %v; want %v", text, l, err, want)
		}
	}
	for _, text := range []string{"", "60", "60/", "/2s", "0/2s", "-1/2s", "1000001/2s", "60/0s", "60/-2s", "60/2", "60/2s/3", "60/61m", "60/1us", "x/2s", "6e1/2s"} {
		l := Limit{7, time.Minute}
		if err := l.UnmarshalText([]byte(text)); err == nil || l != (Limit{7, time.Minute}) {
			t.Errorf("%q is read as %v, %v; want an error and no change", text, l, err)
		}
	}
}

func FuzzLimit(f *testing.F) {
	f.Add("60/2s")
	f.Fuzz(func(t *testing.T, text string) {
		var l, again Limit
		if l.UnmarshalText([]byte(text)) != nil {
			return
		}
		written, err := l.MarshalText()
		if err != nil || again.UnmarshalText(written) != nil || again != l {
			t.Errorf("%q is %v, written %q and read as %v", text, l, written, again)
		}
		New(l).Take("ana")
	})
}
