package meeting_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"foyer/guestserver/meeting"
	"foyer/guestserver/store/storetest"
)

// house is a group with a room and a meeting.
type house struct {
	*meeting.Meetings
	group meeting.Group
	room  meeting.Room
	choir meeting.Meeting
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{Meetings: meeting.New(storetest.Open(t, "ben", "cora"))}
	var err error
	if h.group, err = h.CreateGroup(t.Context(), "ben", meeting.Group{Name: "Music school", SiteURL: "https://music.example.org"}); err != nil {
		t.Fatal(err)
	}
	if h.room, err = h.CreateRoom(t.Context(), "ben", meeting.Room{GroupID: h.group.ID, Name: "Great hall"}); err != nil {
		t.Fatal(err)
	}
	if h.choir, err = h.CreateMeeting(t.Context(), "ben", meeting.Meeting{RoomID: h.room.ID, Name: "Choir"}); err != nil {
		t.Fatal(err)
	}
	return h
}

// TestSettingsComeDownToTheMeeting changes the guest policy on each level, from the top down and back up, and looks after each change what
// holds, who said so, and how the door answers.
func TestSettingsComeDownToTheMeeting(t *testing.T) {
	h := newHouse(t)
	want := func(policy meeting.Policy, source meeting.Source) {
		t.Helper()
		m, err := h.Meeting(t.Context(), h.choir.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Effective.GuestPolicy; got.Value != policy || got.Source != source || m.GuestPolicy != policy {
			t.Errorf("there holds %+v and %s, want %s from %s", got, m.GuestPolicy, policy, source)
		}
	}
	set := func(policy ...meeting.Policy) (s meeting.Settings) {
		for _, p := range policy {
			s.GuestPolicy = &p
		}
		return s
	}
	portal := func(s meeting.Settings) {
		t.Helper()
		p, err := h.Portal(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		p.Settings = s
		if _, err := h.UpdatePortal(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	group := func(s meeting.Settings) {
		t.Helper()
		h.group.Settings = s
		var err error
		if h.group, err = h.UpdateGroup(t.Context(), h.group); err != nil {
			t.Fatal(err)
		}
	}
	room := func(s meeting.Settings) {
		t.Helper()
		h.room.Settings = s
		var err error
		if h.room, err = h.UpdateRoom(t.Context(), h.room); err != nil {
			t.Fatal(err)
		}
	}
	own := func(s meeting.Settings) {
		t.Helper()
		h.choir.Settings = s
		var err error
		if h.choir, err = h.UpdateMeeting(t.Context(), h.choir); err != nil {
			t.Fatal(err)
		}
	}
	want(meeting.AskModerator, meeting.FromDefault)
	portal(set(meeting.AlwaysDeny))
	want(meeting.AlwaysDeny, meeting.FromPortal)
	group(set(meeting.AlwaysAccept))
	want(meeting.AlwaysAccept, meeting.FromGroup)
	room(set(meeting.AlwaysAcceptAuth))
	want(meeting.AlwaysAcceptAuth, meeting.FromRoom)
	own(set(meeting.AskModerator))
	want(meeting.AskModerator, meeting.FromMeeting)
	own(set())
	want(meeting.AlwaysAcceptAuth, meeting.FromRoom)
	room(set())
	want(meeting.AlwaysAccept, meeting.FromGroup)
	group(set())
	want(meeting.AlwaysDeny, meeting.FromPortal)
	portal(set())
	want(meeting.AskModerator, meeting.FromDefault)
}

func TestMeetingThatMovesInheritsFromItsNewRoom(t *testing.T) {
	h := newHouse(t)
	cellar, err := h.CreateRoom(t.Context(), "", meeting.Room{
		GroupID: h.group.ID, Name: "Cellar", Settings: meeting.Settings{Record: new(true)},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.choir.RoomID = cellar.ID
	moved, err := h.UpdateMeeting(t.Context(), h.choir)
	if err != nil || !moved.Recorded || moved.RoomName != "Cellar" || moved.Effective.Record.Source != meeting.FromRoom {
		t.Errorf("the moved meeting is %+v, %v; want it recorded as all in the cellar", moved, err)
	}
	moved.RoomID = "nowhere"
	if _, err := h.UpdateMeeting(t.Context(), moved); !errors.Is(err, meeting.ErrUnknown) {
		t.Errorf("moving into no room: %v, want ErrUnknown", err)
	}
}

func TestGuestLinkStaysOverNewNameAndDates(t *testing.T) {
	h := newHouse(t)
	m := h.choir
	m.Name, m.StartsAt, m.EndsAt = " Orchestra ", time.Date(2026, 5, 1, 18, 0, 0, 0, time.UTC), time.Date(2026, 5, 1, 20, 0, 0, 0, time.UTC)
	m, err := h.UpdateMeeting(t.Context(), m)
	if err != nil || m.Name != "Orchestra" || m.Version != h.choir.Version+1 {
		t.Fatalf("the meeting is %+v, %v", m, err)
	}
	found, link, err := h.MeetingByCode(t.Context(), h.choir.GuestCode)
	if err != nil || found.Name != "Orchestra" || !found.StartsAt.Equal(m.StartsAt) || !found.EndsAt.Equal(m.EndsAt) || link.Kind != meeting.GuestLink {
		t.Errorf("by the old code there is %+v, %+v, %v", found, link, err)
	}
	if found.GroupName != "Music school" || found.SiteURL != "https://music.example.org" || found.RoomName != "Great hall" {
		t.Errorf("its group is %q at %s, its room %q", found.GroupName, found.SiteURL, found.RoomName)
	}
	m.EndsAt = m.StartsAt
	if _, err := h.UpdateMeeting(t.Context(), m); !errors.Is(err, meeting.ErrInvalid) {
		t.Errorf("a meeting without a length: %v, want ErrInvalid", err)
	}
}

// TestSecondOfTwoWhoChangeTheSameIsTold has two administrators change what both have read.
func TestSecondOfTwoWhoChangeTheSameIsTold(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	p, err := h.Portal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	links, err := h.Links(ctx, h.choir.ID)
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(name string) error{
		"portal":  func(name string) error { p.Settings.Welcome = &name; _, err := h.UpdatePortal(ctx, p); return err },
		"group":   func(name string) error { g := h.group; g.Name = name; _, err := h.UpdateGroup(ctx, g); return err },
		"room":    func(name string) error { r := h.room; r.Name = name; _, err := h.UpdateRoom(ctx, r); return err },
		"meeting": func(name string) error { m := h.choir; m.Name = name; _, err := h.UpdateMeeting(ctx, m); return err },
		"link": func(name string) error {
			l := links[0]
			l.AccessCode = name
			_, err := h.UpdateLink(ctx, l)
			return err
		},
	} {
		if err := change("first"); err != nil {
			t.Errorf("%s: the first change: %v", what, err)
		}
		if err := change("second"); !errors.Is(err, meeting.ErrConflict) {
			t.Errorf("%s: the second change: %v, want ErrConflict", what, err)
		}
	}
	g, _ := h.Group(ctx, h.group.ID)
	r, _ := h.Room(ctx, h.room.ID)
	m, _ := h.Meeting(ctx, h.choir.ID)
	l, _ := h.Link(ctx, links[0].ID)
	p, _ = h.Portal(ctx)
	if g.Name != "first" || r.Name != "first" || m.Name != "first" || l.AccessCode != "first" || *p.Settings.Welcome != "first" {
		t.Errorf("there are %s, %s, %s, %s and %s, want the first change of each", g.Name, r.Name, m.Name, l.AccessCode, *p.Settings.Welcome)
	}
}

func TestNothingIsRemovedHalf(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	if err := h.RemoveGroup(ctx, h.group.ID, h.group.Version); !errors.Is(err, meeting.ErrNotEmpty) {
		t.Errorf("removing a group with a room: %v, want ErrNotEmpty", err)
	}
	if err := h.RemoveRoom(ctx, h.room.ID, h.room.Version); !errors.Is(err, meeting.ErrNotEmpty) {
		t.Errorf("removing a room with a meeting: %v, want ErrNotEmpty", err)
	}
	// What was refused has changed nothing, so that the versions still hold.
	if err := h.RemoveMeeting(ctx, h.choir.ID, h.choir.Version+1); !errors.Is(err, meeting.ErrConflict) {
		t.Errorf("removing another version: %v, want ErrConflict", err)
	}
	if err := h.RemoveMeeting(ctx, h.choir.ID, h.choir.Version); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.MeetingByCode(ctx, h.choir.GuestCode); !errors.Is(err, meeting.ErrUnknown) {
		t.Errorf("the link of a removed meeting: %v, want ErrUnknown", err)
	}
	if members, err := h.Members(ctx, meeting.ScopeMeeting, h.choir.ID); err != nil || len(members) != 0 {
		t.Errorf("a removed meeting has the members %v, %v", members, err)
	}
	if err := errors.Join(h.RemoveRoom(ctx, h.room.ID, h.room.Version), h.RemoveGroup(ctx, h.group.ID, h.group.Version)); err != nil {
		t.Errorf("removing what is empty: %v", err)
	}
	for what, err := range map[string]error{
		"group":   h.RemoveGroup(ctx, h.group.ID, h.group.Version),
		"room":    h.RemoveRoom(ctx, h.room.ID, h.room.Version),
		"meeting": h.RemoveMeeting(ctx, h.choir.ID, h.choir.Version),
	} {
		if !errors.Is(err, meeting.ErrUnknown) {
			t.Errorf("removing a %s again: %v, want ErrUnknown", what, err)
		}
	}
}

func TestGroupsThatCannotBeMade(t *testing.T) {
	h := newHouse(t)
	for name, g := range map[string]meeting.Group{
		"no name":          {},
		"long name":        {Name: strings.Repeat("x", meeting.MaxName+1)},
		"slug with a dot":  {Name: "Choir", Slug: "a.b"},
		"slug in capitals": {Name: "Choir", Slug: "Choir"},
		"long slug":        {Name: "Choir", Slug: strings.Repeat("x", 61)},
		"no address":       {Name: "Choir", SiteURL: "choir"},
		"script":           {Name: "Choir", SiteURL: "javascript:alert(1)"},
		"wrong setting":    {Name: "Choir", Settings: meeting.Settings{Create: map[string]string{"x": "1"}}},
	} {
		if _, err := h.CreateGroup(t.Context(), "", g); !errors.Is(err, meeting.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
	if h.group.Slug != "music-school" {
		t.Errorf("the page address is %q, want music-school", h.group.Slug)
	}
	if _, err := h.CreateGroup(t.Context(), "", meeting.Group{Name: "Music School"}); !errors.Is(err, meeting.ErrSlugTaken) {
		t.Errorf("a second group of this address: %v, want ErrSlugTaken", err)
	}
	band, err := h.CreateGroup(t.Context(), "", meeting.Group{Name: "Band"})
	if err != nil {
		t.Fatal(err)
	}
	band.Slug = h.group.Slug
	if _, err := h.UpdateGroup(t.Context(), band); !errors.Is(err, meeting.ErrSlugTaken) {
		t.Errorf("taking another group's address: %v, want ErrSlugTaken", err)
	}
	if g, err := h.GroupBySlug(t.Context(), "Music-School"); err != nil || g.ID != h.group.ID {
		t.Errorf("GroupBySlug = %+v, %v; want the music school", g, err)
	}
	if _, err := h.CreateRoom(t.Context(), "", meeting.Room{GroupID: "nobody", Name: "Cellar"}); !errors.Is(err, meeting.ErrUnknown) {
		t.Errorf("a room in no group: %v, want ErrUnknown", err)
	}
	if _, err := h.CreateMeeting(t.Context(), "ben", meeting.Meeting{RoomID: "nowhere", Name: "Choir"}); !errors.Is(err, meeting.ErrUnknown) {
		t.Errorf("a meeting in no room: %v, want ErrUnknown", err)
	}
}

// TestFirstMeetingFindsARoom makes a meeting as a first start does, also when somebody has removed all rooms and groups.
func TestFirstMeetingFindsARoom(t *testing.T) {
	meetings := meeting.New(storetest.Open(t, "ben", "cora"))
	ctx := t.Context()
	m := create(t, meetings, "ben", "Choir")
	if m.GroupName != meeting.FirstGroup || m.RoomName != meeting.FirstRoom {
		t.Errorf("the meeting is in %q of %q", m.RoomName, m.GroupName)
	}
	err := errors.Join(meetings.RemoveMeeting(ctx, m.ID, m.Version), meetings.RemoveRoom(ctx, m.RoomID, 1), meetings.RemoveGroup(ctx, m.GroupID, 1))
	if err != nil {
		t.Fatal(err)
	}
	again := create(t, meetings, "ben", "Choir")
	if again.GroupName != meeting.FirstGroup || again.RoomName != meeting.FirstRoom || again.RoomID == m.RoomID {
		t.Errorf("the meeting is in %q of %q", again.RoomName, again.GroupName)
	}
	if all, err := meetings.In(ctx, again.RoomID); err != nil || len(all) != 1 || all[0].ID != again.ID {
		t.Errorf("in the room there are %+v, %v", all, err)
	}
}
