package accounts

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
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
