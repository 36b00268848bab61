package store

import (
	"context"
	"database/sql"
	"slices"
	"testing"
)

func openHere(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestSameStatementRunsInsideItself asks the same question again while its first answer is still being read.
func TestSameStatementRunsInsideItself(t *testing.T) {
	s := openHere(t)
	const question = `SELECT value FROM json_each(?)`
	read := func(ctx context.Context, tx *sql.Tx, list string, each func()) (got []int) {
		rows, err := tx.QueryContext(ctx, question, list)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var n int
			if err := rows.Scan(&n); err != nil {
				t.Fatal(err)
			}
			got = append(got, n)
			each()
		}
		return got
	}
	err := s.inTx(t.Context(), "ask", func(tx *sql.Tx) error {
		for range 3 { // From the second round on, the statements are kept ones.
			outer := read(t.Context(), tx, `[1, 2, 3]`, func() {
				if inner := read(t.Context(), tx, `[4, 5]`, func() {}); !slices.Equal(inner, []int{4, 5}) {
					t.Errorf("within the answer the answer is %v", inner)
				}
			})
			if !slices.Equal(outer, []int{1, 2, 3}) {
				t.Errorf("the answer is %v", outer)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFailedStatementCanBeRepeated has a kept statement fail, and then succeed.
func TestFailedStatementCanBeRepeated(t *testing.T) {
	s := openHere(t)
	const statement = `INSERT INTO accounts (id, email, name, password_hash, created_at) VALUES (?, ?, 'Ana', '', 0)`
	add := func(id string) error {
		return s.inTx(t.Context(), "add", func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), statement, id, id+"@example.org")
			return err
		})
	}
	for _, step := range []struct {
		id   string
		want bool
	}{{"ana", true}, {"ana", false}, {"ana", false}, {"ben", true}} {
		if err := add(step.id); (err == nil) != step.want {
			t.Errorf("adding %s: %v, want success %t", step.id, err, step.want)
		}
	}
}
