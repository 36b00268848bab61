//go:build !windows

package doorbell

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestRingGivesTheSoundToThePlayer(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("PATH", folder)
	if err := Ring(t.Context()); !errors.Is(err, ErrNoPlayer) {
		t.Errorf("without a player: %v", err)
	}
	heard := filepath.Join(folder, "heard")
	script := "#!/bin/sh\nexec /bin/cp \"$1\" '" + heard + "'\n"
	if err := os.WriteFile(filepath.Join(folder, players()[0]), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Ring(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(heard); err != nil || !bytes.Equal(got, WAV()) {
		t.Errorf("the player was given %d bytes (%v)", len(got), err)
	}
}
