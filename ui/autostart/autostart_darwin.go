package autostart

import (
	"os"
	"path/filepath"

	"foyer/client/atomicfile"
)

func (a App) path() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, "Library", "LaunchAgents", a.ID+".plist"), nil
}

func (a App) enabled() (bool, error) {
	path, err := a.path()
	if err != nil {
		return false, err
	}
	_, found, err := exists(path)
	return found, err
}

func (a App) enable() error {
	path, err := a.path()
	if err != nil {
		return err
	}
	return atomicfile.Write(path, []byte(launchAgent(a)))
}

func (a App) disable() error {
	path, err := a.path()
	if err != nil {
		return err
	}
	return remove(path)
}
