package desk_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/client/signaling"
)

// modern furnishes a house with all that a Foyer server can do.
func modern(h *house) { h.capabilities = signaling.FoyerActions() }

// order is one command of the desk, with what a Foyer server and an OpenTalk server hear: nothing where they cannot do it.
type order struct {
	name            string
	give            func(context.Context, *desk.Desk) error
	foyer, openTalk []signaling.Command
}

func heard(c ...signaling.Command) []signaling.Command { return c }

var openRules = signaling.Rules{Names: []string{"Mia"}, OpensAt: time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC)}

var orders = []order{
	{"undo", func(ctx context.Context, d *desk.Desk) error { return d.Undo(ctx, choir, 7) },
		heard(&signaling.Undo{DecisionID: 7}), nil},
	{"set policy", func(ctx context.Context, d *desk.Desk) error { return d.SetPolicy(ctx, choir, portal.AlwaysDeny) },
		heard(&signaling.SetPolicy{GuestPolicy: portal.AlwaysDeny}), nil},
	{"say", func(ctx context.Context, d *desk.Desk) error { return d.Say(ctx, choir, "", "Soon") },
		heard(&signaling.Say{Text: "Soon"}), nil},
	{"say to one", func(ctx context.Context, d *desk.Desk) error { return d.Say(ctx, choir, "1", "You next") },
		heard(&signaling.Say{Target: "1", Text: "You next"}), nil},
	{"rename", func(ctx context.Context, d *desk.Desk) error { return d.Rename(ctx, choir, "1", "Mia") },
		heard(&signaling.Rename{Target: "1", Name: "Mia"}), heard(&signaling.ChangeDisplayName{Target: "1", NewName: "Mia"})},
	{"block", func(ctx context.Context, d *desk.Desk) error { return d.Block(ctx, choir, "1") },
		heard(&signaling.Block{Target: "1"}), nil},
	{"unblock", func(ctx context.Context, d *desk.Desk) error {
		return d.Unblock(ctx, choir, desk.Blocked{ID: 3, Guest: "1"})
	},
		heard(&signaling.Unblock{BlockID: 3}), nil},
	{"show queue", func(ctx context.Context, d *desk.Desk) error { return d.ShowQueue(ctx, choir, true) },
		heard(&signaling.ShowQueue{Show: true}), nil},
	{"set rules", func(ctx context.Context, d *desk.Desk) error { return d.SetRules(ctx, choir, openRules) },
		heard(&signaling.SetRules{Rules: openRules}), nil},
	{"waiting room on", func(ctx context.Context, d *desk.Desk) error { return d.SetWaitingRoom(ctx, choir, true, false) },
		heard(&signaling.EnableWaitingRoom{}), heard(&signaling.EnableWaitingRoom{})},
	{"waiting room off", func(ctx context.Context, d *desk.Desk) error { return d.SetWaitingRoom(ctx, choir, false, false) },
		heard(&signaling.DisableWaitingRoom{}), heard(&signaling.DisableWaitingRoom{})},
	{"waiting room off, and in with all", func(ctx context.Context, d *desk.Desk) error { return d.SetWaitingRoom(ctx, choir, false, true) },
		heard(&signaling.DisableWaitingRoom{}, &signaling.AdmitWaiting{}), nil},
	{"forbid hands", func(ctx context.Context, d *desk.Desk) error { return d.AllowHands(ctx, choir, false) },
		heard(&signaling.DisableRaiseHands{}), heard(&signaling.DisableRaiseHands{})},
	{"kick", func(ctx context.Context, d *desk.Desk) error { return d.Kick(ctx, choir, "1", false) },
		heard(&signaling.Kick{Target: "1"}), heard(&signaling.Kick{Target: "1"})},
	{"ban", func(ctx context.Context, d *desk.Desk) error { return d.Kick(ctx, choir, "1", true) },
		heard(&signaling.Ban{Target: "1"}), heard(&signaling.Ban{Target: "1"})},
	{"send back", func(ctx context.Context, d *desk.Desk) error { return d.SendBack(ctx, choir, "1") },
		heard(&signaling.SendToWaitingRoom{Target: "1"}), heard(&signaling.SendToWaitingRoom{Target: "1"})},
	{"lower all hands", func(ctx context.Context, d *desk.Desk) error { return d.LowerHands(ctx, choir) },
		heard(&signaling.ResetRaisedHands{}), heard(&signaling.ResetRaisedHands{})},
	{"lower a hand", func(ctx context.Context, d *desk.Desk) error { return d.LowerHands(ctx, choir, "1") },
		heard(&signaling.ResetRaisedHands{Target: []string{"1"}}), heard(&signaling.ResetRaisedHands{Target: []string{"1"}})},
	{"make a moderator", func(ctx context.Context, d *desk.Desk) error { return d.SetModerator(ctx, choir, "1", true) },
		heard(&signaling.GrantModeratorRole{Target: "1"}), heard(&signaling.GrantModeratorRole{Target: "1"})},
	{"make no moderator", func(ctx context.Context, d *desk.Desk) error { return d.SetModerator(ctx, choir, "1", false) },
		heard(&signaling.RevokeModeratorRole{Target: "1"}), heard(&signaling.RevokeModeratorRole{Target: "1"})},
	{"debrief", func(ctx context.Context, d *desk.Desk) error { return d.Debrief(ctx, choir, desk.UsersAndGuests) },
		heard(&signaling.Debrief{KickScope: "users_and_guests"}), heard(&signaling.Debrief{KickScope: "users_and_guests"})},
	{"mute", func(ctx context.Context, d *desk.Desk) error { return d.Mute(ctx, choir, "1") }, nil, nil},
	{"end", func(ctx context.Context, d *desk.Desk) error { return d.End(ctx, choir) }, nil, nil},
}

