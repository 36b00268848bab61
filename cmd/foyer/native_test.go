package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/godbus/dbus/v5"
)

// again starts the app once more, which must end by itself, and returns what it said.
func (a *app) again(args ...string) {
	a.t.Helper()
	if said, err := a.output(a.cmd.Path, args...); err != nil {
		a.t.Errorf("the second start failed: %v %s", err, said)
	}
}

// active reports whether a window has the keyboard.
func (s *screen) active(id string) error {
	active, err := s.output("xdotool", "getactivewindow")
	if err == nil && active != id {
		err = fmt.Errorf("the window with the keyboard is %s, not %s", active, id)
	}
	return err
}

func TestSecondStartRaisesTheFirstAndFollowsItsLink(t *testing.T) {
	server, screen, a := signedIn(t)
	term := screen.startTerminal()
	a.until("the terminal has the keyboard", term.hasKeyboard)
	a.again()
	a.until("the main window has the keyboard", func() error { return a.active(a.main()) })

	a.again("foyer" + strings.TrimPrefix(server.link, "http"))
	a.showsQR(server.link)
	a.again("foyer://other.example.org/b/room-x7k-m2p-9qt")
	a.picture("link")
}

func TestCrashIsToldAtTheNextStart(t *testing.T) {
	screen := newScreen(t)
	a := screen.openApp()
	if err := a.cmd.Process.Signal(syscall.SIGABRT); err != nil {
		t.Fatal(err)
	}
	<-a.exited
	reports := filepath.Join(screen.home, ".local", "share", "foyer", "crashes", "crash-*.txt")
	again := screen.openApp()
	found, err := filepath.Glob(reports)
	if err != nil || len(found) != 1 {
		t.Fatalf("the reports are %q (%v)", found, err)
	}
	again.picture("crashed")
	if text, err := os.ReadFile(found[0]); err != nil || !bytes.Contains(text, []byte("SIGABRT")) {
		t.Errorf("the report says (%v):\n%s", err, text)
	}
}

// preferences returns what the app keeps.
func (s *screen) preferences() (kept struct {
	Window struct {
		Width, Height float64
		X, Y          int
	}
}, err error) {
	data, err := os.ReadFile(filepath.Join(s.home, ".config", "foyer", "preferences.json"))
	if err == nil {
		err = json.Unmarshal(data, &kept)
	}
	return kept, err
}

func TestWindowComesBackWhereItWas(t *testing.T) {
	screen := newScreen(t)
	a := screen.openApp()
	if _, err := a.output("xdotool", "windowsize", "--sync", a.main(), "1100", "700", "windowmove", "--sync", a.main(), "70", "90"); err != nil {
		t.Fatal(err)
	}
	geometry := func(a *app) (string, error) { return a.output("xdotool", "getwindowgeometry", a.main()) }
	a.until("the window is there", func() error {
		where, err := geometry(a)
		if err == nil && !strings.Contains(where, "1100x700") {
			err = errors.New(where)
		}
		return err
	})
	want, err := geometry(a)
	if err != nil {
		t.Fatal(err)
	}
	// It is kept when the moderator turns to another program, so that even a power cut does not lose it.
	if _, err := a.output("xdotool", "windowactivate", "--sync", a.main()); err != nil {
		t.Fatal(err)
	}
	screen.startTerminal()
	a.until("size and place are kept", func() error {
		kept, err := screen.preferences()
		if got := kept.Window; err == nil && (got.Width != 1100 || got.Height != 700 || got.X != 70 || got.Y != 90) {
			err = fmt.Errorf("kept is %+v", got)
		}
		return err
	})
	a.quit()

	again := screen.openApp()
	_, want, _ = strings.Cut(want, "\n") // The first line names the window.
	again.until("the window is where it was", func() error {
		got, err := geometry(again)
		if _, got, _ = strings.Cut(got, "\n"); err == nil && got != want {
			err = fmt.Errorf("it is at %q, not at %q", got, want)
		}
		return err
	})
}

