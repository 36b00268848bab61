package conference

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// TestWhatIsNotBelievedAnyMoreIsForgotten has a year of meetings come and go.
func TestWhatIsNotBelievedAnyMoreIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &Conference{}
		for day := range 365 {
			id := fmt.Sprint("meeting ", day)
			c.noteSight(id, sight{known: time.Now()}, time.Now())
			c.noteRun(id, run{known: time.Now()}, time.Now())
			c.noteSight(id+" of others", sight{known: time.Now()}, time.Now())
			c.noteLast(fmt.Sprintf("https://bbb%d.example.org", day), lastTrusted)
			if _, ok := c.runs[id]; !ok || len(c.sights) == 0 || !c.isLast(fmt.Sprintf("https://bbb%d.example.org", day)) {
				t.Fatalf("what is known of the present moment is forgotten: %v, %v, %v", c.runs, c.sights, c.last)
			}
			<-time.After(24 * time.Hour)
		}
		if len(c.runs) > 1 || len(c.sights) > 1 || len(c.changed) > 1 || len(c.last) > 1 {
			t.Errorf("after a year %d runs, %d sights and %d servers are remembered", len(c.runs), len(c.sights), len(c.last))
		}
	})
}
