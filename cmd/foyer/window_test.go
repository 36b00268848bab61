package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Titles of the app's windows.
const (
	mainTitle   = "Foyer"
	promptTitle = "Foyer – waiting room"
)

// app is the desktop app, running on a screen.
type app struct {
	*screen
	cmd    *exec.Cmd
	log    *os.File
	exited chan struct{}
}

// openApp starts the app, which ends with the test.
func (s *screen) openApp() *app {
	s.t.Helper()
	binary, err := shared.desktop()
	if err != nil {
		s.t.Fatal(err)
	}
	a := s.launch(binary, "--log-level", "debug")
	a.until("the main window is open", func() error {
		_, err := a.window(mainTitle)
		return err
	})
	return a
}

// launch starts this build of the app.
func (s *screen) launch(binary string, args ...string) *app {
	s.t.Helper()
	log, err := os.CreateTemp(s.t.TempDir(), "app-*.log")
	if err != nil {
		s.t.Fatal(err)
	}
	a := &app{screen: s, cmd: s.command(binary, args...), log: log, exited: make(chan struct{})}
	a.cmd.Stdout, a.cmd.Stderr = log, log
	if err := a.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	go func() {
		_ = a.cmd.Wait() // How it ended is seen in its log.
		close(a.exited)
	}()
	s.t.Cleanup(a.quit)
	return a
}

// quit closes the app and looks for complaints in its log.
func (a *app) quit() {
	a.t.Helper()
	if err := a.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		a.t.Error(err)
	}
	select {
	case <-a.exited:
	case <-time.After(patience):
		a.t.Error("the app does not stop")
		a.tellWhere()
	}
	log, err := os.ReadFile(a.log.Name())
	if err != nil {
		a.t.Error(err)
	}
	for _, complaint := range []string{"Error in Fyne call thread", "panic:", "DATA RACE", "text is missing"} {
		if bytes.Contains(log, []byte(complaint)) {
			a.t.Errorf("the app's log says %q:\n%s", complaint, log)
		}
	}
	if a.t.Failed() {
		a.t.Logf("the app's log:\n%s", log)
	}
}

// tellWhere ends an app that hangs, and has it write into its log where each goroutine stands.
func (a *app) tellWhere() {
	_ = a.cmd.Process.Signal(syscall.SIGQUIT)
	select {
	case <-a.exited:
	case <-time.After(patience):
		_ = a.cmd.Process.Kill()
	}
}

// main returns the main window.
func (a *app) main() string {
	a.t.Helper()
	id, err := a.window(mainTitle)
	if err != nil {
		a.t.Fatal(err)
	}
	return id
}

// signsIn fills the form of the first start by keyboard alone.
func (a *app) signsIn(server, email, password string) {
	a.t.Helper()
	window := a.main()
	a.press(window, "Tab")
	for i, text := range []string{server, email, password} {
		if i > 0 {
			a.press(window, "Tab")
		}
		a.types(window, text)
	}
	a.press(window, "Return")
}

// showsQR waits until the guest link is on the screen as a QR code.
func (a *app) showsQR(link string) {
	a.t.Helper()
	a.until("the QR code shows the guest link", func() error {
		got, err := a.qrCode()
		if err == nil && got != link {
			err = fmt.Errorf("it says %q, want %q", got, link)
		}
		return err
	})
}

// prompts waits for the prompt and returns its window.
func (a *app) prompts() (id string) {
	a.t.Helper()
	a.until("the prompt pops up", func() (err error) {
		id, err = a.window(promptTitle)
		return err
	})
	return id
}

// decides presses a key in the prompt, after the pause that the prompt keeps in case the moderator was typing elsewhere.
func (a *app) decides(key string) {
	a.t.Helper()
	prompt := a.prompts()
	if _, err := a.output("xdotool", "sleep", "1.2", "windowactivate", "--sync", prompt, "sleep", "0.3", "key", key); err != nil {
		a.t.Fatal(err)
	}
}

// promptGoes waits until the prompt is gone.
func (a *app) promptGoes() {
	a.t.Helper()
	a.until("the prompt is gone", func() error {
		if _, err := a.window(promptTitle); err == nil {
			return errors.New("it is still there")
		}
		return nil
	})
}

// visitor is a guest without a browser.
type visitor struct {
	t    testing.TB
	link string
	http *http.Client
}

// knock has a guest knock.
func knock(t testing.TB, link, name string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, link: link, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
	resp, err := v.http.PostForm(link, url.Values{"name": {name}})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s's knock is answered %s", name, resp.Status)
	}
	return v
}

// isLetIn reports whether the waiting page now leads into the meeting.
func (v *visitor) isLetIn() error {
	resp, err := v.http.Get(v.link + "/wait")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	to := resp.Header.Get("Location")
	if resp.StatusCode != http.StatusSeeOther || !strings.Contains(to, "/bigbluebutton/api/join?") {
		return fmt.Errorf("the waiting page answers %s, Location %q", resp.Status, to)
	}
	return nil
}

// signedIn starts a server, and a computer with a keyring on which its moderator is signed in.
func signedIn(t testing.TB) (*server, *screen, *app) {
	t.Helper()
	server := startServer(t)
	screen := newScreen(t)
	screen.startKeyring()
	a := screen.openApp()
	a.signsIn(server.url, server.email, server.password)
	a.showsQR(server.link)
	return server, screen, a
}

