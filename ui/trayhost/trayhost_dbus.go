//go:build linux || freebsd || openbsd || netbsd

package trayhost

import (
	"context"
	"fmt"

	"github.com/godbus/dbus/v5"
)

// watcher is the name that a desktop with a tray owns (freedesktop's StatusNotifierItem, in KDE's name).
const watcher = "org.kde.StatusNotifierWatcher"

// Watch tells whether there is a tray, now and whenever that changes, until ctx ends. Without a session bus there is none, and it says so
// by its error.
func Watch(ctx context.Context, changed func(there bool)) error {
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("look for a tray: %w", err)
	}
	defer conn.Close()
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	err = conn.AddMatchSignal(dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"),
		dbus.WithMatchArg(0, watcher))
	if err != nil {
		return fmt.Errorf("look for a tray: %w", err)
	}
	var owned bool
	if err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, watcher).Store(&owned); err != nil {
		return fmt.Errorf("look for a tray: %w", err)
	}
	changed(owned)
	for {
		select {
		case <-ctx.Done():
			return nil
		case s, open := <-signals:
			if !open && ctx.Err() == nil {
				changed(false) // The bus is gone.
			}
			if !open {
				return nil
			}
			var name, before, after string
			if s.Name == "org.freedesktop.DBus.NameOwnerChanged" && dbus.Store(s.Body, &name, &before, &after) == nil && name == watcher {
				changed(after != "")
			}
		}
	}
}
