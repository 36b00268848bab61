package ui

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/ui/places"
)

// keeping is a portal with one group, one room in it, and links that can be changed.
type keeping struct {
	desk.Portal
	did   []string
	err   error
	links []portal.Link
	// unreachable is why nothing is told.
	unreachable error
}

func (k *keeping) do(words ...any) error {
	k.did = append(k.did, fmt.Sprint(words...))
	return k.err
}

func (k *keeping) Groups(context.Context) ([]portal.Group, error) {
	return []portal.Group{{ID: "g", Name: "School", Owned: true, Rooms: []portal.Room{{ID: "r", Name: "Maths", Owned: true}}}}, nil
}

func (k *keeping) Details(_ context.Context, l portal.Level, id string) (portal.Details, error) {
	parent := map[portal.Level]string{portal.MeetingLevel: "r", portal.RoomLevel: "g"}[l]
	name := map[portal.Level]string{portal.MeetingLevel: "Parents' evening", portal.RoomLevel: "Maths", portal.GroupLevel: "School"}[l]
	return portal.Details{Level: l, ID: id, Parent: parent, Name: name, Owned: true, Version: "1"}, k.unreachable
}

func (k *keeping) Save(_ context.Context, d portal.Details) (portal.Details, error) {
	err := k.do("save ", d.Level, " ", d.ID, " in ", d.Parent, ": ", d.Name)
	if d.ID == "" {
		d.ID = "new"
	}
	return d, err
}

func (k *keeping) Delete(_ context.Context, d portal.Details) error {
	return k.do("delete ", d.Level, " ", d.ID)
}

func (k *keeping) Links(context.Context, string) ([]portal.Link, error) {
	return k.links, k.unreachable
}

func (k *keeping) NewLink(_ context.Context, meeting string, l portal.Link) (portal.Link, error) {
	return l, k.do("new link personal ", l.Personal, " ", l.Name, " of ", meeting)
}

func (k *keeping) SaveLink(_ context.Context, _ string, l portal.Link) (portal.Link, error) {
	k.links = []portal.Link{l}
	return l, k.do("save link off ", l.Off)
}

func (k *keeping) want(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(k.did, want) {
		t.Errorf("the portal was told %q, want %q", k.did, want)
	}
}

// playKept runs a story at a portal that can be managed.
func playKept(t *testing.T, story func(*stage, *keeping)) {
	t.Helper()
	d, a := quiet()
	k := &keeping{links: []portal.Link{{ID: "l", URL: d.snapshot.Meetings[0].GuestURL}}}
	a.portals = map[string]desk.Portal{"ana": k}
	play(t, Options{}, d, a, func(s *stage) { story(s, k) })
}

func TestNewMeetingIsMadeInARoomAndShown(t *testing.T) {
	playKept(t, func(s *stage, k *keeping) {
		s.chooses(s.newMenu(), "New meeting…")
		s.wantSaid(s.overlay(), "New meeting")
		s.enters("Algebra")
		k.want(t, "save meeting  in r: Algebra")
		s.wantDid("reload ana")
		s.desk.mu.Lock()
		s.desk.snapshot.Meetings = append(s.desk.snapshot.Meetings, desk.Meeting{Key: desk.MeetingKey{Account: "ana", Meeting: "new"}, Name: "Algebra"})
		s.desk.mu.Unlock()
		s.desk.tell(desk.Refreshed{})
		s.settle()
		if got := s.main.meeting.key.Meeting; got != "new" {
			t.Errorf("the page shows %q", got)
		}
	})
}

func TestPortalThatCannotBeManagedOffersNothingNew(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		if s.main.add.Visible() || len(s.newMenu()) > 0 {
			t.Error("meetings can be made at a portal that cannot do it")
		}
		s.wantUnsaid(s.window(), "[Setup]")
	})
}

func TestGroupsAndRoomsAreKept(t *testing.T) {
	playKept(t, func(s *stage, k *keeping) {
		s.chooses(s.newMenu(), "Groups and rooms…")
		s.wantSaid(s.overlay(), "School")
		s.wantSaid(s.overlay(), "Maths")
		s.tap(s.overlay(), "New group…")
		s.enters("Club")
		k.want(t, "save group  in : Club")
	})
}

func TestRoomIsRenamedAndDeletedAfterAsking(t *testing.T) {
	playKept(t, func(s *stage, k *keeping) {
		s.detailsOf("ana", places.Place{Level: portal.RoomLevel, ID: "r"}, func(d portal.Details) {
			s.confirmed("app.level.delete", d.Name, func() {
				s.keep("ana", func(ctx context.Context, k Keeper) error { return k.Delete(ctx, d) }, func() {})
			})()
		})
		s.settle()
		s.wantSaid(s.overlay(), "Delete Maths?")
		k.want(t)
		s.tap(s.overlay(), "Delete")
		k.want(t, "delete room r")
	})
}

func TestSettingsAreThoseOfTheMeetingOrOfTheLevelsAbove(t *testing.T) {
	playKept(t, func(s *stage, k *keeping) {
		page := s.main.meeting
		page.tabs.Select(page.settingsTab)
		if want := []string{"this meeting", "room Maths", "group School"}; !slices.Equal(page.levels.pick.Options, want) {
			t.Fatalf("the levels are %q, want %q", page.levels.pick.Options, want)
		}
		page.levels.pick.SetSelectedIndex(1)
		s.tap(page.levels.content, "Save")
		k.want(t, "save room r in g: Maths")
		if got := page.levels.pick.SelectedIndex(); got != 1 {
			t.Errorf("after saving, level %d is shown", got)
		}
		k.err = &portal.Error{Code: "changed_meanwhile"}
		s.tap(page.levels.content, "Save")
		s.wantSaid(s.window(), "Somebody else changed this in the meantime. Look at it again, then change it anew.")
	})
}

func TestGuestLinkIsSwitchedOffAfterAskingAndOnAtOnce(t *testing.T) {
	playKept(t, func(s *stage, k *keeping) {
		s.main.meeting.links.toggle(false)
		s.tap(s.overlay(), "Switch it off")
		k.want(t, "save link off true")
		s.wantSaid(s.window(), "This link is switched off. Whoever opens it is told so.")
		s.tap(s.window(), "Switch on again")
		k.want(t, "save link off true", "save link off false")
		s.main.meeting.links.renew()
		s.wantSaid(s.overlay(), "A new guest link for Parents' evening?")
		s.tap(s.overlay(), "Make a new link")
		k.want(t, "save link off true", "save link off false", "new link personal false  of parents")
	})
}

func TestPersonalLinkIsMadeForSomebody(t *testing.T) {
	playKept(t, func(s *stage, k *keeping) {
		k.links = append(k.links, portal.Link{ID: "p", URL: "https://foyer.example.org/b/bo", Personal: true, Name: "Bo", Moderator: true})
		s.main.meeting.links.fetch()
		s.settle()
		s.main.meeting.links.showPersonal()
		s.wantSaid(s.overlay(), "Bo")
		s.wantSaid(s.overlay(), "moderator · https://foyer.example.org/b/bo")
		s.enters("Cy")
		k.want(t, "new link personal true Cy of parents")
	})
}
