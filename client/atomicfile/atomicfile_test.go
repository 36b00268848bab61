package atomicfile

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestFileIsReplacedAndForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "list.json")
	for _, want := range []string{"one", "two"} {
		if err := Write(path, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("the file holds %q (%v), want %q", got, err, want)
		}
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("beside the file there is %v (%v)", left, err)
	}
	if runtime.GOOS == "windows" {
		return // Windows has no such modes; the folder of the user protects the file.
	}
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has the mode %v (%v), want %v", name, info.Mode(), err, want)
		}
	}
}

func TestFailedWriteLeavesNothingBehind(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder")
	if err := os.MkdirAll(filepath.Join(path, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, []byte("x")); err == nil {
		t.Error("a folder was replaced by a file")
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("beside the folder there is %v (%v)", left, err)
	}
}

func TestDamagedFileIsSetAside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.json")
	if err := SetAside(path); err != nil {
		t.Errorf("nothing to set aside: %v", err)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := SetAside(path); err != nil {
		t.Error(err)
	}
	if got, err := os.ReadFile(path + ".damaged"); err != nil || string(got) != "{" {
		t.Errorf("aside is %q (%v)", got, err)
	}
}