func TestServerHearsWhatItCanDo(t *testing.T) {
	servers := []struct {
		name    string
		furnish func(*house)
		hears   func(order) []signaling.Command
	}{
		{"Foyer", modern, func(o order) []signaling.Command { return o.foyer }},
		{"OpenTalk", func(h *house) { h.openTalk = true }, func(o order) []signaling.Command { return o.openTalk }},
		{"Foyer's first version", nil, func(o order) []signaling.Command { return nil }},
	}
	for _, s := range servers {
		t.Run(s.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, d := open(t, s.furnish)
				h.heard()
				for _, o := range orders {
					want := s.hears(o)
					err := o.give(t.Context(), d)
					if (err == nil) != (want != nil) || err != nil && !errors.Is(err, desk.ErrNotSupported) {
						t.Errorf("%s: %v", o.name, err)
					}
					if got := h.heard(); len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
						t.Errorf("%s: the server heard %#v", o.name, got)
					}
				}
			})
		})
	}
}

func TestNoCommandIsKeptForLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, modern)
		h.cut(errors.New("away"))
		h.heard()
		for _, o := range orders {
			if err := o.give(t.Context(), d); !errors.Is(err, desk.ErrNotLive) {
				t.Errorf("%s: %v", o.name, err)
			}
		}
		h.set(func() { h.refuse = nil })
		pass(time.Minute)
		wantState(t, d, desk.Live)
		if got := h.heard(); len(got) > 0 {
			t.Errorf("the server heard %#v", got)
		}
		d.Remove("ana")
		for _, o := range orders {
			if err := o.give(t.Context(), d); !errors.Is(err, desk.ErrUnknownMeeting) {
				t.Errorf("%s, of a meeting that is gone: %v", o.name, err)
			}
		}
	})
}

// What moderators are told becomes what the desk shows.
func TestDeskShowsWhatModeratorsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, modern)
		h.knock("1", "2")
		ben := signaling.Person{ID: "ben", Name: "Ben"}
		for _, e := range []signaling.Event{
			signaling.PolicyChanged{GuestPolicy: portal.AlwaysAcceptAuth, By: ben},
			signaling.Said{Text: "Soon", By: ben},
			signaling.Said{Target: "1", Text: "You next", By: ben},
			signaling.DisplayNameChanged{Target: "1", NewName: "Mia", OldName: "Guest 1"},
			signaling.QueueShown{Show: true, By: ben},
			signaling.RulesChanged{Rules: openRules, By: ben},
			signaling.Blocked{BlockedGuest: signaling.BlockedGuest{BlockID: 3, Guest: "9", Name: "Eve"}, By: ben},
			signaling.Blocked{BlockedGuest: signaling.BlockedGuest{BlockID: 4, Guest: "8", Name: "Tom"}, By: ben},
			signaling.Unblocked{BlockedGuest: signaling.BlockedGuest{BlockID: 3, Guest: "9", Name: "Eve"}, By: ben},
			signaling.WaitingRoomEnabled{},
			signaling.RaiseHandsEnabled{},
			signaling.MeetingStarted{},
		} {
			h.say(e)
		}
		m := meeting(t, d, choir)
		if m.GuestPolicy != portal.AlwaysAcceptAuth || m.Message != "Soon" || !m.QueueShown || !reflect.DeepEqual(m.Rules, openRules) ||
			!m.WaitingRoom || !m.HandsAllowed || !m.Running {
			t.Errorf("the desk shows %+v", m)
		}
		if g := m.Waiting[0]; g.Name != "Mia" || g.AskedName != "Guest 1" || g.Message != "You next" {
			t.Errorf("the first guest is %+v", g)
		}
		if want := []desk.Blocked{{ID: 4, Guest: "8", Name: "Tom", By: "Ben"}}; !reflect.DeepEqual(m.Blocked, want) {
			t.Errorf("blocked are %+v", m.Blocked)
		}
		h.say(signaling.MeetingEnded{})
		if meeting(t, d, choir).Running {
			t.Error("the meeting still runs")
		}
	})
}

