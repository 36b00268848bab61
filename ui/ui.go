// Package ui is the desktop app: it draws the desk and sends decisions back to it, and decides nothing. It never imports Fyne's
// app package, which needs a display, so that its tests need none; cmd/foyer brings the app.
//
// All of it runs on Fyne's goroutine. What asks a server, the disk or the keyring runs in a goroutine of its own and comes
// back through UI.do.
package ui

import (
	"context"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/driver/desktop"

	"foyer/assets"
	"foyer/client/accounts"
	"foyer/client/desk"
	"foyer/ui/applink"
	"foyer/ui/preferences"
	"foyer/ui/signin"
	"foyer/ui/tray"
)

// Desk is what the app draws. All its methods may be called from any goroutine; Snapshot and Subscribe do not block.
type Desk interface {
	Snapshot() desk.Snapshot
	Subscribe(changed func(desk.Change)) (cancel func())
	Decide(ctx context.Context, decision desk.Decision) error
	// Remember takes the verdict for whoever knocks next; the empty verdict asks the moderator again.
	Remember(ctx context.Context, meeting desk.MeetingKey, verdict desk.Verdict) error
	// Reload asks the portal of an account for its meetings now. It does not wait for the answer.
	Reload(account string)
	Moderation
}

// Accounts are the accounts of this computer. List, Problem and Subscribe do not block.
type Accounts interface {
	List() []accounts.Status
	// Problem returns accounts.ErrNotRead if the accounts of the last run are not known, nil otherwise.
	Problem() error
	Subscribe(changed func()) (cancel func())
	signin.Accounts
	// Adopt puts an account on the desk that is signed in already, for this run only.
	Adopt(ctx context.Context, session accounts.Session) (accounts.Account, error)
	SignOut(ctx context.Context, id string) error
	// Portal returns the portal of an account that is signed in, nil for others. It does not block.
	Portal(id string) desk.Portal
}

// Host runs a guest server on this computer, inside the app.
type Host interface {
	Start(ctx context.Context, settings HostSettings) (Hosted, error)
	Stop(ctx context.Context) error
	// Folder is where the server keeps its data, for a moderator who has to mend it.
	Folder() string
}

// HostSettings are what a moderator says about the server to be hosted.
type HostSettings struct {
	// Meeting is the name of the first meeting.
	Meeting string
	// Demo takes a simulated meeting in place of a BigBlueButton server.
	Demo bool
	// Server and Secret are those of the BigBlueButton server, empty with Demo.
	Server, Secret string
}

// Hosted is a guest server that runs on this computer.
type Hosted struct {
	// URL is where phones on the same network reach it.
	URL string
	// Session is its moderator, signed in.
	Session accounts.Session
}

// Screen does with windows what Fyne has no way to. All places and sizes are in the system's own units.
type Screen interface {
	// WorkArea returns the part of the screen that is free for windows. A width of 0 says that it is not known.
	WorkArea() (x, y, width, height int)
	// Visible says whether a point is on a monitor.
	Visible(x, y int) bool
	// Place returns where a window's content begins; ok is false if the system does not tell.
	Place(w fyne.Window) (x, y int, ok bool)
	// ShowUnfocused shows a window and, where the system lets it, leaves the keyboard where it is.
	ShowUnfocused(w fyne.Window)
}

// Options are what the app works with.
type Options struct {
	Desk     Desk
	Accounts Accounts
	// Host is nil if this program cannot host.
	Host  Host
	Texts assets.Texts
	// Screen may be nil: then the system places the windows and gives them the keyboard as it likes.
	Screen Screen
	// Preferences are those of the last run. SavePreferences keeps what is chosen, in a goroutine of its own; it may be nil.
	Preferences     preferences.Preferences
	SavePreferences func(preferences.Preferences) error
	// Damaged says that the preferences of the last run could not be read.
	Damaged bool
	// Notifier is nil where notifications have no buttons: then Fyne's own have to do. On Windows it must be there.
	Notifier Notifier
	// Ring, Autostart and WatchTray are nil where there is no such thing. WatchTray tells whether there is a tray, until ctx ends.
	Ring      Ring
	Autostart Autostart
	WatchTray func(ctx context.Context, changed func(there bool)) error
	// CrashReport is the file that tells of the last run's crash, empty if it ended well.
	CrashReport string
	// Now is the clock, time.Now if nil.
	Now func() time.Time
}

// UI is the app's windows.
type UI struct {
	Options
	app fyne.App
	// do runs a function on Fyne's goroutine.
	do        func(func())
	modifiers func() fyne.KeyModifier
	// translated has the keys of all texts, for those whose key depends on a server's answer.
	translated map[string]any

	ctx     context.Context
	stop    context.CancelFunc
	cancels []func()
	pending atomic.Bool
	mu      sync.Mutex
	changes []desk.Change

	// What follows belongs to Fyne's goroutine.
	snapshot desk.Snapshot
	// waitingNow are the knocks of the snapshot, nil until somebody asks.
	waitingNow []knock
	accounts   []accounts.Status
	deciding   map[guestKey]bool
	failure    string
	hosted     *Hosted
	main       *mainWindow
	// dialog is the one that is open, nil if none is.
	dialog dialog.Dialog
	prompt *prompt
	// asks is the window that questions are asked in.
	asks fyne.Window
	// settings is the window of the settings, nil while it is closed.
	settings    *settingsWindow
	attention   attention
	preferences preferences.Preferences
	// saving says that the preferences are being written, saveAgain that they have changed since.
	saving, saveAgain bool
	// systemScale is how large everything is drawn unless the moderator chose.
	systemScale string
	tray        *tray.Tray
	// trayThere says that the desktop has a tray to hide in.
	trayThere bool
	// link is where the app was told to go at linkAt, until it is there.
	link   *applink.Link
	linkAt time.Time
}

