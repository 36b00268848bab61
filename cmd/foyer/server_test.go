package main_test

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The lines that a server prints when it is ready.
var (
	linkLine   = regexp.MustCompile(`(?m)^guest link  (\S+)$`)
	signInLine = regexp.MustCompile(`(?m)^sign in     (\S+)  (\S+)$`)
)

// child is a guest server that runs as a process of its own.
type child struct {
	cmd    *exec.Cmd
	exited chan struct{}
	failed error // how it ended, once exited is closed

	// link is the guest link, url the address without a path.
	link, url string
	// email and password are empty if the server did not print them.
	email, password string
}

// startChild starts a server, which writes to two files in the folder, and returns when it answers. Its log goes on where that of an
// earlier one ended.
func startChild(folder string, env []string, args ...string) (*child, error) {
	binary, err := shared.binary()
	if err != nil {
		return nil, err
	}
	out, err := os.Create(filepath.Join(folder, "server.out"))
	if err != nil {
		return nil, err
	}
	defer out.Close()
	log, err := os.OpenFile(filepath.Join(folder, "server.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	c := &child{cmd: exec.Command(binary, append([]string{"--serve"}, args...)...), exited: make(chan struct{})}
	c.cmd.Dir, c.cmd.Env, c.cmd.Stdout, c.cmd.Stderr = folder, env, out, log
	endWithTests(c.cmd)
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		c.failed = c.cmd.Wait()
		close(c.exited)
	}()
	if err := eventually(func() error { return c.ready(out.Name()) }); err != nil {
		return nil, errors.Join(fmt.Errorf("start server: %w", err), c.kill())
	}
	return c, nil
}

// ready returns nil once the server answers, and notes what it has printed.
func (c *child) ready(out string) error {
	select {
	case <-c.exited:
		return fmt.Errorf("%w: it ended (%w)", errHopeless, c.failed)
	default:
	}
	printed, err := os.ReadFile(out)
	if err != nil {
		return err
	}
	link := linkLine.FindSubmatch(printed)
	if link == nil {
		return fmt.Errorf("it has printed no guest link, but %q", printed)
	}
	u, err := url.Parse(string(link[1]))
	if err != nil {
		return err
	}
	c.link, c.url = u.String(), u.Scheme+"://"+u.Host
	resp, err := http.Get(c.url + "/healthz")
	if err != nil {
		return err
	}
	if err := resp.Body.Close(); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("it answers %s", resp.Status)
	}
	// Everything is printed before the first answer.
	if printed, err = os.ReadFile(out); err != nil {
		return err
	}
	if line := signInLine.FindSubmatch(printed); line != nil {
		c.email, c.password = string(line[1]), string(line[2])
	}
	return nil
}

// listen returns the address that the server listens on.
func (c *child) listen() string { return strings.TrimPrefix(c.url, "http://") }

// stop asks the server to end and returns an error unless it does, with exit code 0.
func (c *child) stop() error {
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop server: %w", err)
	}
	select {
	case <-c.exited:
		if c.failed != nil {
			return fmt.Errorf("stopped server: %w", c.failed)
		}
		return nil
	case <-time.After(patience):
		return errors.Join(errors.New("the server does not stop"), c.kill())
	}
}

// kill ends the server as a power cut would, and returns when it is gone. If it is gone already that is fine.
func (c *child) kill() error {
	if err := c.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill server: %w", err)
	}
	<-c.exited
	return nil
}

// server is a guest server for one test, which ends with the test.
type server struct {
	*child
	t      testing.TB
	folder string
	args   []string
	env    []string
}

// startServer starts a server in an empty data folder, with the simulated BigBlueButton unless the environment names another.
func startServer(t testing.TB, args ...string) *server {
	t.Helper()
	return startServerWith(t, nil, append([]string{"--demo"}, args...)...)
}

func startServerWith(t testing.TB, env []string, args ...string) *server {
	t.Helper()
	s := &server{t: t, folder: t.TempDir(), args: args, env: append(withoutSettings(os.Environ()), env...)}
	t.Cleanup(s.end)
	s.start("127.0.0.1:0")
	return s
}

// withoutSettings drops the settings of whoever runs the tests.
func withoutSettings(env []string) []string {
	return slices.DeleteFunc(env, func(variable string) bool { return strings.HasPrefix(variable, "FOYER_") })
}

func (s *server) start(listen string) {
	s.t.Helper()
	email, password := "", ""
	if s.child != nil {
		email, password = s.email, s.password
	}
	args := append([]string{"--listen", listen, "--data", filepath.Join(s.folder, "data")}, s.args...)
	c, err := startChild(s.folder, s.env, args...)
	if err != nil {
		s.t.Fatalf("%v\n%s", err, s.log())
	}
	c.email, c.password = cmp.Or(c.email, email), cmp.Or(c.password, password)
	s.child = c
}

// stopped stops the server, cleanly.
func (s *server) stopped() {
	s.t.Helper()
	if err := s.stop(); err != nil {
		s.t.Fatal(err)
	}
}

// killed kills the server.
func (s *server) killed() {
	s.t.Helper()
	if err := s.kill(); err != nil {
		s.t.Fatal(err)
	}
}

// startedAgain starts the server anew on the same port and folder.
func (s *server) startedAgain() {
	s.t.Helper()
	s.start(s.listen())
}

func (s *server) end() {
	if s.child != nil {
		if err := s.kill(); err != nil {
			s.t.Error(err)
		}
	}
	if s.t.Failed() {
		s.t.Logf("the server's log:\n%s", s.log())
	}
}

// log returns what the server has logged.
func (s *server) log() string {
	text, err := os.ReadFile(filepath.Join(s.folder, "server.log"))
	if err != nil {
		return err.Error()
	}
	return string(text)
}
