package live_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/client/bbb/live"
)

func names(guests []live.Guest) string {
	var all []string
	for _, g := range guests {
		all = append(all, g.Name)
	}
	return strings.Join(all, " ")
}

func TestLobbyIsSeenInTheOrderOfArrival(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		h.knock("Zoe", "Ana")
		m := h.companion("Desk")
		begin := time.Now()
		s := waiting(t, m, 2)
		<-time.After(time.Minute)
		h.knock("Mia")
		s = waiting(t, m, 3)
		if got := names(s.Waiting); got != "Zoe Ana Mia" {
			t.Errorf("the line is %s", got)
		}
		first, last := s.Waiting[0], s.Waiting[2]
		if first.Position != 1 || first.ExtID != "id-of-Zoe" || first.Authed || !first.Since.Before(begin.Add(time.Second)) {
			t.Errorf("first %+v", first)
		}
		if d := last.Since.Sub(begin); d < time.Minute || d > time.Minute+time.Second {
			t.Errorf("the last began to wait after %v", d)
		}
		if s.Policy != bbb.AskModerator || s.Name != "Choir" || !s.Moderator {
			t.Errorf("snapshot %+v", s)
		}
	})
}

func TestAllowAndDenySome(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		ids := h.knock("Ana", "Ben", "Eve", "Tom")
		m := h.companion("Desk")
		waiting(t, m, 4)
		if err := m.Allow(t.Context(), ids[0], ids[2]); err != nil {
			t.Fatal(err)
		}
		if err := m.Deny(t.Context(), ids[1], "w_gone"); err != nil {
			t.Fatal(err)
		}
		if got := names(m.Snapshot().Waiting); got != "Tom" {
			t.Errorf("%s wait", got)
		}
		if err := m.Allow(t.Context(), ids[0]); !errors.Is(err, live.ErrNobody) {
			t.Errorf("allowing one who is gone: %v", err)
		}
		if n := h.count("guestUsersSubmitApprovalStatus"); n != 2 {
			t.Errorf("%d approvals were sent", n)
		}
	})
}

func TestScopesAreTheTwoLines(t *testing.T) {
	tests := []struct {
		decide func(context.Context, *live.Meeting) error
		left   string
	}{
		{func(ctx context.Context, m *live.Meeting) error { return m.AllowAll(ctx, live.Guests) }, "Max"},
		{func(ctx context.Context, m *live.Meeting) error { return m.DenyAll(ctx, live.Authenticated) }, "Ana Ben"},
		{func(ctx context.Context, m *live.Meeting) error { return m.AllowAll(ctx, live.Everyone) }, ""},
	}
	for _, tt := range tests {
		in(t, bbb.AskModerator, func(t *testing.T, h *house) {
			h.knock("Ana", "Ben")
			h.join("Max", bbb.Viewer, nil)
			m := h.companion("Desk")
			waiting(t, m, 3)
			if err := tt.decide(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			if got := names(m.Snapshot().Waiting); got != tt.left {
				t.Errorf("%q wait, want %q", got, tt.left)
			}
		})
	}
}

func TestRememberIsPolicyAndApprovals(t *testing.T) {
	tests := []struct {
		verdict live.Verdict
		scope   live.Scope
		policy  bbb.GuestPolicy
		left    int
	}{
		{live.AllowGuests, live.Everyone, bbb.AlwaysAccept, 0},
		{live.AllowGuests, live.Guests, bbb.AlwaysAccept, 1},
		{live.AllowGuests, live.Authenticated, bbb.AlwaysAcceptAuth, 2},
		{live.DenyGuests, live.Everyone, bbb.AlwaysDeny, 0},
	}
	for _, tt := range tests {
		in(t, bbb.AskModerator, func(t *testing.T, h *house) {
			h.knock("Ana", "Ben")
			h.join("Max", bbb.Viewer, nil)
			m := h.companion("Desk")
			waiting(t, m, 3)
			if err := m.Remember(t.Context(), tt.verdict, tt.scope); err != nil {
				t.Fatal(err)
			}
			if s := m.Snapshot(); s.Policy != tt.policy || len(s.Waiting) != tt.left {
				t.Errorf("remember %s %d: policy %s, %d wait", tt.verdict, tt.scope, s.Policy, len(s.Waiting))
			}
			if err := m.Remember(t.Context(), live.DenyGuests, live.Guests); !errors.Is(err, live.ErrInvalid) {
				t.Errorf("BigBlueButton has no policy for that: %v", err)
			}
		})
	}
}

func TestPolicyReleasesNobody(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		h.knock("Ana")
		m := h.companion("Desk")
		if err := m.SetPolicy(t.Context(), bbb.AlwaysAccept); err != nil {
			t.Fatal(err)
		}
		if s := m.Snapshot(); s.Policy != bbb.AlwaysAccept || len(s.Waiting) != 1 {
			t.Errorf("policy %s, %d wait", s.Policy, len(s.Waiting))
		}
		if err := m.SetPolicy(t.Context(), "SOMETIMES"); !errors.Is(err, live.ErrInvalid) {
			t.Errorf("an unknown policy: %v", err)
		}
	})
}

