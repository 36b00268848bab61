// Package instance sees to it that one user runs one app: the first holds a lock and listens on a socket, a second hands over the links that
// it was started with and ends. The same way serves all systems: Windows has had such sockets since 2018.
package instance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"
)

// ErrRunning says that the app runs already.
var ErrRunning = errors.New("the app runs already")

const (
	lockName   = "app.lock"
	socketName = "app.sock"
	// answerLimit is how long a visit may take.
	answerLimit = 3 * time.Second
	// retryPause is between two attempts to reach an app that has just started and does not listen yet.
	retryPause = 50 * time.Millisecond
	// maxVisit is the largest message, in bytes: some links.
	maxVisit = 64 << 10
)

// visit is what a second app tells the first.
type visit struct {
	Links []string `json:"links"`
}

// DefaultFolder returns the folder for lock and socket: one that this user alone may enter.
func DefaultFolder() (string, error) {
	if folder := os.Getenv("XDG_RUNTIME_DIR"); folder != "" && runtime.GOOS != "windows" && runtime.GOOS != "darwin" {
		return filepath.Join(folder, "foyer"), nil
	}
	folder, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find a folder for the lock of the app: %w", err)
	}
	return filepath.Join(folder, "foyer"), nil
}

// First is the one app that runs. Claim makes one, Close ends it.
type First struct {
	lock     *flock.Flock
	listener net.Listener
	done     chan struct{}
}

// Claim makes this the first app and calls visited, in a goroutine of its own, whenever a second one was started. It returns ErrRunning if
// there is a first app already; any other error says that nobody can tell.
func Claim(folder string, visited func(links []string)) (*First, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for the lock of the app: %w", err)
	}
	lock := flock.New(filepath.Join(folder, lockName))
	switch got, err := lock.TryLock(); {
	case err != nil:
		return nil, fmt.Errorf("lock the app: %w", err)
	case !got:
		return nil, ErrRunning
	}
	listener, err := listen(filepath.Join(folder, socketName))
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	f := &First{lock: lock, listener: listener, done: make(chan struct{})}
	go f.serve(visited)
	return f, nil
}

// listen listens on the socket. One that is there was left behind by an app that was killed, since this one holds the lock.
func listen(socket string) (net.Listener, error) {
	if err := os.Remove(socket); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove the old socket of the app: %w", err)
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return nil, fmt.Errorf("listen for a second app: %w", err)
	}
	return listener, nil
}

// Close lets another app be the first.
func (f *First) Close() error {
	err := f.listener.Close()
	<-f.done
	return errors.Join(err, f.lock.Close())
}

func (f *First) serve(visited func([]string)) {
	defer close(f.done)
	for {
		conn, err := f.listener.Accept()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				slog.Warn("a second app will not reach this one", "error", err)
			}
			return
		}
		v, err := receive(conn)
		if err != nil {
			slog.Warn("a second app could not be understood", "error", err)
			continue
		}
		visited(v.Links)
	}
}

// receive reads a visit, answers and closes.
func receive(conn net.Conn) (v visit, err error) {
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := conn.SetDeadline(time.Now().Add(answerLimit)); err != nil {
		return visit{}, err
	}
	if err := json.NewDecoder(io.LimitReader(conn, maxVisit)).Decode(&v); err != nil {
		return visit{}, fmt.Errorf("read a visit: %w", err)
	}
	return v, json.NewEncoder(conn).Encode("welcome")
}

// Visit hands links over to the first app, which shows itself.
func Visit(ctx context.Context, folder string, links []string) error {
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	conn, err := dial(ctx, filepath.Join(folder, socketName))
	if err != nil {
		return err
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	if err := conn.SetDeadline(deadline); err != nil {
		return fmt.Errorf("reach the app that runs: %w", err)
	}
	letRaise()
	var answer string
	if err := errors.Join(json.NewEncoder(conn).Encode(visit{Links: links}), json.NewDecoder(conn).Decode(&answer)); err != nil {
		return fmt.Errorf("the app that runs does not answer: %w", err)
	}
	return nil
}

// dial tries until ctx ends: the first app may have just started.
func dial(ctx context.Context, socket string) (net.Conn, error) {
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, "unix", socket)
		if err == nil {
			return conn, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("reach the app that runs: %w", err)
		case <-time.After(retryPause):
		}
	}
}
