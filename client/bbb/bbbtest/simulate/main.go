// Command simulate runs a simulated BigBlueButton on this computer, with a page on which one opens meetings, comes in as anyone,
// and lets things go wrong. With it a person can try everything that Foyer does with a BigBlueButton without having one:
//
//	go run ./client/bbb/bbbtest/simulate
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"foyer/client/bbb/bbbtest"
)

// goneAfter is how long a closed page counts as open.
const goneAfter = 30 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		slog.Error("The simulated BigBlueButton has stopped.", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	listen := flags.String("listen", "127.0.0.1:8090", "address to listen on")
	opts := bbbtest.Options{GoneAfter: goneAfter}
	flags.StringVar(&opts.Secret, "secret", rand.Text(), "shared secret")
	flags.BoolVar(&opts.Version27, "2.7", false, "be a BigBlueButton 2.7, without GraphQL")
	flags.BoolVar(&opts.GuestsOnly, "guests-only", false, "be set to authenticatedGuest=false")
	flags.BoolVar(&opts.NoPings, "no-pings", false, "send no pings over GraphQL")
	if err := flags.Parse(args); err != nil {
		return err
	}
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	sim := bbbtest.New(opts)
	h, err := newConsole(sim, opts.Secret)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	defer context.AfterFunc(ctx, func() {
		_ = server.Close()
		sim.DropSockets()
	})()
	fmt.Printf("Page    http://%s/\nAddress http://%s/bigbluebutton/\nSecret  %s\n", l.Addr(), l.Addr(), opts.Secret)
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