// startNotifications starts a notification daemon.
func (s *screen) startNotifications() {
	s.t.Helper()
	config := filepath.Join(s.home, "dunstrc")
	if err := os.WriteFile(config, []byte("[global]\ndmenu = /bin/false\nidle_threshold = 0\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.start("dunst", "-config", config)
	s.until("the notification daemon answers", func() error {
		_, err := s.output("dunstctl", "count", "displayed")
		return err
	})
}

// displayed reports whether so many notifications are shown.
func (s *screen) displayed(n string) error {
	got, err := s.output("dunstctl", "count", "displayed")
	if err == nil && got != n {
		err = fmt.Errorf("%s notifications are shown, not %s", got, n)
	}
	return err
}

func TestNotificationOfARealDaemonLetsAGuestInAndGoesByItself(t *testing.T) {
	server, screen, a := signedIn(t)
	screen.startNotifications()
	term := screen.startTerminal()
	a.until("the terminal has the keyboard", term.hasKeyboard)

	ana := knock(t, server.link, "Ana")
	a.until("a notification is shown", func() error { return screen.displayed("1") })
	a.prompts()
	a.picture("notification")
	// The first action of a notification is the click on itself, so the button is pressed as the daemon would tell it.
	screen.presses("allow")
	a.until("Ana is let in", ana.isLetIn)
	a.until("the notification is gone", func() error { return screen.displayed("0") })

	bo := knock(t, server.link, "Bo")
	a.until("a notification is shown", func() error { return screen.displayed("1") })
	a.decides("a")
	a.until("Bo is let in", bo.isLetIn)
	a.until("the notification is gone though nobody clicked it", func() error { return screen.displayed("0") })
}

// bus connects to the screen's session bus.
func (s *screen) bus() *dbus.Conn {
	s.t.Helper()
	for _, e := range s.env {
		address, ok := strings.CutPrefix(e, "DBUS_SESSION_BUS_ADDRESS=")
		if !ok {
			continue
		}
		conn, err := dbus.Connect(address)
		if err != nil {
			s.t.Fatal(err)
		}
		s.t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	s.t.Fatal("there is no session bus")
	return nil
}

// presses presses a button of the latest notification.
func (s *screen) presses(key string) {
	s.t.Helper()
	conn := s.bus()
	for id := uint32(1); id <= 3; id++ {
		if err := conn.Emit("/org/freedesktop/Notifications", "org.freedesktop.Notifications.ActionInvoked", id, key); err != nil {
			s.t.Fatal(err)
		}
	}
}

// trayWatcher is a desktop's tray, as far as apps see it.
type trayWatcher struct{ items chan string }

// RegisterStatusNotifierItem is called over D-Bus.
func (w *trayWatcher) RegisterStatusNotifierItem(item string) *dbus.Error {
	w.items <- item
	return nil
}

func TestClosedWindowStaysInTheTrayWhereThereIsOne(t *testing.T) {
	screen := newScreen(t)
	conn := screen.bus()
	w := &trayWatcher{items: make(chan string, 10)}
	const name = "org.kde.StatusNotifierWatcher"
	if err := conn.Export(w, "/StatusNotifierWatcher", name); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	a := screen.openApp()
	<-w.items
	main := a.main()
	a.closes(main)
	a.until("the window is hidden", func() error {
		if _, err := a.window(mainTitle); err == nil {
			return errors.New("it is still there")
		}
		return nil
	})
	a.again()
	a.until("the window is back", func() error { _, err := a.window(mainTitle); return err })

	// Without a tray an app that hides would be lost.
	a.closes(a.main())
	if _, err := conn.ReleaseName(name); err != nil {
		t.Fatal(err)
	}
	a.until("the window came back when the tray went", func() error { _, err := a.window(mainTitle); return err })
	a.closes(a.main())
	<-a.exited
}

// closes closes a window as its title bar does.
func (a *app) closes(window string) {
	a.t.Helper()
	if _, err := a.output("xdotool", "windowactivate", "--sync", window, "key", "--clearmodifiers", "alt+F4"); err != nil {
		a.t.Fatal(err)
	}
}