func TestModeratorLetsAGuestInFromTheDesktop(t *testing.T) {
	server, _, a := signedIn(t)

	ana := knock(t, server.link, "Ana")
	prompt := a.prompts()
	a.picture("prompt")
	a.stands(prompt)
	a.decides("a")
	a.until("Ana is let in", ana.isLetIn)
	a.promptGoes()

	cem, dora := knock(t, server.link, "Cem"), knock(t, server.link, "Dora")
	a.stands(a.prompts())
	a.decides("shift+a")
	a.until("everyone is let in", func() error { return errors.Join(cem.isLetIn(), dora.isLetIn()) })
	a.promptGoes()
}

// stands checks that the prompt is at the top right of the screen and above all else.
func (a *app) stands(prompt string) {
	a.t.Helper()
	a.until("the prompt is at the top right", func() error {
		geometry, err := a.output("xdotool", "getwindowgeometry", "--shell", prompt)
		if err != nil {
			return err
		}
		var x, y, width int
		for line := range strings.Lines(geometry) {
			for name, value := range map[string]*int{"X=%d": &x, "Y=%d": &y, "WIDTH=%d": &width} {
				_, _ = fmt.Sscanf(line, name, value) // Other lines do not match.
			}
		}
		if x+width < 1200 || x+width > 1280 || y > 100 {
			return fmt.Errorf("it is %d wide at %d,%d", width, x, y)
		}
		return nil
	})
	a.until("the prompt is always on top", func() error {
		state, err := a.output("xprop", "-id", prompt, "_NET_WM_STATE")
		if err == nil && !strings.Contains(state, "_NET_WM_STATE_ABOVE") {
			err = errors.New(state)
		}
		return err
	})
}

func TestAppStaysSignedInByTheKeyringAlone(t *testing.T) {
	server, screen, a := signedIn(t)
	token := a.keptToken()
	a.quit()

	for _, secret := range []string{token, server.password} {
		if file, err := screen.contains(secret); file != "" || err != nil {
			t.Errorf("%s holds a secret (%v)", file, err)
		}
	}
	knock(t, server.link, "Ana")
	again := screen.openApp()
	again.showsQR(server.link)
	again.prompts() // Who waited before the app began is no less told of.
}

// keptToken waits until the token is in the keyring, and returns it.
func (a *app) keptToken() (token string) {
	a.t.Helper()
	a.until("the token is in the keyring", func() (err error) {
		token, err = a.output("secret-tool", "lookup", "service", "Foyer")
		if err == nil && token == "" {
			err = errors.New("it is not")
		}
		return err
	})
	return token
}

func TestLockedKeyringDoesNotFreezeTheApp(t *testing.T) {
	server, screen, a := signedIn(t)
	a.keptToken()
	a.quit()

	screen.lockKeyring()
	again := screen.openApp()
	again.keyringAsks()
	again.quit() // At once: the keyring still waits for its owner.

	unlocked := screen.openApp()
	dialog := unlocked.keyringAsks()
	unlocked.types(dialog, keyringPassword)
	unlocked.press(dialog, "Return")
	unlocked.showsQR(server.link)
}

// keyringAsks waits until the keyring asks its owner for the password, and returns its window.
func (a *app) keyringAsks() (dialog string) {
	a.t.Helper()
	a.until("the keyring asks for its password", func() (err error) {
		dialog, err = a.window("Unlock Login Keyring")
		return err
	})
	return dialog
}

func TestAppWorksWithoutAKeyring(t *testing.T) {
	server := startServer(t)
	a := newScreen(t).openApp()
	a.signsIn(server.url, server.email, server.password)
	a.showsQR(server.link)
	a.picture("missing")
	knock(t, server.link, "Ana")
	a.prompts()
}

func TestAppComesBackAloneAfterTheServerWasKilled(t *testing.T) {
	server, _, a := signedIn(t)

	server.killed()
	a.picture("lost")
	server.startedAgain()
	knock(t, server.link, "Ana")
	a.prompts()
}

func TestModeratorHostsOnThisComputer(t *testing.T) {
	screen := newScreen(t)
	a := screen.openApp()
	window := a.main()
	// Server, e-mail, password, sign in, then the name of the meeting.
	a.press(window, "Tab", "Tab", "Tab", "Tab", "Tab", "End")
	a.types(window, " 7b")
	a.press(window, "Return")
	var link string
	a.until("the QR code shows a guest link", func() (err error) {
		link, err = a.qrCode()
		return err
	})
	a.picture("hosting")
	u, err := url.Parse(link)
	if err != nil || !strings.HasPrefix(u.Path, "/b/my-meeting-7b-") {
		t.Fatalf("the guest link is %q (%v), want /b/my-meeting-7b-…", link, err)
	}
	guest := knock(t, link, "Ana")
	a.decides("a")
	a.until("Ana is let in", guest.isLetIn)
	if _, err := os.Stat(filepath.Join(screen.home, ".local", "share", "foyer", "hosted", "foyer.db")); err != nil {
		t.Errorf("the guest link does not last: %v", err)
	}
}
