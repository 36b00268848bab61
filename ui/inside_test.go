package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/client/portal"
)

// do remembers a command.
func (d *fakeDesk) do(words ...any) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.did = append(d.did, strings.TrimSuffix(fmt.Sprintln(words...), "\n"))
	return d.refusal
}

func (d *fakeDesk) Undo(_ context.Context, m desk.MeetingKey, decision int64) error {
	return d.do("undo", m.Meeting, decision)
}

func (d *fakeDesk) SetPolicy(_ context.Context, m desk.MeetingKey, policy string) error {
	return d.do("policy", m.Meeting, policy)
}

func (d *fakeDesk) Say(_ context.Context, m desk.MeetingKey, guest, text string) error {
	return d.do("say", m.Meeting, guest, text)
}

func (d *fakeDesk) Rename(_ context.Context, m desk.MeetingKey, id, name string) error {
	return d.do("rename", m.Meeting, id, name)
}

func (d *fakeDesk) Block(_ context.Context, m desk.MeetingKey, guest string) error {
	return d.do("block", m.Meeting, guest)
}

func (d *fakeDesk) Unblock(_ context.Context, m desk.MeetingKey, b desk.Blocked) error {
	return d.do("unblock", m.Meeting, b.ID)
}

func (d *fakeDesk) ShowQueue(_ context.Context, m desk.MeetingKey, show bool) error {
	return d.do("queue", m.Meeting, show)
}

func (d *fakeDesk) Kick(_ context.Context, m desk.MeetingKey, id string, ban bool) error {
	return d.do("kick", m.Meeting, id, ban)
}

func (d *fakeDesk) SendBack(_ context.Context, m desk.MeetingKey, id string) error {
	return d.do("send back", m.Meeting, id)
}

func (d *fakeDesk) SetModerator(_ context.Context, m desk.MeetingKey, id string, moderator bool) error {
	return d.do("moderator", m.Meeting, id, moderator)
}

func (d *fakeDesk) LowerHands(_ context.Context, m desk.MeetingKey, ids ...string) error {
	return d.do("lower", m.Meeting, ids)
}

func (d *fakeDesk) Mute(_ context.Context, m desk.MeetingKey, ids ...string) error {
	return d.do("mute", m.Meeting, ids)
}

func (d *fakeDesk) Debrief(_ context.Context, m desk.MeetingKey, scope desk.Scope) error {
	return d.do("debrief", m.Meeting, scope)
}

func (d *fakeDesk) End(_ context.Context, m desk.MeetingKey) error { return d.do("end", m.Meeting) }

func (d *fakeDesk) LookInside(desk.MeetingKey) (func(), error) {
	if d.noLook != nil {
		return nil, d.noLook
	}
	d.looks++
	return func() { d.looks-- }, nil
}

func (d *fakeDesk) Reload(account string) { _ = d.do("reload", account) }

func (s *stage) wantDid(want ...string) {
	s.t.Helper()
	if !slices.Equal(s.desk.did, want) {
		s.t.Errorf("the desk was told %q, want %q", s.desk.did, want)
	}
}

// overlay is the dialog that is open, nil if there is none.
func (s *stage) overlay() fyne.CanvasObject { return s.main.window.Canvas().Overlays().Top() }

// chooses opens a menu and takes the item of this text.
func (s *stage) chooses(items []*fyne.MenuItem, text string) {
	s.t.Helper()
	var all []string
	for _, item := range items {
		if item.Label == text {
			item.Action()
			s.settle()
			return
		}
		all = append(all, item.Label)
	}
	s.t.Fatalf("the menu has no %q, but %q", text, all)
}

// enters types into the dialog that is open, and sends it.
func (s *stage) enters(text string) {
	s.t.Helper()
	var entry interface {
		SetText(string)
		TypedKey(*fyne.KeyEvent)
	}
	walk(s.overlay(), func(o fyne.CanvasObject) {
		switch e := o.(type) {
		case *widget.Entry:
			entry = e
		case *dialogEntry:
			entry = e
		}
	})
	if entry == nil {
		s.t.Fatalf("nothing can be typed; there is: %q", said(s.overlay()))
	}
	entry.SetText(text)
	entry.TypedKey(enter)
	s.settle()
}

// anything is what the best server can do.
func anything() desk.Capabilities {
	return desk.Capabilities{
		Deny: true, Everyone: true, Remember: true, Reason: true, Undo: true, Policy: true, Say: true, SayToOne: true, Rename: true,
		Block: true, Unblock: true, ShowQueue: true, SendBack: true, Kick: true, Ban: true, LowerHand: true, Roles: true, Mute: true,
		Debrief: true, End: true,
	}
}

// busy has people inside a meeting that runs.
func busy(m *desk.Meeting) {
	m.Can, m.Running = anything(), true
	m.Inside = []desk.Person{
		{ID: "p1", Name: "Zoe", Guest: true}, {ID: "p2", Name: "Ana", Moderator: true}, {ID: "me", Name: "Foyer", Self: true},
		{ID: "p3", Name: "Yan", Guest: true, Hand: true, HandSince: time.Date(2026, 3, 2, 10, 40, 0, 0, time.UTC)},
	}
}

