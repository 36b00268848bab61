// Package hosting runs a guest server inside the desktop app, for a moderator who has no server: guests on the same network reach it
// at this computer's address.
package hosting

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"

	"foyer/client/accounts"
	"foyer/client/bbb"
	"foyer/client/portal"
	"foyer/guestserver"
	"foyer/ui"
)

// DefaultListen is tried first, so that the guest links stay the same: all addresses of this computer, since guests come with
// their phones. If another program has the port, any free one is taken.
const DefaultListen = ":8080"

// Host runs at most one guest server at a time.
type Host struct {
	// Data is the folder of the database, which lasts, so that guest links are permanent.
	Data string
	// Listen is the TCP address that is tried first, DefaultListen if empty.
	Listen string

	mu      sync.Mutex
	running *running
}

// running is a guest server that serves.
type running struct {
	stop func()
	done chan error
}

// Folder is Data.
func (h *Host) Folder() string { return h.Data }

// Start tries the conference server, opens the guest server and signs its moderator in. It stops a server that ran before. What a
// person can mend is returned as a *portal.Error: with a code of bbb.Advice, or with host_ and the code of a guestserver.Problem.
func (h *Host) Start(ctx context.Context, s ui.HostSettings) (ui.Hosted, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.stop(ctx); err != nil {
		return ui.Hosted{}, err
	}
	config := guestserver.Config{Data: h.Data, Listen: cmp.Or(h.Listen, DefaultListen), Simulate: s.Demo, Meeting: s.Meeting}
	if !s.Demo {
		config.BBB = bbb.Config{URL: s.Server, Secret: s.Secret, Hash: bbb.Auto}
		if err := try(ctx, config.BBB); err != nil {
			return ui.Hosted{}, err
		}
	}
	server, err := open(ctx, config)
	if err != nil {
		return ui.Hosted{}, refusal(err)
	}
	hosted, err := signIn(ctx, server, s.Meeting)
	if err != nil {
		return ui.Hosted{}, errors.Join(err, server.Close())
	}
	h.running = serve(server)
	return hosted, nil
}

// Stop stops the server, if one runs. Who waits there is in its database.
func (h *Host) Stop(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.stop(ctx)
}

// stop is Stop for a caller who holds mu.
func (h *Host) stop(ctx context.Context) error {
	if h.running == nil {
		return nil
	}
	h.running.stop()
	select {
	case err := <-h.running.done:
		h.running = nil
		return err
	case <-ctx.Done():
		return fmt.Errorf("stop hosting: %w", ctx.Err())
	}
}

// open opens the guest server at the usual port, or at any other.
func open(ctx context.Context, c guestserver.Config) (*guestserver.Server, error) {
	server, err := guestserver.Open(ctx, c)
	var problem *guestserver.Problem
	if !errors.As(err, &problem) || problem.Code != "port" {
		return server, err
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return nil, fmt.Errorf("find a free port: %w", err)
	}
	c.Listen = net.JoinHostPort(host, "0")
	return guestserver.Open(ctx, c)
}

// serve has the server answer until it is stopped.
func serve(server *guestserver.Server) *running {
	ctx, stop := context.WithCancel(context.Background())
	r := &running{stop: stop, done: make(chan error, 1)}
	go func() {
		err := server.Serve(ctx)
		if err != nil {
			slog.Error("host on this computer", "error", err)
		}
		r.done <- err
	}()
	return r
}

// signIn makes sure of the meeting, and signs its moderator in.
func signIn(ctx context.Context, server *guestserver.Server, meeting string) (ui.Hosted, error) {
	if err := server.EnsureMeeting(ctx, meeting); err != nil {
		return ui.Hosted{}, refusal(err)
	}
	email, token, err := server.SignIn(ctx)
	if err != nil {
		return ui.Hosted{}, err
	}
	return ui.Hosted{
		URL: server.URL(), Session: accounts.Session{Server: server.URL(), Email: email, Name: email, Token: token},
	}, nil
}

// try returns a refusal, with a code of bbb.Advice, if there is no BigBlueButton behind the settings.
func try(ctx context.Context, c bbb.Config) error {
	client, err := bbb.New(c)
	if err == nil {
		err = client.Check(ctx)
	}
	if err == nil {
		return nil
	}
	slog.Warn("try the conference server", "error", err)
	code, sentence := bbb.Advice(err)
	return &portal.Error{Code: code, Detail: sentence}
}

// refusal turns what a person can mend into what the app can say.
func refusal(err error) error {
	var problem *guestserver.Problem
	if !errors.As(err, &problem) {
		return fmt.Errorf("host on this computer: %w", err)
	}
	slog.Error("host on this computer", "error", problem.Err)
	return &portal.Error{Code: "host_" + problem.Code, Detail: problem.Advice}
}
