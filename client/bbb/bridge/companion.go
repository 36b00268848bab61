// Package bridge lets the desk work a BigBlueButton 3 meeting from the inside as it works one that waits at Foyer: on one side it
// speaks the messages of package signaling, on the other it is a moderator's companion of package client/bbb/live.
//
// Whoever waits in BigBlueButton's own lobby has joined the waiting room, whoever is inside is a participant, and the guest policy is
// what is remembered. A command is taken at once and carried out in the background: BigBlueButton shows within seconds what came of it.
// One that does not show is told as an error of the namespace foyer.
package bridge

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"foyer/client/bbb/live"
)

// leaveLimit is how long Leave waits for the goodbye.
const leaveLimit = 5 * time.Second

// Options say how to reach the conference. The zero Options are right for everyone but tests.
type Options struct {
	// HTTP calls the addresses that lead into the meeting; nil is a client of its own.
	HTTP *http.Client
	// TLS is nil for the certificates that the operating system trusts.
	TLS *tls.Config
	// NetDial makes the connection below the websocket; nil is the network.
	NetDial func(ctx context.Context, network, address string) (net.Conn, error)
	// Log gets what is no one's fault; nil is slog's default.
	Log *slog.Logger
}

// Companion takes part in one meeting, through as many lines as the desk opens one after the other. What it has seen, such as since
// when guests wait, outlasts a line. New makes one, Leave ends it.
type Companion struct {
	join func(context.Context) (string, error)
	opts Options

	mu      sync.Mutex
	meeting *live.Meeting
	left    bool
}

// New returns a companion that is not in the meeting yet. Join returns a moderator's join URL, or an address that leads to one; it
// is called again whenever BigBlueButton has forgotten the session.
func New(join func(context.Context) (string, error), o Options) *Companion {
	return &Companion{join: join, opts: o}
}

// Line returns a line to the meeting once the companion sees it. If it does not, Line returns why, or the error of ctx; the companion
// tries on meanwhile, unless the meeting is over for it: then the next Line begins anew. A server older than BigBlueButton 3.0 is
// live.ErrNoGraphQL.
func (c *Companion) Line(ctx context.Context) (*Line, error) {
	m, err := c.enter()
	if err != nil {
		return nil, err
	}
	changes, cancel := m.Subscribe()
	for {
		s := m.Snapshot()
		switch {
		case s.State == live.Live:
			return newLine(m, s, changes, cancel), nil
		case s.State == live.Over:
			cancel()
			c.forget(m)
			return nil, fmt.Errorf("enter conference: %w", over(s))
		case s.Problem != nil:
			cancel()
			return nil, fmt.Errorf("enter conference: %w", s.Problem)
		}
		select {
		case <-changes:
		case <-ctx.Done():
			cancel()
			return nil, ctx.Err()
		}
	}
}

// Leave takes the companion out of the meeting, within seconds. Leaving twice is fine.
func (c *Companion) Leave() {
	c.mu.Lock()
	m := c.meeting
	c.meeting, c.left = nil, true
	c.mu.Unlock()
	if m == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), leaveLimit)
	defer cancel()
	_ = m.Leave(ctx)
}

// enter returns the meeting, and begins to take part in it if that has not happened.
func (c *Companion) enter() (*live.Meeting, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left {
		return nil, live.ErrLeft
	}
	if c.meeting != nil {
		return c.meeting, nil
	}
	m, err := live.Open(context.Background(), live.Options{
		Join: c.session, TLS: c.opts.TLS, NetDial: c.opts.NetDial, Log: c.opts.Log,
	})
	if err != nil {
		return nil, err
	}
	c.meeting = m
	return m, nil
}

// forget lets the next Line begin anew.
func (c *Companion) forget(m *live.Meeting) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.meeting == m {
		c.meeting = nil
	}
}

// session makes a session by a fresh address.
func (c *Companion) session(ctx context.Context) (live.Session, error) {
	address, err := c.join(ctx)
	if err != nil {
		return live.Session{}, err
	}
	return live.ByURL(address, c.opts.HTTP)(ctx)
}

// over returns why a meeting is over.
func over(s live.Snapshot) error {
	if s.Problem == nil {
		return live.ErrLeft
	}
	return s.Problem
}