func TestServerThatTellsNothingOfThoseInsideHasNoTabForThem(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.wantUnsaid(s.window(), "[Inside (0)]")
		d.change(parents, busy)
		s.settle()
		s.wantSaid(s.window(), "[Inside (3)]")
		s.wantSaid(s.window(), "Running, 3 inside")
	})
}

func TestPeopleInsideAreModerated(t *testing.T) {
	d, a := quiet()
	d.snapshot.Meetings[0] = func(m desk.Meeting) desk.Meeting { busy(&m); return m }(d.snapshot.Meetings[0])
	play(t, Options{}, d, a, func(s *stage) {
		s.tap(s.window(), "Inside (3)")
		do := inside{s.UI, s.main.meeting}
		zoe := desk.Person{ID: "p1", Name: "Zoe", Guest: true}
		do.RenamePerson(zoe)
		s.enters("Zoë")
		do.SendBack(zoe)
		s.settle()
		do.SetModerator(zoe, true)
		s.settle()
		s.tap(s.window(), "Lower hand")
		s.tap(s.window(), "Lower all hands")
		s.tap(s.window(), "Mute all")
		do.Kick(zoe, true)
		s.wantSaid(s.overlay(), "Remove Zoe and keep out?")
		s.tap(s.overlay(), "Remove and keep out")
		do.Kick(zoe, false)
		s.tap(s.overlay(), "Cancel")
		s.wantDid("rename parents p1 Zoë", "send back parents p1", "moderator parents p1 true", "lower parents [p3]", "lower parents []",
			"mute parents []", "kick parents p1 true")
	})
}

func TestDeskLooksInsideOnlyWhileTheModeratorDoes(t *testing.T) {
	d, a := quiet()
	d.snapshot.Meetings[0] = func(m desk.Meeting) desk.Meeting { busy(&m); return m }(d.snapshot.Meetings[0])
	play(t, Options{}, d, a, func(s *stage) {
		looks := func(when string, want int) {
			t.Helper()
			if d.looks != want {
				t.Errorf("%s, the desk looks %d times into the conference, want %d", when, d.looks, want)
			}
		}
		looks("at first", 0)
		s.tap(s.window(), "Inside (3)")
		d.tell(desk.Refreshed{})
		s.settle()
		looks("while the people are shown", 1)
		s.tap(s.window(), "History")
		looks("while the history is shown", 0)
		s.tap(s.window(), "Inside (3)")
		s.main.list.Choose(office)
		s.settle()
		looks("while another meeting is shown", 0)
		s.main.list.Choose(parents)
		s.tap(s.window(), "Inside (3)")
		s.main.visit(true)
		looks("while the accounts are shown", 0)
	})
}

func TestConferenceThatCannotBeLookedIntoIsNotTriedAgain(t *testing.T) {
	d, a := quiet()
	d.noLook = errors.New("not supported")
	d.snapshot.Meetings[0] = func(m desk.Meeting) desk.Meeting { busy(&m); return m }(d.snapshot.Meetings[0])
	play(t, Options{}, d, a, func(s *stage) {
		s.tap(s.window(), "Inside (3)")
		s.wantSaid(s.window(), "Zoe")
		d.noLook = nil
		d.tell(desk.Refreshed{})
		s.settle()
		if d.looks != 0 {
			t.Error("the desk was asked again")
		}
	})
}

func TestGuestMenuOffersWhatTheServerCan(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		if items := s.guestMenu(s.knocks()[0]); len(items) > 0 {
			t.Errorf("an old server is offered %d things to do", len(items))
		}
		d.change(parents, func(m *desk.Meeting) { m.Can = anything() })
		s.settle()
		s.chooses(s.guestMenu(s.knocks()[0]), "Rename…")
		s.enters("Bob")
		s.chooses(s.guestMenu(s.knocks()[0]), "Message…")
		s.enters("One moment")
		s.chooses(s.guestMenu(s.knocks()[0]), "Keep out…")
		s.wantSaid(s.overlay(), "Keep Bo out?")
		s.tap(s.overlay(), "Keep out")
		s.wantDid("rename parents 1 Bob", "say parents 1 One moment", "block parents 1")
		s.chooses(s.guestMenu(s.knocks()[0]), "Deny with a reason…")
		s.enters("Wrong room")
		s.wantDecisions(desk.Decision{Meeting: parents, Verdict: desk.Deny, Guests: []string{"1"}})
		if got := d.decisions[0].Reason; got != "Wrong room" {
			t.Errorf("the reason is %q", got)
		}
	})
}

