// Foyer is the front door of an online meeting: a moderator's desktop app, and the guest server that stands behind a guest link.
//
// Without --serve it opens the app. Builds without cgo have no window and serve only.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"foyer/guestserver"
	"foyer/guestserver/admin"
)

// version is set by the release build.
var version = "development"

// Exit codes.
const (
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	if len(os.Args) > 1 && admin.Knows(os.Args[1]) {
		os.Exit(administer(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	s, err := readSettings(args, stdout, os.LookupEnv)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "foyer: %v\n", err)
		return exitUsage
	case s.version:
		fmt.Fprintln(stdout, "foyer", version)
		return 0
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: s.logLevel})))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // The second signal ends a program that hangs while it stops.
	start := openWindow
	if s.serve {
		start = serve
	}
	if err := start(ctx, s, stdout); err != nil {
		logCause(err)
		fmt.Fprintf(stderr, "foyer: %v\n", err)
		return exitFailed
	}
	return 0
}

// logCause logs what stands behind an advice, which alone is printed for people.
func logCause(err error) {
	if p, ok := errors.AsType[*guestserver.Problem](err); ok {
		slog.Error("the guest server ended", "problem", p.Code, "error", p.Err)
	}
}
