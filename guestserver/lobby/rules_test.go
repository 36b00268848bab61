package lobby_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/bus"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store"
)

func TestRuleLetsGuestInUnasked(t *testing.T) {
	past, future := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	for _, c := range []struct {
		name  string
		rules lobby.Rules
		knock lobby.Knock
		want  lobby.Rule
	}{
		{"no rules", lobby.Rules{}, lobby.Knock{Name: "Ana"}, ""},
		{"name on the list", lobby.Rules{Names: []string{"Bob", "ana  lópez"}}, lobby.Knock{Name: "Ana López"}, lobby.RuleName},
		{"name not on the list", lobby.Rules{Names: []string{"Bob"}}, lobby.Knock{Name: "Ana"}, ""},
		{"name in look-alike letters", lobby.Rules{Names: []string{"Ben"}}, lobby.Knock{Name: "Веn"}, ""},
		{"personal link", lobby.Rules{PersonalLinks: true}, lobby.Knock{Name: "Ana", Invited: "link"}, lobby.RulePersonalLink},
		{"the guest link", lobby.Rules{PersonalLinks: true}, lobby.Knock{Name: "Ana"}, ""},
		{"within the window", lobby.Rules{From: past, Until: future}, lobby.Knock{Name: "Ana"}, lobby.RuleWindow},
		{"window without a beginning", lobby.Rules{Until: future}, lobby.Knock{Name: "Ana"}, lobby.RuleWindow},
		{"window without an end", lobby.Rules{From: past}, lobby.Knock{Name: "Ana"}, lobby.RuleWindow},
		{"before the window", lobby.Rules{From: future}, lobby.Knock{Name: "Ana"}, ""},
		{"after the window", lobby.Rules{Until: past}, lobby.Knock{Name: "Ana"}, ""},
		{"opened", lobby.Rules{OpensAt: past}, lobby.Knock{Name: "Ana"}, lobby.RuleOpened},
		{"not yet open", lobby.Rules{OpensAt: future}, lobby.Knock{Name: "Ana"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.setRules(c.rules)
			c.knock.MeetingID = meetingID
			g, _, err := h.Knock(t.Context(), c.knock)
			h.check(err)
			want := lobby.Waiting
			if c.want != "" {
				want = lobby.Allowed
			}
			if e := h.last(); g.State != want || e.Rule != c.want {
				t.Errorf("the guest is %s by rule %q, want %s by %q", g.State, e.Rule, want, c.want)
			}
		})
	}
}

func TestWhoWasAllowedBeforeIsLetInUnasked(t *testing.T) {
	h := newHouse(t)
	h.setRules(lobby.Rules{AllowedBefore: true})
	ana, _ := h.knockFrom("Ana", "phone")
	if ana.State != lobby.Waiting {
		t.Fatalf("the first time Ana is %s, want waiting", ana.State)
	}
	h.decide(lobby.Allow, ana)
	h.check(h.End(t.Context(), meetingID, ben))
	if again, _ := h.knockFrom("Ana", "phone"); again.State != lobby.Allowed || h.last().Rule != lobby.RuleAllowedBefore {
		// Ending is an act of its own and no denial, so the decision before it counts.
		t.Errorf("the next time Ana is %s by rule %q, want allowed", again.State, h.last().Rule)
	}
	if other, _ := h.knockFrom("Ana", "laptop"); other.State != lobby.Waiting {
		t.Errorf("Ana on a device that was never allowed is %s, want waiting", other.State)
	}
}

func TestMembersEnterAndGuestsAsk(t *testing.T) {
	h := newHouseWith(t, meeting.AlwaysAcceptAuth)
	member, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Max", AccountID: "max"})
	h.check(err)
	if member.State != lobby.Allowed || h.last().Rule != lobby.RuleMember {
		t.Errorf("a member is %s by rule %q, want allowed", member.State, h.last().Rule)
	}
	if ana, _ := h.knock("Ana"); ana.State != lobby.Waiting {
		t.Errorf("a guest is %s, want waiting", ana.State)
	}
}

func TestDenialGoesBeforeRules(t *testing.T) {
	rules := lobby.Rules{Names: []string{"Ana"}}
	h := newHouse(t)
	h.setRules(rules)
	h.check(h.Remember(t.Context(), meetingID, lobby.Deny, ben))
	if ana, _ := h.knock("Ana"); ana.State != lobby.Denied {
		t.Errorf("with a remembered denial Ana is %s, want denied", ana.State)
	}
	h = newHouseWith(t, meeting.AlwaysDeny)
	h.setRules(rules)
	if ana, _ := h.knock("Ana"); ana.State != lobby.Denied {
		t.Errorf("where nobody is let in Ana is %s, want denied", ana.State)
	}
}

