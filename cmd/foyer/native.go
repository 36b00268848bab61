//go:build cgo

package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"fyne.io/fyne/v2/lang"

	"foyer/assets"
	"foyer/ui"
	"foyer/ui/applink"
	"foyer/ui/autostart"
	"foyer/ui/crash"
	"foyer/ui/doorbell"
	"foyer/ui/instance"
	"foyer/ui/notify"
	"foyer/ui/preferences"
	"foyer/ui/trayhost"
)

// visits is how many second starts are kept until the window is there.
const visits = 16

// alone makes this the only app of the user, or brings the one that runs to the front: then it returns instance.ErrRunning. What second
// starts bring comes by the channel. Where nobody can tell, the app runs nevertheless.
func alone(ctx context.Context, links []string) (come <-chan []string, leave func(), err error) {
	folder, err := instance.DefaultFolder()
	if err != nil {
		slog.Warn("a second app will not find this one", "error", err)
		return nil, func() {}, nil
	}
	visitors := make(chan []string, visits)
	first, err := instance.Claim(folder, func(links []string) {
		select {
		case visitors <- links:
		default: // It comes to the front anyway.
		}
	})
	switch {
	case errors.Is(err, instance.ErrRunning):
		if failed := instance.Visit(ctx, folder, links); failed != nil {
			return nil, nil, errors.Join(errors.New("the Foyer that runs already does not answer: end it, then try again"), failed)
		}
		return nil, nil, err
	case err != nil:
		slog.Warn("a second app will not find this one", "error", err)
		return nil, func() {}, nil
	}
	return visitors, func() {
		if err := first.Close(); err != nil {
			slog.Warn("the next app may not start", "error", err)
		}
	}, nil
}

// options returns what the app works with on this computer, but for the accounts and the desk.
func options(ctx context.Context, data string) (ui.Options, func(), error) {
	catalogue, err := assets.Load()
	if err != nil {
		return ui.Options{}, nil, err
	}
	o := ui.Options{Ring: doorbell.Ring, WatchTray: trayhost.Watch}
	if o.CrashReport, err = crash.Watch(filepath.Join(data, "crashes"), version); err != nil {
		slog.Warn("a crash will leave no report", "error", err)
	}
	takePreferences(&o)
	o.Texts = catalogue.For(o.Preferences.Language, lang.SystemLocale().String())
	if start, err := autostart.New(appID, o.Texts.Get("app.name"), "--"+backgroundFlag); err != nil {
		slog.Warn("the app cannot start with the system", "error", err)
	} else {
		o.Autostart = start
	}
	if err := applink.Register(); err != nil {
		slog.Warn("links do not open the app", "error", err)
	}
	center, err := notify.Open(ctx, appID, o.Texts.Get("app.name"))
	if err != nil {
		slog.Info("notifications have no buttons", "cause", err)
		return o, func() {}, nil
	}
	o.Notifier = center
	return o, center.Close, nil
}

// takePreferences reads what the moderator chose, and has it kept.
func takePreferences(o *ui.Options) {
	file, err := preferences.DefaultFile()
	if err != nil {
		slog.Warn("settings are not kept", "error", err)
		return
	}
	if o.Preferences, err = file.Load(); err != nil {
		slog.Warn("the settings are not as they were", "error", err)
		o.Damaged = errors.Is(err, preferences.ErrDamaged)
	}
	o.SavePreferences = file.Save
}
