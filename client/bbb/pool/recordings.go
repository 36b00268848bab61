package pool

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"foyer/client/bbb"
)

// Recordings returns the recordings of all servers: the runs of a meeting may have been on several. A server that does not answer is
// left out, unless none does. Offset and Limit of the filter count for each server.
func (p *Pool) Recordings(ctx context.Context, f bbb.RecordingFilter) ([]bbb.Recording, error) {
	lists, failures := make([][]bbb.Recording, len(p.servers)), make([]error, len(p.servers))
	var all sync.WaitGroup
	for i, s := range p.servers {
		all.Go(func() { lists[i], failures[i] = s.Client.Recordings(ctx, f) })
	}
	all.Wait()
	recordings, answered := []bbb.Recording{}, false
	for i, s := range p.servers {
		switch {
		case failures[i] == nil, errors.Is(failures[i], bbb.ErrNotFound):
			answered = true
			recordings = append(recordings, lists[i]...)
		default:
			unheard(s, failures[i])
		}
	}
	if !answered {
		return nil, errors.Join(failures...)
	}
	return recordings, nil
}

// PublishRecordings lets people watch recordings, or no longer. Each of the servers is told, since any may hold some of them.
func (p *Pool) PublishRecordings(ctx context.Context, publish bool, recordIDs ...string) error {
	return p.tell("publishRecordings", func(c Client) error { return c.PublishRecordings(ctx, publish, recordIDs...) })
}

// DeleteRecordings deletes recordings wherever they are.
func (p *Pool) DeleteRecordings(ctx context.Context, recordIDs ...string) error {
	return p.tell("deleteRecordings", func(c Client) error { return c.DeleteRecordings(ctx, recordIDs...) })
}

// tell calls each server. That some know nothing of it is no error, if one does.
func (p *Pool) tell(call string, f func(Client) error) error {
	failures := make([]error, len(p.servers))
	var all sync.WaitGroup
	for i, s := range p.servers {
		all.Go(func() { failures[i] = f(s.Client) })
	}
	all.Wait()
	var failure error
	done := false
	for i, s := range p.servers {
		switch err := failures[i]; {
		case err == nil:
			done = true
		case !errors.Is(err, bbb.ErrNotFound):
			unheard(s, err)
			failure = err
		}
	}
	switch {
	case done:
		return nil
	case failure != nil:
		return failure
	}
	return &bbb.Error{Call: call, Err: bbb.ErrNotFound}
}

// unheard notes that a server has not answered. It is not sick for that: recordings are on a disk, which may be slow where meetings go
// well.
func unheard(s *server, err error) {
	slog.Warn("bigbluebutton server does not tell of recordings", "server", s.Name, "err", err)
}
