package main_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// keyringPassword unlocks the keyring of a test's computer.
const keyringPassword = "correct horse"

// screen is a moderator's computer: an X server with a window manager, a session bus, a keyring and a home folder of its own.
type screen struct {
	t    testing.TB
	home string
	env  []string
}

// newScreen starts a computer, which ends with the test. What else its X server shall know are options of Xvfb.
func newScreen(t testing.TB, xvfb ...string) *screen {
	t.Helper()
	s := &screen{t: t, home: t.TempDir()}
	s.env = append(withoutDesktop(os.Environ()), "HOME="+s.home, "XDG_RUNTIME_DIR="+s.folder("run"), "XDG_CACHE_HOME="+s.folder("cache"),
		"LANG=C.UTF-8", "LC_ALL=C.UTF-8", "FYNE_THEME=light", "NO_AT_BRIDGE=1")
	s.startX(xvfb...)
	s.start("openbox")
	s.startBus()
	return s
}

// withoutDesktop drops what would tie a program to the computer that the tests run on.
func withoutDesktop(env []string) []string {
	kept := []string{}
	for _, e := range env {
		name, _, _ := strings.Cut(e, "=")
		if name != "DISPLAY" && name != "WAYLAND_DISPLAY" && name != "DBUS_SESSION_BUS_ADDRESS" && !strings.HasPrefix(name, "XDG_") {
			kept = append(kept, e)
		}
	}
	return kept
}

func (s *screen) folder(name string) string {
	s.t.Helper()
	folder := filepath.Join(s.home, name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		s.t.Fatal(err)
	}
	return folder
}

// startX starts an X server on a display that it chooses.
func (s *screen) startX(options ...string) {
	s.t.Helper()
	display, theirs, err := os.Pipe()
	if err != nil {
		s.t.Fatal(err)
	}
	defer display.Close()
	usual := []string{"-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"}
	cmd := s.command("Xvfb", append(usual, options...)...)
	cmd.ExtraFiles = []*os.File{theirs}
	s.run(cmd)
	if err := theirs.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.env = append(s.env, "DISPLAY=:"+s.firstLine(display))
}

// startBus starts a session bus.
func (s *screen) startBus() {
	s.t.Helper()
	cmd := s.command("dbus-daemon", "--session", "--nofork", "--print-address")
	address, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	s.run(cmd)
	s.env = append(s.env, "DBUS_SESSION_BUS_ADDRESS="+s.firstLine(address))
}

// startKeyring starts a keyring that its owner has unlocked.
func (s *screen) startKeyring() {
	s.t.Helper()
	cmd := s.command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	cmd.Stdin = strings.NewReader(keyringPassword)
	s.run(cmd)
	// Nobody may ask the keyring before it is there: the bus would start another one, which is locked.
	s.until("the keyring is on the bus", func() error {
		owned, err := s.output("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
			"org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets")
		if err == nil && !strings.Contains(owned, "boolean true") {
			err = errors.New(owned)
		}
		return err
	})
	s.until("the keyring is unlocked", func() error { return s.keyringIs("false") })
}

// loginKeyring is the keyring in which the app's tokens are.
const loginKeyring = "/org/freedesktop/secrets/collection/login"

// lockKeyring locks the keyring, which then asks its owner for the password.
func (s *screen) lockKeyring() {
	s.t.Helper()
	s.until("the keyring is locked", func() error {
		_, err := s.askKeyring("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock", "array:objpath:"+loginKeyring)
		if err != nil {
			return err
		}
		return s.keyringIs("true")
	})
}

// keyringIs checks whether the keyring is locked: "true" or "false".
func (s *screen) keyringIs(locked string) error {
	is, err := s.askKeyring(loginKeyring, "org.freedesktop.DBus.Properties.Get", "string:org.freedesktop.Secret.Collection", "string:Locked")
	if err == nil && !strings.Contains(is, "boolean "+locked) {
		err = errors.New(is)
	}
	return err
}

// askKeyring calls a method of the keyring.
func (s *screen) askKeyring(object, method string, args ...string) (string, error) {
	return s.output("dbus-send",
		append([]string{"--session", "--print-reply", "--dest=org.freedesktop.secrets", object, method}, args...)...)
}

func (s *screen) firstLine(r io.Reader) string {
	s.t.Helper()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		s.t.Fatalf("read first line: %v; scripts/install-deps test installs what the tests need", err)
	}
	return strings.TrimSpace(line)
}

func (s *screen) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = s.env
	return cmd
}

// start runs a program that ends with the test.
func (s *screen) start(name string, args ...string) {
	s.t.Helper()
	s.run(s.command(name, args...))
}

func (s *screen) run(cmd *exec.Cmd) {
	s.t.Helper()
	if err := cmd.Start(); err != nil {
		s.t.Fatalf("start %s: %v; scripts/install-deps test installs what the tests need", cmd.Path, err)
	}
	s.t.Cleanup(func() {
		_ = cmd.Process.Kill() // It may have ended by itself.
		_ = cmd.Wait()
	})
}

// output runs a program to its end and returns what it printed.
func (s *screen) output(name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = s.env
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, &said)
	}
	return strings.TrimSpace(out.String()), nil
}

// until waits for something to become true.
func (s *screen) until(what string, try func() error) {
	s.t.Helper()
	if err := eventually(try); err != nil {
		s.t.Fatalf("waited in vain until %s: %v (screenshot %s)", what, err, s.picture("failed"))
	}
}

// picture takes a screenshot and returns its file, below $FOYER_PICTURES if that is set.
func (s *screen) picture(name string) string {
	s.t.Helper()
	folder := os.Getenv("FOYER_PICTURES")
	if folder == "" {
		folder = s.home
	}
	file := filepath.Join(folder, strings.ReplaceAll(s.t.Name(), "/", "-")+"-"+name+".png")
	if _, err := s.output("import", "-window", "root", file); err != nil {
		s.t.Log(err)
	}
	return file
}

// qrCode returns what the QR code on the screen says.
func (s *screen) qrCode() (string, error) {
	return s.output("zbarimg", "--quiet", "--raw", s.picture("qr"))
}

// window returns the visible window whose title begins so.
func (s *screen) window(title string) (string, error) {
	id, err := s.output("xdotool", "search", "--onlyvisible", "--name", "^"+title+"$")
	if err != nil || id == "" {
		return "", fmt.Errorf("no window %q is visible", title)
	}
	return id, nil
}

// press types keys into a window.
func (s *screen) press(window string, keys ...string) {
	s.t.Helper()
	args := append([]string{"windowactivate", "--sync", window, "key", "--clearmodifiers", "--delay", "30"}, keys...)
	if _, err := s.output("xdotool", args...); err != nil {
		s.t.Fatal(err)
	}
}

// types types a text into a window.
func (s *screen) types(window, text string) {
	s.t.Helper()
	if _, err := s.output("xdotool", "windowactivate", "--sync", window, "type", "--delay", "15", text); err != nil {
		s.t.Fatal(err)
	}
}

// contains reports whether any file in the home folder holds a text, the keyring's own files aside.
func (s *screen) contains(text string) (string, error) {
	found := errors.New("found")
	var in string
	err := filepath.WalkDir(s.home, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "keyrings":
			return filepath.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if err == nil && bytes.Contains(data, []byte(text)) {
			in, err = path, found
		}
		return err
	})
	if errors.Is(err, found) {
		err = nil
	}
	return in, err
}