func TestGuestsAndPeopleAreShownWithWhatIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, modern)
		flagged := waits("1", 1)
		flagged.Foyer = &signaling.FoyerParticipant{
			Flags: []string{signaling.FlagSameName, signaling.FlagDeniedBefore, "of tomorrow"}, AskedName: "Boss", EntersAs: "moderator",
			RecordingConsent: true,
		}
		h.say(signaling.JoinedWaitingRoom{Participant: flagged})
		g := meeting(t, d, choir).Waiting[0]
		if want := (desk.Flags{SameName: true, DeniedBefore: true}); g.Flags != want || g.AskedName != "Boss" || !g.Moderator || !g.AgreedToRecording {
			t.Errorf("the guest is %+v", g)
		}

		max := signaling.Participant{ID: "max"}
		max.Control = signaling.ParticipantControl{DisplayName: "Max", Role: signaling.RoleUser, JoinedAt: time.Now()}
		h.say(signaling.Joined{Participant: max})
		max.Control.HandIsUp, max.Control.HandUpdatedAt, max.Control.Role = true, time.Now(), signaling.RoleModerator
		h.say(signaling.Update{Participant: max})
		people := meeting(t, d, choir).Inside
		if len(people) != 1 || !people[0].Hand || !people[0].Moderator || !people[0].HandSince.Equal(time.Now()) {
			t.Errorf("inside are %+v", people)
		}
		h.say(signaling.RaiseHandsDisabled{})
		if meeting(t, d, choir).Inside[0].Hand {
			t.Error("the hand is still up")
		}
		h.say(signaling.Left{ID: "max"})
		if n := len(meeting(t, d, choir).Inside); n > 0 {
			t.Errorf("%d are inside", n)
		}
	})
}

// Undo brings a guest back to the old place, on every moderator's desk.
func TestUndoneDecisionLetsGuestWaitAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, modern)
		h.knock("1", "2")
		b, log := hangBell(d), keepDiary(d)
		h.say(signaling.Decided{DecisionID: 7, Decision: "deny", Guests: []string{"1"}, By: signaling.Person{Name: "Ben"}, Reason: "Full"})
		wantWaiting(t, d, "2")
		settled := meeting(t, d, choir).Settled
		if len(settled) != 1 || settled[0].ID != 7 || settled[0].By != "Ben" || settled[0].Reason != "Full" || settled[0].Guests[0].ID != "1" {
			t.Errorf("settled %+v", settled)
		}
		h.say(signaling.Undone{DecisionID: 7, Guests: []string{"1"}, By: signaling.Person{Name: "Ana"}})
		h.say(signaling.JoinedWaitingRoom{Participant: waits("1", 0)})
		wantWaiting(t, d, "1", "2")
		if !meeting(t, d, choir).Settled[0].Undone {
			t.Error("the decision is not shown as undone")
		}
		changes := log.read()
		if len(changes) != 2 || changes[0].(desk.Decided).ID != 7 || changes[1] != (desk.Undone{Meeting: choir, ID: 7, By: "Ana"}) {
			t.Errorf("told %+v", changes)
		}
		if got := b.heard(); len(got) > 0 {
			t.Errorf("what a moderator did alerts: %+v", got)
		}
	})
}

// The server is asked to continue the lost connection; once it refuses, the next ticket is for a new one.
func TestLostConnectionIsResumed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, nil)
		h.cut(nil)
		pass(time.Second)
		h.cut(&portal.Error{Code: "bad_request", Status: 400})
		pass(time.Second)
		h.set(func() { h.refuse = nil })
		pass(time.Minute)
		h.set(func() {
			if got := h.resumed; len(got) < 4 || got[0] != "" || got[1] != "resume-1" || got[2] != "resume-2" || got[3] != "" {
				t.Errorf("tickets were asked for with %q", got)
			}
		})
	})
}

// A server that asks the desk to slow down gets less from then on.
func TestDeskSlowsDownWhenAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, func(h *house) { h.openTalk = true })
		for i := range 60 {
			h.knock(string(rune('A' + i)))
		}
		h.say(signaling.RateLimitExceeded{})
		start := time.Now()
		if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Everyone: true}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took < 13*time.Second {
			t.Errorf("sixty were allowed in %v", took)
		}
	})
}
