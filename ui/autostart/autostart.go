// Package autostart has the app started when the user signs in to the computer, by the means of each system: a desktop entry, a
// launch agent, or a value in the registry. The system's own settings show it, and may take it back.
package autostart

import (
	"errors"
	"fmt"
	"os"
)

// App is the app to be started.
type App struct {
	// ID names it to the system, such as "org.foyer.Foyer".
	ID string
	// Name is for people.
	Name string
	// Command is the program's absolute path and its arguments.
	Command []string
}

// New returns this program, to be started with these arguments.
func New(id, name string, args ...string) (App, error) {
	program, err := os.Executable()
	if err != nil {
		return App{}, fmt.Errorf("find out which program this is: %w", err)
	}
	return App{ID: id, Name: name, Command: append([]string{program}, args...)}, nil
}

// Enabled reports whether the app starts with the system.
func (a App) Enabled() (bool, error) {
	enabled, err := a.enabled()
	if err != nil {
		return false, fmt.Errorf("find out whether the app starts with the system: %w", err)
	}
	return enabled, nil
}

// Set has the app started with the system, or not.
func (a App) Set(enabled bool) error {
	change := a.disable
	if enabled {
		change = a.enable
	}
	if err := change(); err != nil {
		return fmt.Errorf("change whether the app starts with the system: %w", err)
	}
	return nil
}

// exists reports whether there is such a file, and what it holds.
func exists(path string) (string, bool, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", false, nil
	}
	return string(data), err == nil, err
}

// remove deletes a file; one that is not there is fine.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
