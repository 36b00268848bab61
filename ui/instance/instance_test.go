package instance

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// first claims a folder and returns what visitors bring.
func first(t *testing.T, folder string) (*First, <-chan []string) {
	t.Helper()
	visits := make(chan []string, 10)
	f, err := Claim(folder, func(links []string) { visits <- links })
	if err != nil {
		t.Fatal(err)
	}
	return f, visits
}

func TestSecondAppHandsItsLinksToTheFirst(t *testing.T) {
	folder := t.TempDir()
	f, visits := first(t, folder)
	if _, err := Claim(folder, nil); !errors.Is(err, ErrRunning) {
		t.Fatalf("a second app was let in: %v", err)
	}
	for _, want := range [][]string{{"foyer://a.example.org/b/x"}, nil} {
		if err := Visit(t.Context(), folder, want); err != nil {
			t.Fatal(err)
		}
		if got := <-visits; !slices.Equal(got, want) {
			t.Errorf("the first app was told %q, want %q", got, want)
		}
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	next, _ := first(t, folder)
	if err := next.Close(); err != nil {
		t.Error(err)
	}
}

func TestAppStartsAfterOneThatWasKilled(t *testing.T) {
	folder := t.TempDir()
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(folder, socketName)})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	if err := left.Close(); err != nil {
		t.Fatal(err)
	}
	f, visits := first(t, folder)
	defer f.Close()
	if err := Visit(t.Context(), folder, []string{"x"}); err != nil {
		t.Fatal(err)
	}
	if got := <-visits; !slices.Equal(got, []string{"x"}) {
		t.Errorf("told %q", got)
	}
}

func TestNonsenseOnTheSocketDoesNotStopTheFirstApp(t *testing.T) {
	folder := t.TempDir()
	f, visits := first(t, folder)
	defer f.Close()
	conn, err := net.Dial("unix", filepath.Join(folder, socketName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("GET / HTTP/1.1\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("nonsense was answered")
	}
	if err := Visit(t.Context(), folder, []string{"x"}); err != nil {
		t.Fatal(err)
	}
	if got := <-visits; !slices.Equal(got, []string{"x"}) {
		t.Errorf("told %q", got)
	}
}

func TestFolderThatCannotBeMadeIsNotTakenForARunningApp(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Claim(filepath.Join(file, "foyer"), nil); err == nil || errors.Is(err, ErrRunning) {
		t.Errorf("the error is %v", err)
	}
}
