package accounts

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"
)

// private fails if others than its owner may read a file, or if its folder has anything else in it.
func private(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode != 0o600 {
		t.Errorf("the file has mode %o, want 600", mode)
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Errorf("the folder has %v (%v), want the file only", files, err)
	}
}

func TestBrokenListIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accounts.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := File(path).Load(); err == nil {
		t.Error("a broken list was read")
	}
}

func TestDamagedListIsToldAndSetAside(t *testing.T) {
	keyring.MockInit()
	path := filepath.Join(t.TempDir(), "accounts.json")
	if err := os.WriteFile(path, []byte("{damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := newHouseWith(File(path), nil)
	if h.Problem() != nil {
		t.Errorf("before anything was read the problem is %v", h.Problem())
	}
	told := 0
	defer h.Subscribe(func() { told++ })()
	if err := h.Restore(t.Context()); err == nil {
		t.Error("a damaged list was restored")
	}
	if h.Problem() != ErrNotRead || told == 0 {
		t.Errorf("the problem is %v, told %d times", h.Problem(), told)
	}
	h.signIn(t)
	if s := h.one(t); !s.Kept || s.Problem != nil {
		t.Errorf("after signing in the account is %+v", s)
	}
	h.signIn(t)
	if kept, err := os.ReadFile(path + ".damaged"); err != nil || string(kept) != "{damaged" {
		t.Errorf("set aside is %q (%v)", kept, err)
	}
	if list, err := File(path).Load(); err != nil || len(list) != 1 {
		t.Errorf("the new list is %v (%v)", list, err)
	}
}

func TestListThatCannotBeSetAsideIsNotReplaced(t *testing.T) {
	keyring.MockInit()
	path := filepath.Join(t.TempDir(), "accounts.json")
	// A folder that is not empty takes no file's name.
	if err := os.MkdirAll(filepath.Join(path+".damaged", "old"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("{damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := newHouseWith(File(path), nil)
	if err := h.Restore(t.Context()); err == nil {
		t.Error("a damaged list was restored")
	}
	h.signIn(t)
	if s := h.one(t); !s.SignedIn || s.Problem != ErrNotSaved {
		t.Errorf("after signing in the account is %+v", s)
	}
	if left, err := os.ReadFile(path); err != nil || string(left) != "{damaged" {
		t.Errorf("the list is %q (%v)", left, err)
	}
}

func TestTokenIsNeverPrinted(t *testing.T) {
	s := Session{Server: server, Email: "ana@example.org", Token: "hush"}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("test", "session", s)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("test", "session", s)
	for _, printed := range []string{fmt.Sprint(s), fmt.Sprintf("%+v %#v", s, s), log.String()} {
		if strings.Contains(printed, "hush") {
			t.Errorf("the token is in %q", printed)
		}
	}
}