// New builds the windows of the app; Show shows them. Texts decide the language for the whole run.
func New(app fyne.App, options Options) *UI { return newUI(app, options, fyne.Do) }

func newUI(app fyne.App, options Options, do func(func())) *UI {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Screen == nil {
		options.Screen = unknownScreen{}
	}
	u := &UI{Options: options, app: app, do: do, modifiers: modifiers(app), deciding: map[guestKey]bool{}}
	u.translated = translated(options.Texts)
	u.ctx, u.stop = context.WithCancel(context.Background())
	u.preferences, u.systemScale = options.Preferences, os.Getenv(scaleVariable)
	u.applyLook()
	u.attention.u = u
	app.Lifecycle().SetOnEnteredForeground(u.attention.entered)
	// Fyne says so also when the app ends, while its windows are still there.
	app.Lifecycle().SetOnExitedForeground(func() {
		u.attention.foreground = false
		if u.main.remember() {
			u.keepPreferences()
		}
	})
	u.main = newMainWindow(u)
	u.asks = u.main.window
	u.prompt = newPrompt(u)
	u.newTray()
	u.cancels = []func(){
		options.Desk.Subscribe(u.changed),
		options.Accounts.Subscribe(u.refresh),
	}
	if options.Desk.Snapshot().Waiting() > 0 {
		u.prompt.knocked() // They were told before anybody listened.
	}
	u.draw()
	return u
}

// Show shows the main window.
func (u *UI) Show() { u.main.window.Show() }

// Close stops watching the desk. What is under way is given up, and nothing is drawn any more. It may be called twice.
func (u *UI) Close() {
	for _, cancel := range u.cancels {
		cancel()
	}
	u.stop()
}

// changed takes a change from any goroutine.
func (u *UI) changed(change desk.Change) {
	if _, ok := change.(desk.Refreshed); !ok {
		u.mu.Lock()
		u.changes = append(u.changes, change)
		u.mu.Unlock()
	}
	u.refresh()
}

// refresh asks for one drawing, however often it is called until that begins. Any goroutine may call it.
func (u *UI) refresh() {
	if u.ctx.Err() != nil || !u.pending.CompareAndSwap(false, true) {
		return
	}
	u.do(func() {
		u.pending.Store(false)
		u.draw()
	})
}

// draw brings the windows up to date.
func (u *UI) draw() {
	if u.ctx.Err() != nil {
		return
	}
	u.mu.Lock()
	changes := u.changes
	u.changes = nil
	u.mu.Unlock()
	u.snapshot, u.waitingNow, u.accounts = u.Desk.Snapshot(), nil, u.Accounts.List()
	for _, change := range changes {
		u.take(change)
	}
	u.settle()
	u.drawLink()
	u.main.draw()
	u.prompt.draw()
	u.attention.draw()
	if u.tray != nil {
		u.tray.Show(u.snapshot.Waiting(), u.preferences.DoNotDisturb)
	}
}

// take draws the consequences of one change that the snapshot does not show.
func (u *UI) take(change desk.Change) {
	switch c := change.(type) {
	case desk.Knocked:
		for _, g := range c.Guests {
			delete(u.deciding, guestKey{c.Meeting, g.ID})
		}
		u.prompt.knocked()
	case desk.Alert:
		u.attention.alert(c)
	case desk.Decided:
		u.prompt.word.decided(c, u.mine(c))
		for _, g := range c.Guests {
			delete(u.deciding, guestKey{c.Meeting, g.ID})
		}
	case desk.Undone:
		u.prompt.word.undone(c)
	case desk.Refused:
		u.refused(c)
	}
}

// work runs something that may take its time in a goroutine of its own, and done on Fyne's goroutine after it. Calling
// cancel gives the work up; done is called nevertheless.
func (u *UI) work(limit time.Duration, work func(context.Context) error, done func(error)) (cancel func()) {
	ctx, cancel := context.WithTimeout(u.ctx, limit)
	go func() {
		defer cancel()
		err := work(ctx)
		u.do(func() { done(err) })
	}()
	return cancel
}

// modifiers returns what tells which modifier keys are down; without a desktop there are none.
func modifiers(app fyne.App) func() fyne.KeyModifier {
	if driver, ok := app.Driver().(desktop.Driver); ok {
		return driver.CurrentKeyModifiers
	}
	return func() fyne.KeyModifier { return 0 }
}

// unknownScreen leaves everything to Fyne and the system.
type unknownScreen struct{}

func (unknownScreen) WorkArea() (x, y, width, height int)   { return 0, 0, 0, 0 }
func (unknownScreen) Visible(int, int) bool                 { return false }
func (unknownScreen) Place(fyne.Window) (x, y int, ok bool) { return 0, 0, false }
func (unknownScreen) ShowUnfocused(w fyne.Window)           { w.Show() }
