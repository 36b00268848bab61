package ui

import (
	"context"
	"sync"
	"testing"

	"foyer/client/desk"
	"foyer/client/portal"
)

// slow answers questions when the test says so, in whichever order. The zero slow is ready.
type slow[T any] struct {
	mu    sync.Mutex
	asked []chan T
}

// ask waits for the answer to one more question.
func (s *slow[T]) ask() T {
	question := make(chan T)
	s.mu.Lock()
	s.asked = append(s.asked, question)
	s.mu.Unlock()
	return <-question
}

// slowStudio is a portal that takes its time to list recordings.
type slowStudio struct {
	studio
	slow[[]portal.Recording]
}

func (p *slowStudio) Recordings(context.Context, string) ([]portal.Recording, error) { return p.ask(), nil }

func TestOlderAnswerDoesNotReplaceTheRecordingsThatCameSince(t *testing.T) {
	d, a := quiet()
	p := &slowStudio{}
	a.portals = map[string]desk.Portal{"ana": p}
	play(t, Options{}, d, a, func(s *stage) {
		s.tap(s.window(), "Recordings")
		s.tap(s.window(), "History")
		s.tap(s.window(), "Recordings")
		p.asked[1] <- []portal.Recording{{Name: "Second evening"}}
		s.settle()
		p.asked[0] <- []portal.Recording{{Name: "First evening"}}
		s.settle()
		s.wantSaid(s.window(), "Second evening")
		s.wantUnsaid(s.window(), "First evening")
	})
}
