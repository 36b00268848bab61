package store

import (
	"strings"
	"testing"
)

// TestNobodyIsLookedForAmongAll asks SQLite how it finds what a knock, a page and a block need, however many meetings and guests there
// are.
func TestNobodyIsLookedForAmongAll(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for query, parameters := range map[string]int{selectDoor: 1, selectQueue: 1, countPlace: 2, selectKin: 4, selectPast: 3} {
		steps, err := all(t.Context(), s.read, func(row scanner) (step string, err error) {
			var id, parent, unused int
			err = row.Scan(&id, &parent, &unused, &step)
			return step, err
		}, "EXPLAIN QUERY PLAN "+query, make([]any, parameters)...)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		for _, step := range steps {
			for _, through := range []string{"SCAN guests", "SCAN meetings", "SCAN memberships", "SCAN rooms", "guests_by_likeness"} {
				if strings.Contains(step, through) {
					t.Errorf("for %s SQLite does %q", query, step)
				}
			}
			if strings.Contains(step, "guests_by_state") && !strings.Contains(step, "round=?") {
				t.Errorf("for %s SQLite does %q, through all rounds", query, step)
			}
		}
	}
}
