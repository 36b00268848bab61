package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for anything. It is long, since a busy machine is slow, and costs nothing where all is well.
const patience = time.Minute

// shared is what the tests of this package share.
var shared = newTestbed()

func TestMain(m *testing.M) {
	code := m.Run()
	if err := shared.close(); err != nil {
		log.Print("clean up after the tests: ", err)
	}
	os.Exit(code)
}

// testbed makes what is costly once, when it is first needed.
type testbed struct {
	mu      sync.Mutex
	closing []func() error

	// folder returns a folder that is removed after the last test.
	folder func() (string, error)
	// binary returns the program as servers run it: static, without a window.
	binary func() (string, error)
	// desktop returns the program as moderators run it, with a window.
	desktop func() (string, error)
	// browser returns the context of a Chromium.
	browser func() (context.Context, error)
	// axe returns the script that checks pages for accessibility.
	axe func() (string, error)
}

func newTestbed() *testbed {
	b := &testbed{}
	b.folder = sync.OnceValues(b.makeFolder)
	b.binary = sync.OnceValues(func() (string, error) { return b.build("server", "CGO_ENABLED=0") })
	b.desktop = sync.OnceValues(func() (string, error) { return b.build("desktop", "CGO_ENABLED=1") })
	b.browser = sync.OnceValues(b.openBrowser)
	b.axe = sync.OnceValues(readAxe)
	return b
}

// atEnd has f called after the last test. What came last goes first.
func (b *testbed) atEnd(f func() error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closing = append([]func() error{f}, b.closing...)
}

func (b *testbed) close() error {
	var errs []error
	for _, f := range b.closing {
		errs = append(errs, f())
	}
	return errors.Join(errs...)
}

func (b *testbed) makeFolder() (string, error) {
	dir, err := os.MkdirTemp("", "foyer-test-")
	if err != nil {
		return "", err
	}
	b.atEnd(func() error { return os.RemoveAll(dir) })
	return dir, nil
}

// build builds the program into a folder, by the name that everyone knows it by. It is built for development, so that it reports
// calls on the wrong thread.
func (b *testbed) build(folder, cgo string, flags ...string) (string, error) {
	dir, err := b.folder()
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, folder, "foyer")
	cmd := exec.Command("go", append([]string{"build", "-o", binary}, append(flags, ".")...)...)
	cmd.Env = append(os.Environ(), cgo)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("build for the %s: %w\n%s", folder, err, &said)
	}
	return binary, nil
}

// errHopeless ends eventually at once.
var errHopeless = errors.New("waiting longer is no use")

// eventually calls try again and again until it returns nil, or patience is at its end; then it returns the last error.
func eventually(try func() error) error {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try()
		if err == nil || errors.Is(err, errHopeless) {
			return err
		}
		select {
		case <-deadline.C:
			return err
		case <-tick.C:
		}
	}
}
