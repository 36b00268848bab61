package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"foyer/guestserver/account"
	"foyer/guestserver/store"
)

// TestCommandsWriteBesideAServer has a server and four commands add accounts at the same time. All of them are there in the end.
func TestCommandsWriteBesideAServer(t *testing.T) {
	folder := t.TempDir()
	server, err := store.Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	const each = 10
	add := func(s *store.Store, who string) {
		for i := range each {
			name := fmt.Sprint(who, i)
			if err := s.AddAccount(t.Context(), account.Account{ID: name, Email: name + "@example.org", Name: name}); err != nil {
				t.Errorf("add %s: %v", name, err)
			}
		}
	}
	var all sync.WaitGroup
	all.Go(func() { add(server, "server") })
	for n := range 4 {
		all.Go(func() {
			beside, err := store.OpenBeside(t.Context(), folder)
			if err != nil {
				t.Errorf("open beside the server: %v", err)
				return
			}
			add(beside, fmt.Sprint("command", n, "-"))
			if err := beside.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if list, err := server.Accounts(t.Context()); err != nil || len(list) != 5*each {
		t.Errorf("the server sees %d accounts, %v; want %d", len(list), err, 5*each)
	}
	// The commands have left the server its lock.
	if _, err := store.Open(t.Context(), folder); !errors.Is(err, store.ErrInUse) {
		t.Errorf("opening the folder a second time: %v, want ErrInUse", err)
	}
}

// TestNewerDatabaseIsLeftAlone goes back to an older program, as after an update that was taken back.
func TestNewerDatabaseIsLeftAlone(t *testing.T) {
	folder := t.TempDir()
	if _, err := store.OpenBeside(t.Context(), folder); !errors.Is(err, store.ErrNone) {
		t.Errorf("an empty folder answers %v, want ErrNone", err)
	}
	server, err := store.Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(folder, store.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	if _, err := store.OpenBeside(t.Context(), folder); !errors.Is(err, store.ErrVersion) {
		t.Errorf("beside a newer server: %v, want ErrVersion", err)
	}
	closeStore(t, server)
	if _, err := store.OpenBeside(t.Context(), folder); !errors.Is(err, store.ErrVersion) {
		t.Errorf("a command without a server: %v, want ErrVersion", err)
	}
	if _, err := store.Open(t.Context(), folder); !errors.Is(err, store.ErrVersion) {
		t.Errorf("an older server: %v, want ErrVersion", err)
	}
}
