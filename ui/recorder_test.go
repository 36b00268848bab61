package ui

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"foyer/client/desk"
	"foyer/client/portal"
)

// studio is a portal with recordings.
type studio struct {
	desk.Portal
	Keeper
	list  []portal.Recording
	err   error
	did   []string
	owned bool
}

func (p *studio) Details(_ context.Context, l portal.Level, id string) (portal.Details, error) {
	if l != portal.MeetingLevel {
		return portal.Details{}, &portal.Error{Code: "not_allowed"}
	}
	return portal.Details{Level: l, ID: id, Owned: p.owned}, nil
}

func (p *studio) Recordings(context.Context, string) ([]portal.Recording, error) {
	return p.list, p.err
}

func (p *studio) PublishRecording(_ context.Context, meeting, id string, published bool) error {
	p.did = append(p.did, fmt.Sprintf("publish %s %s %t", meeting, id, published))
	p.list[0].Published = published
	return nil
}

func (p *studio) DeleteRecording(_ context.Context, meeting, id string) error {
	p.did = append(p.did, "delete "+meeting+" "+id)
	return &portal.Error{Code: "not_allowed"}
}

func TestRecordingsAreWatchedPublishedAndDeleted(t *testing.T) {
	d, a := quiet()
	p := &studio{owned: true, list: []portal.Recording{{
		ID: "r1", Name: "Evening", StartedAt: time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC), Participants: 12,
		Formats: []portal.RecordingFormat{
			{Type: "presentation", URL: "https://bbb.example.org/r", Length: 90 * time.Minute},
			{Type: "video", URL: "https://bbb.example.org/v"},
		},
	}}}
	a.portals = map[string]desk.Portal{"ana": p}
	play(t, Options{}, d, a, func(s *stage) {
		s.tap(s.window(), "Recordings")
		s.wantSaid(s.window(), "Evening")
		s.wantSaid(s.window(), "2026-03-01 18:00 · 90 min · 12 people · not published")
		choose := func(text string) {
			t.Helper()
			items := s.main.meeting.recorder.page.Menu(0)
			i := slices.IndexFunc(items, func(item *fyne.MenuItem) bool { return item.Label == text })
			if i < 0 {
				t.Fatalf("the menu has no %q", text)
			}
			items[i].Action()
			s.settle()
		}
		choose("Copy link")
		if got := s.app.Clipboard().Content(); got != "https://bbb.example.org/r" {
			t.Errorf("on the clipboard is %q", got)
		}
		choose("Publish")
		s.wantSaid(s.window(), "2026-03-01 18:00 · 90 min · 12 people · published")
		choose("Delete…")
		if len(p.did) != 1 {
			t.Errorf("before the question was answered it did %q", p.did)
		}
		s.tap(s.main.window.Canvas().Overlays().Top(), "Delete")
		if want := []string{"publish parents r1 true", "delete parents r1"}; !slices.Equal(p.did, want) {
			t.Errorf("the portal was asked for %q, want %q", p.did, want)
		}
		s.wantSaid(s.window(), "Your role does not allow this. Ask an owner.")

		p.err = &portal.Error{Code: "conference_unavailable"}
		s.tap(s.window(), "History")
		s.tap(s.window(), "Recordings")
		s.wantSaid(s.window(), "The conference server does not answer. Try again in a moment.")
		p.list, p.err = nil, nil
		s.tap(s.window(), "History")
		s.tap(s.window(), "Recordings")
		s.wantSaid(s.window(), "There are no recordings of this meeting.")
		a.portals = nil
		s.main.list.Choose(office)
		s.wantUnsaid(s.window(), "[Recordings]")
	})
}

func TestRecordingThatIsBeingMadeCannotBeWatchedYet(t *testing.T) {
	d, a := quiet()
	p := &studio{list: []portal.Recording{{
		ID: "r1", StartedAt: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), EndedAt: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC),
		State: "processing",
	}}}
	a.portals = map[string]desk.Portal{"ana": p}
	play(t, Options{}, d, a, func(s *stage) {
		s.tap(s.window(), "Recordings")
		s.wantSaid(s.window(), "09:00 · 30 min · being prepared")
		s.wantUnsaid(s.window(), "[Watch]")
		if items := s.main.meeting.recorder.page.Menu(0); len(items) > 0 {
			t.Errorf("%d things can be done with it by who does not own the meeting", len(items))
		}
		p.owned = true
		s.main.meeting.levels.fetch(0)
		s.settle()
		if items := s.main.meeting.recorder.page.Menu(0); len(items) != 1 {
			t.Errorf("%d things can be done with it, want deleting alone", len(items))
		}
	})
}
