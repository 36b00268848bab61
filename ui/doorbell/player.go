//go:build !windows

package doorbell

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
)

// ErrNoPlayer says that this computer has none of the programs that could play the sound.
var ErrNoPlayer = errors.New("there is no program to play a sound with")

// players are programs that play a WAV file, the most usual first. One of them comes with every desktop: with macOS, PipeWire, PulseAudio
// or ALSA.
func players() []string {
	if runtime.GOOS == "darwin" {
		return []string{"afplay"}
	}
	return []string{"pw-play", "paplay", "aplay"}
}

// Ring plays the sound, and returns when it has faded away or ctx ends.
func Ring(ctx context.Context) error {
	for _, name := range players() {
		if player, err := exec.LookPath(name); err == nil {
			return play(ctx, player)
		}
	}
	return ErrNoPlayer
}

func play(ctx context.Context, player string) (err error) {
	file, err := os.CreateTemp("", "foyer-doorbell-*.wav")
	if err != nil {
		return fmt.Errorf("ring: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(file.Name())) }()
	_, err = file.Write(WAV())
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("ring: %w", err)
	}
	if out, err := exec.CommandContext(ctx, player, file.Name()).CombinedOutput(); err != nil {
		return fmt.Errorf("ring with %s: %w: %.200s", player, err, out)
	}
	return nil
}
