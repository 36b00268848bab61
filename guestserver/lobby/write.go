package lobby

import "context"

// maxBatch is how many changes share a commit at the most, so that the first of them does not wait for long.
const maxBatch = 512

// job is one change, and where its outcome goes.
type job struct {
	do   func(Tx) ([]Event, error)
	done chan error
}

// change has the writer carry out do, and returns when it is committed. If ctx ends before the writer takes it, nothing happens.
func (l *Lobby) change(ctx context.Context, do func(Tx) ([]Event, error)) error {
	j := job{do: do, done: make(chan error, 1)}
	select {
	case l.jobs <- j:
	case <-l.quit:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	// Waiting for the outcome even if ctx ends keeps what do captured in one goroutine at a time. A commit is short.
	return <-j.done
}

// write carries out changes until the lobby is closed: one commit for all that have come while the last was under way.
func (l *Lobby) write() {
	for {
		select {
		case <-l.quit:
			return
		case first := <-l.jobs:
			l.commit(l.gather(first))
		}
	}
}

func (l *Lobby) gather(first job) []job {
	batch := []job{first}
	for len(batch) < maxBatch {
		select {
		case j := <-l.jobs:
			batch = append(batch, j)
		default:
			return batch
		}
	}
	return batch
}

// commit carries out a batch in one transaction. If one change fails they are all tried on their own, so that it fails alone.
func (l *Lobby) commit(batch []job) {
	var events []Event
	err := l.store.Update(context.Background(), func(tx Tx) error {
		events = events[:0]
		for _, j := range batch {
			told, err := j.do(tx)
			if err != nil {
				return err
			}
			events = append(events, told...)
		}
		return nil
	})
	if err != nil && len(batch) > 1 {
		for _, j := range batch {
			l.commit([]job{j})
		}
		return
	}
	if err == nil {
		l.publish(events)
	}
	for _, j := range batch {
		j.done <- err
	}
}

func (l *Lobby) publish(events []Event) {
	for _, e := range events {
		l.presence.follow(e)
		l.openings.follow(e)
		l.bus.Publish(e)
	}
}
