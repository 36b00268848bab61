package ui

import (
	"context"
	"fmt"
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

func (p *slowStudio) Recordings(context.Context, string) ([]portal.Recording, error) {
	return p.ask(), nil
}

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

// slowKeeping is a portal that takes its time to tell of links and settings.
type slowKeeping struct {
	keeping
	linked   slow[[]portal.Link]
	detailed slow[portal.Details]
}

func (p *slowKeeping) Links(context.Context, string) ([]portal.Link, error) {
	return p.linked.ask(), nil
}

func (p *slowKeeping) Details(_ context.Context, l portal.Level, _ string) (portal.Details, error) {
	if l != portal.MeetingLevel {
		return portal.Details{}, &portal.Error{Code: "not_allowed"}
	}
	return p.detailed.ask(), nil
}

func TestOlderAnswerDoesNotReplaceLinksAndSettingsThatCameSince(t *testing.T) {
	d, a := quiet()
	p := &slowKeeping{}
	a.portals = map[string]desk.Portal{"ana": p}
	play(t, Options{}, d, a, func(s *stage) {
		links, levels := s.main.meeting.links, s.main.meeting.levels
		links.fetch()
		levels.fetch(0)
		s.settle()
		for _, i := range []int{1, 0} {
			p.linked.asked[i] <- []portal.Link{{Off: i == 1}}
			p.detailed.asked[i] <- portal.Details{Level: portal.MeetingLevel, Version: fmt.Sprint(i)}
			s.settle()
		}
		if !links.guest().Off {
			t.Error("the older answer tells whether the link is switched off")
		}
		if got := levels.chain[0].Version; got != "1" {
			t.Errorf("the settings are shown in version %s", got)
		}
	})
}

// slowPlaces is a portal that takes its time to list its groups.
type slowPlaces struct {
	keeping
	slow[[]portal.Group]
}

func (p *slowPlaces) Groups(context.Context) ([]portal.Group, error) { return p.ask(), nil }

func TestOlderAnswerDoesNotReplaceTheGroupsThatCameSince(t *testing.T) {
	d, a := quiet()
	p := &slowPlaces{}
	a.portals = map[string]desk.Portal{"ana": p}
	play(t, Options{}, d, a, func(s *stage) {
		s.showPlaces("ana")
		s.settle()
		for _, name := range []string{"Choir", "Band"} {
			s.tap(s.overlay(), "New group…")
			s.enters(name)
		}
		p.asked[2] <- []portal.Group{{Name: "Choir"}, {Name: "Band"}}
		s.settle()
		for _, question := range p.asked[:2] {
			question <- []portal.Group{{Name: "Choir"}}
			s.settle()
		}
		s.wantSaid(s.overlay(), "Band")
	})
}

// slowChronicle is a portal that takes its time to read its log.
type slowChronicle struct {
	desk.Portal
	slow[[]portal.LogEntry]
}

func (p *slowChronicle) Log(_ context.Context, _, part string) ([]portal.LogEntry, string, error) {
	if part == "" {
		return p.ask(), "older", nil
	}
	return p.ask(), "", nil
}

func TestLogHasEachPartOnceAndEndsWithTheNewestDecision(t *testing.T) {
	d, a := quiet()
	p := &slowChronicle{}
	a.portals = map[string]desk.Portal{"ana": p}
	play(t, Options{}, d, a, func(s *stage) {
		answer := func(i int, guest string) {
			t.Helper()
			p.asked[i] <- []portal.LogEntry{{Action: "allow", Guests: []string{guest}}}
			s.settle()
		}
		s.tap(s.window(), "History")
		d.change(parents, func(m *desk.Meeting) { m.Settled = []desk.Settled{{ID: 2, Verdict: desk.Allow}} })
		s.settle()
		answer(1, "Second")
		answer(0, "First")
		s.wantSaid(s.window(), "Let in: Second")
		s.tap(s.window(), "Show older ones")
		s.tap(s.window(), "Show older ones")
		answer(2, "Long ago")
		answer(3, "Long ago")
		if n := len(s.main.meeting.chronicle.entries); n != 2 {
			t.Errorf("after two clicks on what came before there are %d entries, want 2", n)
		}
	})
}
