package pool

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"foyer/client/bbb"
)

// Run looks at all servers now and then, until the context ends. Without it the pool learns only by its own calls, and takes a
// server that was silent once for sick for ever.
func (p *Pool) Run(ctx context.Context, every time.Duration) {
	for {
		// What failed is logged by then, and is tried again.
		p.Refresh(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
	}
}

// Refresh asks all servers for their meetings: who answers is healthy, the people inside are the load, and the meetings are
// remembered. A server that does not answer keeps its meetings in the memory, since they may go on. The error joins those of
// all servers that failed.
func (p *Pool) Refresh(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, refreshTimeout)
	defer cancel()
	failures := make([]error, len(p.servers))
	var all sync.WaitGroup
	for i, s := range p.servers {
		all.Go(func() {
			if err := p.look(ctx, s); err != nil {
				failures[i] = fmt.Errorf("server %s: %w", s.Name, err)
			}
		})
	}
	all.Wait()
	return errors.Join(failures...)
}

// look asks one server for its meetings. Those that began meanwhile by this pool stay known.
func (p *Pool) look(ctx context.Context, s *server) error {
	known := p.held(s)
	found, people := map[string]bool{}, 0
	err := s.Client.EachMeeting(ctx, func(m bbb.Meeting) error {
		if !m.HasBeenForciblyEnded {
			found[m.MeetingID] = true
			people += m.ParticipantCount
		}
		return nil
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		if !s.sick && ctx.Err() == nil {
			slog.Warn("bigbluebutton server is not well", "server", s.Name, "err", err)
		}
		s.sick = true
		return err
	}
	s.sick, s.load = false, float64(people)
	for id := range found {
		// A meeting that two servers hold stays where it was.
		if other := p.places[id]; other == nil || other.sick {
			p.places[id] = s
		}
	}
	for id := range known {
		if !found[id] && p.places[id] == s {
			delete(p.places, id)
		}
	}
	return nil
}

// held returns the meetings that the memory has on a server.
func (p *Pool) held(s *server) map[string]bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	ids := map[string]bool{}
	for id, at := range p.places {
		if at == s {
			ids[id] = true
		}
	}
	return ids
}
