//go:build cgo

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"foyer/assets"
	"foyer/client/accounts"
	"foyer/client/desk"
	"foyer/client/desk/lastknown"
	"foyer/client/portal/kinds"
	"foyer/cmd/foyer/garbage"
	"foyer/cmd/foyer/screen"
	"foyer/ui"
	"foyer/ui/hosting"
	"foyer/ui/instance"
)

// appID names the app to the desktop. It must stay the same, since settings are kept under it.
const appID = "org.foyer.Foyer"

// windowGCPercent is Go's reserve for garbage in the app, in percent of what is in use. With ten thousand guests each knock makes some
// megabytes of garbage, and a smaller reserve takes 20 MiB less at no measurable cost.
const windowGCPercent = 40

// openWindow runs the desktop app until its window is closed or ctx ends.
func openWindow(ctx context.Context, s *settings, _ io.Writer) error {
	if !hasDisplay(os.Getenv) {
		return errors.New("there is no display to open a window on: start it with --serve to run the guest server " +
			"(foyer --serve --demo to try it)")
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(windowGCPercent)
		go garbage.GiveBack(ctx)
	}
	come, leave, err := alone(ctx, s.links)
	if errors.Is(err, instance.ErrRunning) {
		return nil // The app that runs has come to the front.
	}
	if err != nil {
		return err
	}
	defer leave()
	list, err := accounts.DefaultFile()
	if err != nil {
		return fmt.Errorf("find the folder for settings: %w", err)
	}
	makeCache()
	a := app.NewWithID(appID)
	a.SetIcon(fyne.NewStaticResource("foyer.png", assets.Icon()))
	o, closeNotifier, err := options(ctx, dataFolder(os.Getenv))
	if err != nil {
		return err
	}
	defer closeNotifier()
	d := desk.New(desk.Options{Memory: lastknown.New(filepath.Join(dataFolder(os.Getenv), "meetings.json"))})
	defer d.Close()
	signedIn := accounts.New(accounts.Options{Store: list, Desk: d, Portals: kinds.Portals{}})
	host := &hosting.Host{Data: filepath.Join(dataFolder(os.Getenv), "hosted")}
	o.Desk, o.Accounts, o.Host, o.Screen = d, signedIn, host, screen.Screen{}
	go func() {
		if err := signedIn.Restore(ctx); err != nil {
			slog.Error("restore accounts", "error", err)
		}
	}()
	runWindow(ctx, a, o, s, come)
	return host.Stop(context.WithoutCancel(ctx))
}

// runWindow shows the app until it is closed or ctx ends, and keeps what was chosen.
func runWindow(ctx context.Context, a fyne.App, o ui.Options, s *settings, come <-chan []string) {
	window := ui.New(a, o)
	go func() {
		for links := range come {
			window.Visit(links)
		}
	}()
	defer context.AfterFunc(ctx, func() { fyne.Do(window.Quit) })()
	if s.background {
		window.ShowInBackground()
	} else {
		window.Show()
	}
	window.Follow(s.links)
	withoutLastEvent(a)
	a.Run()
	window.Close()
	if o.SavePreferences == nil {
		return
	}
	if err := o.SavePreferences(window.Preferences()); err != nil {
		slog.Warn("the settings were not saved", "error", err)
	}
}

// withoutLastEvent takes from Fyne what it does when the app stops: to save its own preferences, of which Foyer has none. Fyne 2.8.1 has
// that done by the loop that ends at this very moment, and if both meet, it waits for ever: the window is gone, and the app that still
// runs keeps every later start from opening one.
func withoutLastEvent(a fyne.App) {
	if l, ok := a.Lifecycle().(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
}

// makeCache makes the folder for caches, which a new home does not have: Fyne makes its own below it, and complains if it cannot.
func makeCache() {
	folder, err := os.UserCacheDir()
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err != nil {
		slog.Warn("there is no folder for caches", "error", err)
	}
}

// hasDisplay reports whether a window can be opened. Fyne panics where it cannot.
func hasDisplay(env func(string) string) bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return true
	}
	return env("DISPLAY") != "" || env("WAYLAND_DISPLAY") != ""
}
