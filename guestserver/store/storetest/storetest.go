// Package storetest opens databases for the tests of what stands above package store.
package storetest

import (
	"testing"

	"foyer/guestserver/account"
	"foyer/guestserver/store"
)

// Open returns a new database, in which each of these IDs has an account, such as ben with ben@example.org. The test's end closes it.
func Open(t *testing.T, ids ...string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for _, id := range ids {
		if err := s.AddAccount(t.Context(), account.Account{ID: id, Email: id + "@example.org", Name: id}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}
