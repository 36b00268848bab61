package doorbell

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Flags of PlaySound: the sound is in memory, and a missing one is not replaced by the system's.
const (
	sndMemory    = 0x4
	sndNoDefault = 0x2
)

// Ring plays the sound, and returns when it has faded away.
func Ring(context.Context) error {
	sound := WAV()
	playSound := windows.NewLazySystemDLL("winmm.dll").NewProc("PlaySoundW")
	if err := playSound.Find(); err != nil {
		return fmt.Errorf("ring: %w", err)
	}
	if played, _, _ := playSound.Call(uintptr(unsafe.Pointer(&sound[0])), 0, sndMemory|sndNoDefault); played == 0 {
		return errors.New("ring: Windows plays no sound") // It does not say why.
	}
	return nil
}
