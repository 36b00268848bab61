package live

import (
	"context"
	"fmt"
	"time"
)

// confirmLimit is how long a command waits for its effect if its context does not end before.
const confirmLimit = 15 * time.Second

// do sends a mutation and waits until its effect is seen. The condition is called with the lock held.
func (m *Meeting) do(ctx context.Context, text string, variables map[string]any, seen func(*Snapshot) bool) error {
	ctx, cancel := context.WithTimeout(ctx, confirmLimit)
	defer cancel()
	answer, err := m.send(ctx, text, variables)
	if err != nil {
		return fmt.Errorf("%s: %w", functionName(text), err)
	}
	return m.await(ctx, functionName(text), answer, seen)
}

// send sends a mutation when the server's limit allows one more, and the companion may send one. A caller without the rights is
// thrown out by the server, so they are looked at last.
func (m *Meeting) send(ctx context.Context, text string, variables map[string]any) (<-chan error, error) {
	if err := m.pace.Wait(ctx); err != nil {
		return nil, fmt.Errorf("too many commands: %w", err)
	}
	m.mu.Lock()
	c, err := m.conn, m.ready()
	m.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return c.mutate(text, variables)
}

// ready returns why no command can be sent now, nil if one can. The caller holds the lock.
func (m *Meeting) ready() error {
	switch {
	case m.snap.State == Over:
		return m.over()
	case m.snap.State != Live || m.conn == nil:
		return ErrNotLive
	case !m.snap.Moderator:
		return ErrNotModerator
	}
	return nil
}

// over returns why the meeting is over.
func (m *Meeting) over() error {
	if m.snap.Problem == nil {
		return ErrLeft
	}
	return m.snap.Problem
}

// await waits until something is seen. The answer, if there is one, ends the wait only when it is an error. A connection that
// is lost meanwhile does not: what was sent may have arrived.
func (m *Meeting) await(ctx context.Context, name string, answer <-chan error, seen func(*Snapshot) bool) error {
	for {
		m.mu.Lock()
		ok, state, moderator, over, changed := seen(&m.snap), m.snap.State, m.snap.Moderator, m.over(), m.changed
		m.mu.Unlock()
		switch {
		case state == Over:
			return over
		case answer != nil && !moderator:
			// The lobby looks empty now, which confirms nothing.
			return fmt.Errorf("%s: %w", name, ErrNotModerator)
		case ok:
			return nil
		}
		select {
		case <-changed:
		case err := <-answer:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return &UnconfirmedError{Command: name, Err: ctx.Err()}
		}
	}
}
