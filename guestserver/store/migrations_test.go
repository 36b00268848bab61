package store

import (
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"
)

// TestMigrationsGoDownAndUpAgain takes the schema away and brings it back, with nothing left over in between.
func TestMigrationsGoDownAndUpAgain(t *testing.T) {
	scripts, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	db, err := connect(filepath.Join(t.TempDir(), DatabaseFile), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, scripts)
	if err != nil {
		t.Fatal(err)
	}
	tables := func() (n int) {
		t.Helper()
		const query = `SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%'`
		if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	made := tables()
	if made == 0 {
		t.Fatal("the migrations made nothing")
	}
	if _, err := provider.DownTo(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if left := tables(); left != 0 {
		t.Errorf("%d tables and indexes are left over", left)
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := tables(); again != made {
		t.Errorf("the second time there are %d tables and indexes, want %d", again, made)
	}
}
