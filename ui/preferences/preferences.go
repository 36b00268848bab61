// Package preferences holds what a moderator chose about the app itself: how it looks, and when it asks for attention. It is kept in one
// file of the user; package ui shows and changes it.
package preferences

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"

	"foyer/client/atomicfile"
)

// Preferences are all choices. The zero value is that of a moderator who chose nothing.
type Preferences struct {
	// Language is the tag of a language, empty for the system's; so is one that there are no texts in.
	Language string `json:"language,omitempty"`
	// Theme is one of the Themes, empty for the system's.
	Theme Theme `json:"theme,omitempty"`
	// Size is how large everything is drawn, one of Sizes; 0 is as the system has it.
	Size float64 `json:"size,omitempty"`
	// Return is what the return key answers in the prompt; empty for nothing.
	Return Answer `json:"return,omitempty"`
	// PopUp says when the prompt pops up, empty for always.
	PopUp PopUp `json:"pop_up,omitempty"`
	// Quiet keeps the doorbell still.
	Quiet bool `json:"quiet,omitempty"`
	// DoNotDisturb has neither prompt nor notification nor doorbell tell of a knock.
	DoNotDisturb bool `json:"do_not_disturb,omitempty"`
	// QuitOnClose ends the app when its main window is closed, also where it could stay in the tray.
	QuitOnClose bool `json:"quit_on_close,omitempty"`
	// Window is where the main window was.
	Window Window `json:"window,omitzero"`
}

// Theme is light or dark.
type Theme string

// The themes to choose from.
const (
	Light Theme = "light"
	Dark  Theme = "dark"
)

// Answer is an answer to a knock.
type Answer string

// The answers to choose from.
const (
	Allow Answer = "allow"
	Deny  Answer = "deny"
)

// PopUp says when the prompt pops up.
type PopUp string

// When the prompt pops up, if not always.
const (
	// Away is while another program is in front: the main window shows who waits, too.
	Away PopUp = "away"
	// Never leaves it to notification, doorbell and tray.
	Never PopUp = "never"
)

// Window is a place on the screen.
type Window struct {
	// Width and Height are in Fyne's units, 0 if not known.
	Width  float32 `json:"width,omitempty"`
	Height float32 `json:"height,omitempty"`
	// X and Y are in the system's units, and mean something only if Placed.
	X      int  `json:"x,omitempty"`
	Y      int  `json:"y,omitempty"`
	Placed bool `json:"placed,omitempty"`
}

// Sizes returns the sizes to choose from.
func Sizes() []float64 { return []float64{0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3} }

// maxSide is the longest side of a window that is believed.
const maxSide = 20_000

// sane returns the preferences without what nobody can choose: an older or newer Foyer, or a hand, may have written the file.
func (p Preferences) sane() Preferences {
	p.Theme = known(p.Theme, Light, Dark)
	p.Size = known(p.Size, Sizes()...)
	p.Return = known(p.Return, Allow, Deny)
	p.PopUp = known(p.PopUp, Away, Never)
	side := func(v float32) bool { return v > 0 && v <= maxSide && !math.IsNaN(float64(v)) }
	if !side(p.Window.Width) || !side(p.Window.Height) {
		p.Window.Width, p.Window.Height = 0, 0
	}
	return p
}

// known returns v if it is among all, otherwise the zero value.
func known[T comparable](v T, all ...T) T {
	if slices.Contains(all, v) {
		return v
	}
	var zero T
	return zero
}

// File keeps preferences. Its value is the path.
type File string

// DefaultFile returns the file in the folder where this system keeps settings.
func DefaultFile() (File, error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find the folder for settings: %w", err)
	}
	return File(filepath.Join(folder, "foyer", "preferences.json")), nil
}

// ErrDamaged says that the file could not be understood. It was set aside, with ".damaged" behind its name.
var ErrDamaged = errors.New("the preferences are damaged")

// Load reads the preferences; a file that does not exist holds none. Values that nobody can choose are as if not there. With an error it
// returns the zero preferences, so that the app can start.
func (f File) Load() (Preferences, error) {
	data, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return Preferences{}, nil
	}
	if err != nil {
		return Preferences{}, fmt.Errorf("read the preferences: %w", err)
	}
	p, err := decode(data)
	if err != nil {
		return Preferences{}, errors.Join(ErrDamaged, err, atomicfile.SetAside(string(f)))
	}
	return p, nil
}

// Save replaces the file, or leaves it as it was if that fails.
func (f File) Save(p Preferences) error {
	data, err := json.MarshalIndent(p.sane(), "", "  ")
	if err != nil {
		return fmt.Errorf("write the preferences: %w", err)
	}
	if err := atomicfile.Write(string(f), append(data, '\n')); err != nil {
		return fmt.Errorf("write the preferences: %w", err)
	}
	return nil
}

func decode(data []byte) (Preferences, error) {
	var p Preferences
	if err := json.Unmarshal(data, &p); err != nil {
		return Preferences{}, fmt.Errorf("read the preferences: %w", err)
	}
	return p.sane(), nil
}
