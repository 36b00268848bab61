package store_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store"
)

// moment is a time that the database keeps without loss.
var moment = time.Date(2026, 3, 1, 18, 30, 0, 123456000, time.UTC)

var (
	ben   = account.Account{ID: "ben", Email: "Ben@Example.org", Name: "Ben", PasswordHash: "hash", Role: account.Moderator, CreatedAt: moment}
	choir = meeting.Meeting{
		ID: "choir", OwnerID: "ben", Name: "Choir", GuestCode: "choir-abc-def-ghj", GuestPolicy: meeting.AskModerator, Recorded: true,
		AttendeePassword: "ap", ModeratorPassword: "mp", CreatedAt: moment,
	}
)

func open(t *testing.T, folder string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// openWithMeeting returns a store that has one account and one meeting, and its folder.
func openWithMeeting(t *testing.T) (*store.Store, string) {
	t.Helper()
	folder := t.TempDir()
	s := open(t, folder)
	if err := errors.Join(s.AddAccount(t.Context(), ben), s.AddMeeting(t.Context(), choir)); err != nil {
		t.Fatal(err)
	}
	return s, folder
}

func closeStore(t *testing.T, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// page is the size of the database's pages, in bytes.
const page = 4096

func read(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// overwrite returns a copy of data that has nonsense between two offsets.
func overwrite(data []byte, from, to int) []byte {
	data = bytes.Clone(data)
	copy(data[from:to], bytes.Repeat([]byte{0xa5}, to-from))
	return data
}

func TestFreshFolderIsMadeForItsOwnerAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "data folder #1 %41?")
	s := open(t, folder)
	if err := errors.Join(s.Ping(t.Context()), s.AddAccount(t.Context(), ben)); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(folder)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder has mode %v, %v; want rwx for its owner", info.Mode(), err)
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, f := range files {
		info, err := f.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v; want rw for its owner", f.Name(), info.Mode(), err)
		}
		found = found || f.Name() == store.DatabaseFile
	}
	if !found {
		t.Errorf("there is no %s among %v", store.DatabaseFile, files)
	}
}

func TestWhatWasStoredIsThereAfterReopening(t *testing.T) {
	s, folder := openWithMeeting(t)
	ana := add(t, s, "Ana")
	closeStore(t, s)

	s = open(t, folder)
	if a, err := s.AccountByEmail(t.Context(), ben.Email); err != nil || a != ben {
		t.Errorf("AccountByEmail = %+v, %v; want %+v", a, err, ben)
	}
	if m, err := s.Meeting(t.Context(), choir.ID); err != nil || own(m) != own(choir) {
		t.Errorf("Meeting = %+v, %v; want %+v", m, err, choir)
	}
	if guests, err := s.Guests(t.Context(), choir.ID, lobby.Waiting); err != nil || len(guests) != 1 || !reflect.DeepEqual(guests[0], ana) {
		t.Errorf("Guests = %+v, %v; want %+v", guests, err, ana)
	}
}

func TestFolderThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, nil)
	withFolder := t.TempDir() // A folder stands where the database should be.
	if err := os.Mkdir(filepath.Join(withFolder, store.DatabaseFile), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, folder := range map[string]string{"a file": file, "below a file": filepath.Join(file, "data"), "no database file": withFolder} {
		t.Run(name, func(t *testing.T) {
			if _, err := store.Open(t.Context(), folder); !errors.Is(err, store.ErrFolder) {
				t.Errorf("Open: %v, want ErrFolder", err)
			}
		})
	}
}

// TestDamagedDatabaseIsLeftAsItIs opens files that are no sound databases: whoever repairs them needs every byte.
func TestDamagedDatabaseIsLeftAsItIs(t *testing.T) {
	s, folder := openWithMeeting(t)
	for i := range 200 {
		add(t, s, strings.Repeat("long name ", 9)+string(rune('A'+i%26)))
	}
	closeStore(t, s)
	sound := read(t, filepath.Join(folder, store.DatabaseFile))
	for name, damaged := range map[string][]byte{
		"short garbage":        []byte("no database"),
		"garbage":              bytes.Repeat([]byte("no database "), 2000),
		"header overwritten":   overwrite(sound, 0, 100),
		"schema overwritten":   overwrite(sound, 100, page),
		"contents overwritten": overwrite(sound, page, len(sound)),
		"last page":            overwrite(sound, len(sound)-page, len(sound)),
		"cut off":              sound[:len(sound)/2],
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			file := filepath.Join(folder, store.DatabaseFile)
			write(t, file, damaged)
			if _, err := store.Open(t.Context(), folder); !errors.Is(err, store.ErrDamaged) {
				t.Errorf("Open: %v, want ErrDamaged", err)
			}
			if after := read(t, file); !bytes.Equal(after, damaged) {
				t.Errorf("the damaged file was changed: %d bytes, were %d", len(after), len(damaged))
			}
			// The lock is free again: once a backup is in its place, the store opens.
			write(t, file, sound)
			closeStore(t, open(t, folder))
		})
	}
}

// TestDamageLeavesTheLogOfAKilledServerAlone has changes that a killed server had committed, but not yet copied into the
// database file: they are worth as much as the file.
func TestDamageLeavesTheLogOfAKilledServerAlone(t *testing.T) {
	s, running := openWithMeeting(t)
	closeStore(t, s)
	s = open(t, running)
	ana := add(t, s, "Ana")
	folder := t.TempDir()
	for _, name := range []string{store.DatabaseFile, store.DatabaseFile + "-wal"} {
		write(t, filepath.Join(folder, name), read(t, filepath.Join(running, name)))
	}
	database, log := filepath.Join(folder, store.DatabaseFile), filepath.Join(folder, store.DatabaseFile+"-wal")
	sound, committed := read(t, database), read(t, log)

	damaged := overwrite(sound, page, len(sound))
	write(t, database, damaged)
	if _, err := store.Open(t.Context(), folder); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("Open: %v, want ErrDamaged", err)
	}
	if !bytes.Equal(read(t, database), damaged) || !bytes.Equal(read(t, log), committed) {
		t.Error("the damaged database or its log was changed")
	}

	write(t, database, sound)
	wantGuests(t, open(t, folder), choir.ID, lobby.Waiting, ana.ID)
}

func TestFolderIsForOneStoreAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		first := open(t, folder)
		begun := time.Now()
		if _, err := store.Open(t.Context(), folder); !errors.Is(err, store.ErrInUse) {
			t.Errorf("second Open: %v, want ErrInUse", err)
		}
		if waited := time.Since(begun); waited < time.Second || waited > 5*time.Second {
			t.Errorf("it waited %v for the lock, want some seconds", waited)
		}

		// Whoever waits for the lock gets it when the first store closes.
		go func() {
			<-time.After(time.Second)
			first.Close()
		}()
		closeStore(t, open(t, folder))
	})
}

func TestOpeningCanBeCalledOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := store.Open(ctx, t.TempDir())
	if !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrFolder) || errors.Is(err, store.ErrInUse) {
		t.Errorf("Open: %v, want only context.Canceled: nothing is wrong with the folder", err)
	}
}

func TestClosedStoreFails(t *testing.T) {
	s := open(t, t.TempDir())
	closeStore(t, s)
	if err := s.Ping(t.Context()); err == nil {
		t.Error("Ping of a closed store gave no error")
	}
}
