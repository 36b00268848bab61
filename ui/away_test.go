package ui

import (
	"errors"
	"slices"
	"testing"

	"foyer/client/desk"
	"foyer/client/portal"
)

// What follows happens while a question about one meeting is open: a link or another moderator has brought the next one to the front.

func TestAnswerIsAboutTheMeetingThatWasAskedAbout(t *testing.T) {
	d, a := quiet()
	p := &studio{list: []portal.Recording{{ID: "r1", Name: "Evening"}}}
	a.portals = map[string]desk.Portal{"ana": p}
	play(t, Options{}, d, a, func(s *stage) {
		s.tap(s.window(), "Recordings")
		s.main.meeting.recorder.remove(p.list[0])
		s.main.list.Choose(office)
		s.tap(s.overlay(), "Delete")
		if want := []string{"delete parents r1"}; !slices.Equal(p.did, want) {
			t.Errorf("the portal was asked for %q, want %q", p.did, want)
		}
	})
}

func TestNewGuestLinkIsOfTheMeetingThatWasAskedAbout(t *testing.T) {
	playKept(t, func(s *stage, k *keeping) {
		s.main.meeting.links.renew()
		s.main.list.Choose(office)
		s.settle()
		s.tap(s.overlay(), "Make a new link")
		k.want(t, "new link personal false  of parents")
	})
}

func TestPersonalLinksCloseWithTheirMeeting(t *testing.T) {
	playKept(t, func(s *stage, _ *keeping) {
		s.main.meeting.links.showPersonal()
		s.main.list.Choose(office)
		s.settle()
		if s.main.window.Canvas().Overlays().Top() != nil {
			t.Error("the links of a meeting that is no longer shown are open")
		}
		s.main.list.Choose(parents)
		s.settle()
	})
}

func TestWhatThePortalDidNotTellIsAskedAgainOnceTheMeetingIsLive(t *testing.T) {
	playKept(t, func(s *stage, k *keeping) {
		k.unreachable = errors.New("no route")
		s.desk.change(office, func(m *desk.Meeting) { m.State = desk.Connecting })
		s.main.list.Choose(office)
		s.settle()
		s.wantUnsaid(s.window(), "[Setup]")
		k.unreachable = nil
		s.desk.change(office, func(m *desk.Meeting) { m.State = desk.Live })
		s.settle()
		s.wantSaid(s.window(), "[Setup]")
		if s.main.meeting.links.guest() == nil {
			t.Error("the guest link cannot be changed")
		}
	})
}

func TestSecondClickDoesNotSaveAnOldVersion(t *testing.T) {
	playKept(t, func(s *stage, k *keeping) {
		levels := s.main.meeting.levels
		for range 2 {
			levels.save(levels.chain[0])
		}
		s.settle()
		k.want(t, "save meeting parents in r: Parents' evening")
		levels.save(levels.chain[0])
		s.settle()
		if len(k.did) != 2 {
			t.Errorf("after all is read anew, the portal was told %q", k.did)
		}
	})
}
