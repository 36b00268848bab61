package plot

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

var ten = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

// came are visits at these seconds after ten, each of which waited that long.
func came(waited time.Duration, seconds ...int) []Visit {
	visits := make([]Visit, len(seconds))
	for i, s := range seconds {
		visits[i] = Visit{ten.Add(time.Duration(s) * time.Second), waited}
	}
	return visits
}

func TestVisitsFallIntoFewRoundSpans(t *testing.T) {
	for _, c := range []struct {
		name   string
		visits []Visit
		step   time.Duration
		spans  int
		first  time.Time
	}{
		{"nobody", nil, 0, 0, time.Time{}},
		{"one", came(0, 75), 10 * time.Second, 1, ten.Add(70 * time.Second)},
		{"five minutes", came(0, 5, 300), 30 * time.Second, 11, ten},
		{"in no order", came(0, 300, 5), 30 * time.Second, 11, ten},
		{"a day", came(0, 0, 24*3600), time.Hour, 25, ten},
		{"years", came(0, 0, 5*365*24*3600), 7 * 24 * time.Hour, maxBuckets, time.Time{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			buckets, step := fill(c.visits)
			if step != c.step || len(buckets) != c.spans {
				t.Fatalf("there are %d spans of %v, want %d of %v", len(buckets), step, c.spans, c.step)
			}
			if len(buckets) > 0 && !c.first.IsZero() && !buckets[0].from.Equal(c.first) {
				t.Errorf("the first begins at %v, want %v", buckets[0].from, c.first)
			}
		})
	}
}

func TestMiddleWaitingTimeIsToldWithoutThoseWhoWaitStill(t *testing.T) {
	visits := append(came(time.Minute, 1, 2), came(time.Hour, 3)...)
	visits = append(visits, came(2*time.Minute, 4, 5)...)
	visits = append(visits, came(-1, 6, 7, 8, 9)...)
	buckets, _ := fill(visits)
	if got := buckets[0].arrivals; got != 9 {
		t.Errorf("%d came, want 9", got)
	}
	if got, ok := buckets[0].median(); !ok || got != 2*time.Minute {
		t.Errorf("the middle one waited %v, want 2m", got)
	}
	if _, ok := (bucket{arrivals: 3}).median(); ok {
		t.Error("a waiting time is told though nobody was decided on")
	}
}

func TestHighestBarFillsThePlotAndNothingLeavesIt(t *testing.T) {
	test.NewTempApp(t)
	p := New(func(t time.Time) string { return t.Format("15:04") }, func(d time.Duration) string { return d.String() })
	w := test.NewTempWindow(t, p)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(600, 150))
	p.Set(append(came(time.Minute, 0, 1, 2, 300), came(3*time.Minute, 301, 600)...))
	size, highest, bars := p.Size(), float32(0), 0
	for _, o := range test.WidgetRenderer(p).Objects() {
		end := o.Position().Add(o.Size())
		if o.Position().X < 0 || o.Position().Y < 0 || end.X > size.Width+1 || end.Y > size.Height+1 {
			t.Errorf("%T at %v with size %v leaves the plot of %v", o, o.Position(), o.Size(), size)
		}
		if bar, ok := o.(*canvas.Rectangle); ok {
			bars++
			highest = max(highest, bar.Size().Height)
		}
	}
	if bars != 3 || highest < size.Height-foot-5 {
		t.Errorf("there are %d bars, the highest is %v of %v", bars, highest, size.Height)
	}
	p.Set(nil)
	if n := len(test.WidgetRenderer(p).Objects()); n != 0 {
		t.Errorf("an empty plot has %d objects", n)
	}
}
