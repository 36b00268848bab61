//go:build !windows && !darwin

package autostart

import "foyer/client/atomicfile"

func (a App) enabled() (bool, error) {
	path, err := desktopFile(a.ID)
	if err != nil {
		return false, err
	}
	entry, found, err := exists(path)
	return found && desktopEnabled(entry), err
}

func (a App) enable() error {
	path, err := desktopFile(a.ID)
	if err != nil {
		return err
	}
	return atomicfile.Write(path, []byte(desktopEntry(a)))
}

func (a App) disable() error {
	path, err := desktopFile(a.ID)
	if err != nil {
		return err
	}
	return remove(path)
}