// moody is a store that cannot write while its disk is full.
type moody struct {
	*store.Store
	full atomic.Bool
}

func (m *moody) Update(ctx context.Context, fn func(lobby.Tx) error) error {
	if m.full.Load() {
		return errors.New("disk full")
	}
	return m.Store.Update(ctx, fn)
}

// TestWaitingRoomOpensOnceItCan has the disk be full when the waiting room should open by itself.
func TestWaitingRoomOpensOnceItCan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.Close()
		disk := &moody{Store: h.store}
		var err error
		h.Lobby, err = lobby.Open(t.Context(), lobby.Config{Store: disk, Bus: new(bus.Local[lobby.Event]), Conference: h, Limits: h.limits})
		h.check(err)
		_, ana := h.knock("Ana")
		_, cem := h.knock("Cem")
		h.setRules(lobby.Rules{OpensAt: time.Now().Add(time.Minute)})
		pass(50 * time.Second)
		h.guest(ana) // A sign of life.
		h.guest(cem)
		disk.full.Store(true)
		pass(30 * time.Second)
		if g := h.guest(ana); g.State != lobby.Waiting {
			t.Fatalf("Ana is %s while nothing can be written", g.State)
		}
		disk.full.Store(false)
		pass(10 * time.Second)
		if a, c := h.guest(ana), h.guest(cem); a.State != lobby.Allowed || c.State != lobby.Allowed || a.DecisionID != c.DecisionID {
			t.Errorf("Ana is %s and Cem %s by the decisions %d and %d, want both allowed by one", a.State, c.State, a.DecisionID, c.DecisionID)
		}
		h.close()
	})
}

func TestRulesThatAreNone(t *testing.T) {
	h := newHouse(t)
	for name, r := range map[string]lobby.Rules{
		"empty name":    {Names: []string{"Ana", " "}},
		"endless name":  {Names: []string{strings.Repeat("x", 101)}},
		"endless list":  {Names: slices.Repeat([]string{"Ana"}, lobby.MaxNames+1)},
		"window closed": {From: time.Now(), Until: time.Now().Add(-time.Hour)},
	} {
		if err := h.SetRules(t.Context(), meetingID, r, ben); !errors.Is(err, lobby.ErrInvalidRules) {
			t.Errorf("%s: %v, want ErrInvalidRules", name, err)
		}
	}
}

func TestModeratorIsWarnedOfAName(t *testing.T) {
	h := newHouse(t) // Ben moderates.
	h.knock("Ana")
	denied, _ := h.knockFrom("Cem", "phone")
	h.decide(lobby.Deny, denied)
	for _, c := range []struct {
		name, device string
		want         []lobby.Flag
	}{
		{"Dora", "", nil},
		{"BEN", "", []lobby.Flag{lobby.LooksLikeModerator}},
		{"Ве\u200dn (Moderator)", "", []lobby.Flag{lobby.LooksLikeModerator, lobby.SameName}},
		{"Аnа", "", []lobby.Flag{lobby.SameName}},
		{"Cem", "", nil},
		{"Somebody", "phone", []lobby.Flag{lobby.DeniedBefore}},
	} {
		g, token := h.knockFrom(c.name, c.device)
		if !slices.Equal(g.Flags, c.want) {
			t.Errorf("%q has the flags %v, want %v", c.name, g.Flags, c.want)
		}
		if kept := h.guest(token); !slices.Equal(kept.Flags, c.want) {
			t.Errorf("%q has the flags %v in the store, want %v", c.name, kept.Flags, c.want)
		}
	}
}

func TestNameOfSomeoneInsideIsFlaggedAndOfSomeoneGoneIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		ana, _ := h.knock("Ana")
		h.decide(lobby.Allow, ana)
		h.check(h.EnterRoom(t.Context(), meetingID, ana.ID))
		if g, _ := h.knock("Ana"); !slices.Contains(g.Flags, lobby.SameName) {
			t.Error("the name of someone inside is not flagged")
		}
		h.knock("Bob")
		pass(2 * lobby.DefaultGrace)
		synctest.Wait()
		if g, _ := h.knock("Bob"); slices.Contains(g.Flags, lobby.SameName) {
			t.Error("the name of someone who is gone is flagged")
		}
		h.close()
	})
}
