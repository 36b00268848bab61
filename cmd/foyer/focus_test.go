package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// terminal is another program that the moderator types into.
type terminal struct {
	*screen
	id, file string
}

// startTerminal opens a terminal that writes what is typed into a file, and gives it the keyboard.
func (s *screen) startTerminal() *terminal {
	s.t.Helper()
	term := &terminal{screen: s, file: filepath.Join(s.home, "typed")}
	s.start("xterm", "-T", "Minutes", "-geometry", "60x10+40+400", "-e", "stty -echo; exec cat > '"+term.file+"'")
	s.until("the terminal is open", func() (err error) {
		if _, err = os.Stat(term.file); err == nil {
			term.id, err = s.window("Minutes")
		}
		return err
	})
	if _, err := s.output("xdotool", "windowactivate", "--sync", term.id); err != nil {
		s.t.Fatal(err)
	}
	return term
}

// hasKeyboard reports whether keys go to the terminal.
func (term *terminal) hasKeyboard() error {
	active, err := term.output("xdotool", "getactivewindow")
	if err == nil && active != term.id {
		name, _ := term.output("xdotool", "getwindowname", active)
		err = fmt.Errorf("the keyboard is with %q", name)
	}
	return err
}

// keys types wherever the keyboard is, as a person does.
func (term *terminal) keys(text string) {
	term.t.Helper()
	if _, err := term.output("xdotool", "type", "--delay", "5", text); err != nil {
		term.t.Fatal(err)
	}
}

func TestPromptNeverTakesTheKeyboardFromAnotherProgram(t *testing.T) {
	server, screen, a := signedIn(t)
	term := screen.startTerminal()

	// The first prompt is a new window, the second one that comes back.
	for _, name := range []string{"Ana", "Bo"} {
		term.keys("aad")
		guest := knock(t, server.link, name)
		prompt := a.prompts()
		a.stands(prompt)
		term.keys("daa\n")
		if err := term.hasKeyboard(); err != nil {
			t.Fatalf("when %s knocked: %v", name, err)
		}
		if err := guest.isLetIn(); err == nil {
			t.Errorf("%s was let in by typing elsewhere", name)
		}
		a.decides("a")
		a.until("the guest is let in", guest.isLetIn)
		a.promptGoes()
		if _, err := a.output("xdotool", "windowactivate", "--sync", term.id); err != nil {
			t.Fatal(err)
		}
	}
	a.until("everything typed is in the terminal", func() error {
		typed, err := os.ReadFile(term.file)
		if want := strings.Repeat("aaddaa\n", 2); err == nil && string(typed) != want {
			err = fmt.Errorf("there is %q, want %q", typed, want)
		}
		return err
	})
}
