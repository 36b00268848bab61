package ui

import (
	"context"
	"log/slog"
	"os"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"foyer/ui/look"
	"foyer/ui/preferences"
	"foyer/ui/settingspage"
	"foyer/ui/tray"
)

// saveLimit is how long the disk or the system may take to keep a choice.
const saveLimit = 10 * time.Second

// scaleVariable is where Fyne looks for how large everything is drawn.
const scaleVariable = "FYNE_SCALE"

// Autostart has the app started with the system. Its methods may block for a moment.
type Autostart interface {
	Enabled() (bool, error)
	Set(enabled bool) error
}

// settingsWindow shows the moderator's preferences to be changed.
type settingsWindow struct {
	u         *UI
	window    fyne.Window
	page      *settingspage.Page
	autostart bool
	// setting says that the system is being told of autostart.
	setting bool
	asked   turn
}

// showSettings shows the settings, or brings their window to the front.
func (u *UI) showSettings() {
	if u.settings == nil {
		u.settings = u.newSettingsWindow()
	}
	u.settings.window.Show()
	u.settings.window.RequestFocus()
}

func (u *UI) newSettingsWindow() *settingsWindow {
	s := &settingsWindow{u: u, window: u.app.NewWindow(u.Texts.Get("app.settings.window"))}
	options := settingspage.Options{Texts: u.Texts, Changed: u.choose}
	if u.Ring != nil {
		options.Ring = u.tryBell
	}
	if u.Autostart != nil {
		options.Autostart = s.setAutostart
		s.askAutostart()
	}
	s.page = settingspage.New(options)
	s.window.SetContent(s.page.Content)
	s.window.Resize(fyne.NewSize(560, 740))
	s.window.SetOnClosed(func() { u.settings = nil })
	s.draw()
	return s
}

func (s *settingsWindow) draw() { s.page.Draw(s.u.preferences, s.u.trayThere, s.autostart) }

// askAutostart finds out whether the app starts with the system.
func (s *settingsWindow) askAutostart() {
	latest := s.asked.next()
	var enabled bool
	s.u.work(saveLimit, func(context.Context) (err error) {
		enabled, err = s.u.Autostart.Enabled()
		return err
	}, func(err error) {
		if !latest() {
			return
		}
		if err != nil {
			slog.Warn("whether the app starts with the system is not known", "error", err)
			return
		}
		s.autostart = enabled
		s.draw()
	})
}

// setAutostart has the app started with the system, or no longer. While that is under way, the latest of what is chosen meanwhile waits.
func (s *settingsWindow) setAutostart(enabled bool) {
	s.autostart = enabled
	s.asked.next()
	if s.setting {
		return
	}
	s.setting = true
	s.u.work(saveLimit, func(context.Context) error { return s.u.Autostart.Set(enabled) }, func(err error) {
		s.setting = false
		switch {
		case err != nil:
			slog.Warn("whether the app starts with the system could not be changed", "error", err)
			s.u.failure = s.u.Texts.Get("app.settings.autostart.failed")
			s.askAutostart()
			s.u.refresh()
		case s.autostart != enabled:
			s.setAutostart(s.autostart)
		}
	})
}

// choose takes what the moderator chose, and keeps it.
func (u *UI) choose(p preferences.Preferences) {
	before := u.preferences
	p.Window = before.Window // Nobody chooses it, and the settings may have an older one.
	u.preferences = p
	if u.settings != nil {
		u.settings.draw()
	}
	if p.Theme != before.Theme || p.Size != before.Size {
		u.applyLook()
	}
	u.keepPreferences()
	u.refresh()
}

// toggleQuiet turns do-not-disturb on or off.
func (u *UI) toggleQuiet() {
	p := u.preferences
	p.DoNotDisturb = !p.DoNotDisturb
	u.choose(p)
}

// keepPreferences writes the preferences. While that is under way, the latest of what is chosen meanwhile waits.
func (u *UI) keepPreferences() {
	if u.SavePreferences == nil {
		return
	}
	if u.saving {
		u.saveAgain = true
		return
	}
	u.saving = true
	p := u.preferences
	u.work(saveLimit, func(context.Context) error { return u.SavePreferences(p) }, func(err error) {
		u.saving = false
		if err != nil {
			slog.Warn("the settings were not saved", "error", err)
			u.failure = u.Texts.Get("app.settings.not_saved")
			u.refresh()
		}
		if u.saveAgain {
			u.saveAgain = false
			u.keepPreferences()
		}
	})
}

// Preferences returns what the moderator chose, with the place of the main window, to be kept when the app has ended.
func (u *UI) Preferences() preferences.Preferences { return u.preferences }

// applyLook takes the theme and the size that were chosen.
func (u *UI) applyLook() {
	size := u.systemScale
	if u.preferences.Size != 0 {
		size = strconv.FormatFloat(u.preferences.Size, 'f', -1, 64)
	}
	if err := os.Setenv(scaleVariable, size); err != nil {
		slog.Warn("the size could not be changed", "error", err)
	}
	u.app.Settings().SetTheme(look.Theme{Variant: string(u.preferences.Theme)}) // This has Fyne read the size as well.
}

// newTray puts the icon into the tray, if Fyne can do that here and somebody tells whether there is one.
func (u *UI) newTray() {
	app, ok := u.app.(desktop.App)
	if !ok || u.WatchTray == nil {
		return
	}
	u.tray = tray.New(app, u.Texts, tray.Actions{Show: u.raise, Prompt: u.showPrompt, Quiet: u.toggleQuiet, Quit: u.Quit})
	go func() {
		err := u.WatchTray(u.ctx, func(there bool) { u.do(func() { u.setTray(there) }) })
		if err != nil {
			slog.Info("there is no tray", "cause", err)
			u.do(func() { u.setTray(false) })
		}
	}()
}

// setTray takes that there is a tray, or no longer. A window that was hidden in one that is gone comes back.
func (u *UI) setTray(there bool) {
	if u.ctx.Err() != nil {
		return
	}
	u.trayThere = there
	if !there && u.main.hidden {
		u.raise()
	}
	if u.settings != nil {
		u.settings.draw()
	}
}