func TestMeetingMenuOffersWhatTheServerCan(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		menu := func() []*fyne.MenuItem { return s.meetingMenu(s.main.meeting.meeting) }
		d.change(parents, func(m *desk.Meeting) {
			busy(m)
			m.Message, m.QueueShown = "Soon", true
			m.Blocked = []desk.Blocked{{ID: 7, Name: "Cy"}}
		})
		s.settle()
		s.chooses(menu(), "Message to all who wait…")
		s.enters("")
		s.chooses(menu(), "Guests see their place in the queue")
		for _, item := range menu() {
			if item.ChildMenu != nil {
				item.ChildMenu.Items[len(item.ChildMenu.Items)-1].Action()
				s.settle()
			}
		}
		s.chooses(menu(), "Send all guests out…")
		s.tap(s.overlay(), "Send them out")
		s.chooses(menu(), "End the meeting…")
		s.wantSaid(s.overlay(), "End Parents' evening for everyone?")
		s.tap(s.overlay(), "Cancel")
		s.wantDid("say parents  ", "queue parents false", "policy parents "+portal.AlwaysDeny, "unblock parents 7", "debrief parents guests")
		d.change(parents, func(m *desk.Meeting) { m.State = desk.Lost })
		s.settle()
		if len(menu()) > 0 {
			t.Error("commands are offered that would not arrive")
		}
	})
}

func TestRefusalOfACommandIsASentence(t *testing.T) {
	d, a := quiet()
	d.refusal = &portal.Error{Code: "target_is_room_owner"}
	d.snapshot.Meetings[0] = func(m desk.Meeting) desk.Meeting { busy(&m); return m }(d.snapshot.Meetings[0])
	play(t, Options{}, d, a, func(s *stage) {
		inside{s.UI, s.main.meeting}.SendBack(desk.Person{ID: "p2"})
		s.settle()
		s.wantSaid(s.window(), "That did not reach Parents' evening. That cannot be done to the owner of the meeting.")
	})
}

// joining is a portal that lets a moderator into the conference.
type joining struct {
	desk.Portal
	address string
	err     error
	joined  []string
}

func (j *joining) Join(_ context.Context, meetingID string) (string, error) {
	j.joined = append(j.joined, meetingID)
	return j.address, j.err
}

func TestModeratorStartsAndJoinsInTheBrowser(t *testing.T) {
	d, a := quiet()
	p := &joining{address: "https://bbb.example.org/join?x=1"}
	play(t, Options{}, d, a, func(s *stage) {
		s.wantUnsaid(s.window(), "[Start]")
		a.portals = map[string]desk.Portal{"ana": p}
		d.tell(desk.Refreshed{})
		s.settle()
		s.tap(s.window(), "Start")
		d.change(parents, func(m *desk.Meeting) { m.Running = true })
		s.settle()
		p.address = "file:///etc/passwd"
		s.tap(s.window(), "Join")
		if !slices.Equal(p.joined, []string{"parents", "parents"}) {
			t.Errorf("joined %q", p.joined)
		}
		s.wantSaid(s.window(), "Something went wrong (open in the browser: not an address of the web). Try again.")
		p.err = &portal.Error{Code: "conference_unavailable"}
		s.tap(s.window(), "Join")
		s.wantSaid(s.window(), "The conference server does not answer. Try again in a moment.")
	})
}

// chronicled is a portal that remembers decisions.
type chronicled struct {
	desk.Portal
	asked []string
}

func (c *chronicled) Log(_ context.Context, _, part string) ([]portal.LogEntry, string, error) {
	c.asked = append(c.asked, part)
	if part == "" {
		return []portal.LogEntry{{ID: 150, Action: "allow", By: "Ana", Guests: []string{"Guest 150"}}}, "older", nil
	}
	return []portal.LogEntry{{ID: 50, Action: "deny", By: "Ana", Guests: []string{"Guest 50"}}}, "", nil
}

func TestHistoryGoesBackAsFarAsThePortalRemembers(t *testing.T) {
	d, a := quiet()
	p := &chronicled{}
	a.portals = map[string]desk.Portal{"ana": p}
	play(t, Options{}, d, a, func(s *stage) {
		s.tap(s.window(), "History")
		s.wantSaid(s.window(), "Let in: Guest 150")
		s.tap(s.window(), "Show older ones")
		s.wantSaid(s.window(), "Denied: Guest 50")
		s.wantUnsaid(s.window(), "[Show older ones]")
		d.change(parents, func(m *desk.Meeting) { m.Settled = []desk.Settled{{ID: 151, Verdict: desk.Allow}} })
		s.settle()
		if want := []string{"", "older", ""}; !slices.Equal(p.asked, want) {
			t.Errorf("the log was asked for its parts %q, want %q", p.asked, want)
		}
		for _, state := range []desk.LinkState{desk.Lost, desk.Live} {
			d.change(parents, func(m *desk.Meeting) { m.State = state })
			s.settle()
		}
		if len(p.asked) != 4 {
			t.Errorf("what was decided while the connection was lost is not asked for")
		}
	})
}

func TestDecisionIsTakenBackFromTheHistory(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		d.change(parents, func(m *desk.Meeting) {
			m.Can = anything()
			m.Settled = []desk.Settled{{ID: 3, At: s.now, Verdict: desk.Deny, Guests: []desk.Guest{bo}, By: "Ana", Reason: "Wrong room"}}
		})
		s.tap(s.window(), "History")
		s.wantSaid(s.window(), "Denied: Bo")
		s.wantSaid(s.window(), "10:45 · Ana · Wrong room")
		s.tap(s.window(), "Undo")
		s.wantDid("undo parents 3")
	})
}
