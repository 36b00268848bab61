package guestserver

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"

	"foyer/guestserver/store"
)

// Problem is why a guest server did not open, in words for the person who started it.
type Problem struct {
	// Code is stable, so that the app can say it in the person's language: disk_full, in_use, folder, damaged, newer,
	// port, listen, setting.
	Code string
	// Advice is a sentence that says what to do.
	Advice string
	// Err is the cause.
	Err error
}

// Error returns the advice. The cause is for the log.
func (p *Problem) Error() string { return p.Advice }

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Err }

// explain turns the failures that a person can do something about into a Problem, and leaves others as they are.
func explain(err error, c Config) error {
	listen := c.Listen
	if listen == "" {
		listen = DefaultListen
	}
	database := filepath.Join(c.Data, store.DatabaseFile)
	switch {
	case store.DiskFull(err):
		return &Problem{"disk_full", fmt.Sprintf("The disk of the data folder %s is full. Make room there, then start again.", c.Data), err}
	case errors.Is(err, store.ErrInUse):
		return &Problem{"in_use", fmt.Sprintf("Another Foyer uses the data folder %s. Stop it first, or choose another folder.", c.Data), err}
	case errors.Is(err, store.ErrFolder):
		return &Problem{"folder", fmt.Sprintf("The data folder %s cannot be written. Give yourself the right to write there, or choose "+
			"another folder.", c.Data), err}
	case errors.Is(err, store.ErrDamaged):
		return &Problem{"damaged", fmt.Sprintf("The database file %s is damaged. It was left as it is. Move it away with %[2]s-wal and "+
			"%[2]s-shm, then put a backup in its place or start anew.", database, store.DatabaseFile), err}
	case errors.Is(err, store.ErrVersion):
		return &Problem{"newer", fmt.Sprintf("The database file %s is that of a newer Foyer. Nothing in it was changed: start that one, or "+
			"choose another folder.", database), err}
	case errors.Is(err, syscall.EADDRINUSE):
		return &Problem{"port", fmt.Sprintf("Another program listens on %s. Stop it, or choose another port.", listen), err}
	case errors.Is(err, ErrListen):
		return &Problem{"listen", fmt.Sprintf("The address %s cannot be listened on. It must look like 127.0.0.1:8080 or :8080, with an "+
			"address of this computer.", listen), err}
	case errors.Is(err, ErrConfig):
		return &Problem{"setting", "A setting is wrong: " + settingOf(err), err}
	}
	return err
}

// settingOf returns what an error says of a setting, without what was being done.
func settingOf(err error) string {
	_, what, _ := strings.Cut(err.Error(), ErrConfig.Error()+": ")
	return what
}
