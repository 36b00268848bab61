package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"foyer/guestserver"
	"foyer/guestserver/admin"
)

// administer carries out a command on the server's data, such as foyer account list.
func administer(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if slices.Contains(args, "--help") || slices.Contains(args, "-h") {
		fmt.Fprint(stdout, admin.Usage)
		return 0
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	console := admin.Console{
		In: stdin, Out: stdout, Data: cmp.Or(os.Getenv(envName("data")), dataFolder(os.Getenv)),
		PublicURL: cmp.Or(os.Getenv(envName("public-url")), "http://"+guestserver.DefaultListen),
	}
	err := admin.Run(ctx, console, args)
	if err == nil {
		return 0
	}
	fmt.Fprintf(stderr, "foyer: %v\n", err)
	if errors.Is(err, admin.ErrUsage) {
		return exitUsage
	}
	return exitFailed
}