func TestLobbyMessagesToAllAndToOne(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		ids := h.knock("Ana", "Ben")
		m := h.companion("Desk")
		waiting(t, m, 2)
		if err := m.LobbyMessage(t.Context(), "Five minutes, \"please\" (or ten)"); err != nil {
			t.Fatal(err)
		}
		if err := m.LobbyMessageTo(t.Context(), ids[1], "You are next"); err != nil {
			t.Fatal(err)
		}
		s := m.Snapshot()
		if s.LobbyMessage != "Five minutes, \"please\" (or ten)" || s.Waiting[0].Message != s.LobbyMessage ||
			s.Waiting[1].Message != "You are next" {
			t.Errorf("messages %q, %+v", s.LobbyMessage, s.Waiting)
		}
		if err := m.LobbyMessage(t.Context(), strings.Repeat("ä", 129)); !errors.Is(err, live.ErrInvalid) {
			t.Errorf("a long message: %v", err)
		}
		if err := m.LobbyMessageTo(t.Context(), "w_gone", "Hello"); !errors.Is(err, live.ErrNobody) {
			t.Errorf("a message to nobody: %v", err)
		}
	})
}

// The server's "true" says nothing; only what the subscription shows does.
func TestTrueIsNoConfirmation(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		ids := h.knock("Ana")
		m := h.companion("Desk")
		waiting(t, m, 1)
		h.sim.SetFault(bbbtest.FaultNoEffect)
		begin := time.Now()
		err := m.Allow(t.Context(), ids[0])
		unconfirmed, ok := errors.AsType[*live.UnconfirmedError](err)
		if !ok || unconfirmed.Command != "guestUsersSubmitApprovalStatus" || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if d := time.Since(begin); d != 15*time.Second {
			t.Errorf("waited %v", d)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := m.SetPolicy(ctx, bbb.AlwaysDeny); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if len(m.Snapshot().Waiting) != 1 || h.count("guestUsersSetPolicy") != 1 {
			t.Error("the guest is gone, or the mutation was not sent")
		}
	})
}

func TestAnotherModeratorDecides(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		ids := h.knock("Ana")
		m, other := h.companion("Desk"), h.companion("Other")
		waiting(t, m, 1)
		waiting(t, other, 1)
		if err := other.Deny(t.Context(), ids[0]); err != nil {
			t.Fatal(err)
		}
		waiting(t, m, 0)
	})
}

func TestNoCommandFromOneWhoIsNoLongerModerator(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		ids := h.knock("Ana")
		m, other := h.companion("Desk"), h.companion("Other")
		waiting(t, m, 1)
		me := m.Snapshot().UserID
		if err := other.SetRole(t.Context(), me, bbb.Viewer); err != nil {
			t.Fatal(err)
		}
		s := until(t, m, "no moderator", func(s live.Snapshot) bool { return !s.Moderator })
		if len(s.Waiting) != 0 || s.State != live.Live {
			t.Errorf("state %d, %d wait", s.State, len(s.Waiting))
		}
		before := len(h.sim.Mutations())
		for name, err := range map[string]error{
			"allow": m.Allow(t.Context(), ids[0]), "all": m.AllowAll(t.Context(), live.Everyone), "end": m.End(t.Context()),
			"mute": m.MuteAll(t.Context(), false), "policy": m.SetPolicy(t.Context(), bbb.AlwaysDeny),
		} {
			if !errors.Is(err, live.ErrNotModerator) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := len(h.sim.Mutations()); n != before {
			t.Errorf("%d mutations were sent, for which the server throws people out", n-before)
		}
		if err := other.SetRole(t.Context(), me, bbb.Moderator); err != nil {
			t.Fatal(err)
		}
		waiting(t, m, 1)
		if err := m.Allow(t.Context(), ids[0]); err != nil {
			t.Errorf("a moderator again: %v", err)
		}
	})
}

// Without the rights the lobby looks empty. That must not be taken for the guest being in.
func TestLostRightsConfirmNothing(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		ids := h.knock("Ana")
		m, other := h.companion("Desk"), h.companion("Other")
		waiting(t, m, 1)
		h.sim.SetFault(bbbtest.FaultNoEffect)
		got := make(chan error, 1)
		go func() { got <- m.Allow(t.Context(), ids[0]) }()
		synctest.Wait()
		h.sim.SetFault(bbbtest.NoFault)
		if err := other.SetRole(t.Context(), m.Snapshot().UserID, bbb.Viewer); err != nil {
			t.Fatal(err)
		}
		if err := <-got; !errors.Is(err, live.ErrNotModerator) {
			t.Errorf("got %v", err)
		}
		waiting(t, other, 1)
	})
}

func TestCommandsKeepToTheLimit(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		m := h.companion("Desk")
		for i := range 950 {
			if err := m.SetPolicy(t.Context(), []bbb.GuestPolicy{bbb.AlwaysDeny, bbb.AskModerator}[i%2]); err != nil {
				t.Fatal(err)
			}
		}
		all := h.sim.Mutations()
		for i := range all {
			last := i
			for last < len(all) && all[last].At.Sub(all[i].At) < time.Minute {
				last++
			}
			if last-i > 900 {
				t.Fatalf("%d mutations in a minute", last-i)
			}
		}
	})
}

func TestManyAreDecidedInFewMutations(t *testing.T) {
	in(t, bbb.AskModerator, func(t *testing.T, h *house) {
		m := h.companion("Desk")
		for range 450 {
			h.knock("Guest")
		}
		waiting(t, m, 450)
		if err := m.AllowAll(t.Context(), live.Everyone); err != nil {
			t.Fatal(err)
		}
		if n := h.count("guestUsersSubmitApprovalStatus"); n != 3 || len(m.Snapshot().Waiting) != 0 {
			t.Errorf("%d mutations, %d wait", n, len(m.Snapshot().Waiting))
		}
	})
}
