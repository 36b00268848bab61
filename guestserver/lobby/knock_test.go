package lobby_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/throttle"
	tries "foyer/guestserver/throttle"
)

func knockFromNetwork(h *house, name, network string) error {
	_, _, err := h.Knock(h.t.Context(), lobby.Knock{MeetingID: meetingID, Name: name, Network: network})
	return err
}

func TestClassBehindOneAddressKnocksAtOnceAndAFloodDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		for i := range 30 {
			h.check(knockFromNetwork(h, fmt.Sprint("Pupil ", i), "192.0.2.1"))
		}
		flood := 0
		for flood < 10*throttle.DefaultLimits().Network.Burst && knockFromNetwork(h, "Flood", "192.0.2.1") == nil {
			flood++
		}
		if want := throttle.DefaultLimits().Network.Burst - 30; flood != want {
			t.Errorf("%d more knocked at once, want %d", flood, want)
		}
		if err := knockFromNetwork(h, "Flood", "192.0.2.1"); !errors.Is(err, lobby.ErrThrottled) {
			t.Errorf("one more knock: %v, want ErrThrottled", err)
		}
		h.check(knockFromNetwork(h, "Ana", "192.0.2.2"))
		h.check(knockFromNetwork(h, "Over a proxy", ""))
		pass(throttle.DefaultLimits().Network.Every)
		h.check(knockFromNetwork(h, "Late", "192.0.2.1"))
		h.close()
	})
}

func TestReloadDoesNotCountAsAKnock(t *testing.T) {
	h := newHouse(t)
	_, token := h.knock("Ana")
	for range 3 * throttle.DefaultLimits().Network.Burst {
		_, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Ana", Token: token, Network: "192.0.2.1"})
		h.check(err)
	}
}

func TestFloodFromManyAddressesIsBoundedByTheMeeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.close()
		h.limits = throttle.Limits{Meeting: tries.Limit{Burst: 10}}
		h.open()
		for i := range 10 {
			h.check(knockFromNetwork(h, "Guest", fmt.Sprint("192.0.2.", i)))
		}
		if err := knockFromNetwork(h, "Guest", "198.51.100.1"); !errors.Is(err, lobby.ErrThrottled) {
			t.Errorf("one more: %v, want ErrThrottled", err)
		}
		pass(throttle.DefaultLimits().Meeting.Every)
		h.check(knockFromNetwork(h, "Guest", "198.51.100.1"))
		h.close()
	})
}

func TestFullMeetingTakesNobodyUntilSomebodyLeaves(t *testing.T) {
	h := newHouse(t)
	h.setLimit(2)
	ana, _ := h.knock("Ana")
	bob, _ := h.knock("Bob")
	h.knock("Cem")
	h.decide(lobby.Allow, ana, bob)
	knock := lobby.Knock{MeetingID: meetingID, Name: "Dora"}
	if _, _, err := h.Knock(t.Context(), knock); !errors.Is(err, lobby.ErrFull) {
		t.Errorf("Knock at a full meeting: %v, want ErrFull", err)
	}
	h.setRules(lobby.Rules{Names: []string{"Cem"}})
	h.wantWaiting("Cem") // A rule lets nobody in above the limit; a moderator may.
	leave := func(g lobby.Guest) {
		t.Helper()
		h.check(h.EnterRoom(t.Context(), meetingID, g.ID))
		h.check(h.LeaveRoom(t.Context(), meetingID, g.ID, "quit"))
	}
	leave(ana)
	h.wantWaiting() // Cem has her seat.
	leave(bob)
	if g, _, err := h.Knock(t.Context(), knock); err != nil || g.State != lobby.Waiting {
		t.Errorf("Knock after Bob left: %s, %v; want waiting", g.State, err)
	}
}

// TestFreedSeatGoesToWhoWaitsForIt has three guests come when all may enter, and two seats.
func TestFreedSeatGoesToWhoWaitsForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.setLimit(2)
		_, ana := h.knock("Ana")
		h.knock("Bob")
		h.knock("Cem")
		h.setRules(lobby.Rules{From: time.Now()})
		h.wantWaiting("Cem")
		if full, err := h.Full(t.Context(), meetingID); err != nil || !full {
			t.Errorf("full is %t, %v; want true", full, err)
		}
		g := h.guest(ana)
		_, err := h.Enter(t.Context(), meetingID, ana)
		h.check(err)
		h.check(h.LeaveRoom(t.Context(), meetingID, g.ID, "hung up"))
		h.wantWaiting()
		h.wantTold("departed Ana", "decided allow Cem")

		h.setRules(lobby.Rules{})
		_, _, err = h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Dora"})
		if !errors.Is(err, lobby.ErrFull) {
			t.Errorf("Knock: %v, want ErrFull", err)
		}
		h.setLimit(3)
		if full, err := h.Full(t.Context(), meetingID); err != nil || full {
			t.Errorf("with another seat full is %t, %v; want false", full, err)
		}
		h.knock("Dora")
	})
}

// TestSeatOfWhoIsThrownOutGoesToWhoWaitsForIt has a moderator make room, in three ways.
func TestSeatOfWhoIsThrownOutGoesToWhoWaitsForIt(t *testing.T) {
	for how, throwOut := range map[string]func(h *house, id string) error{
		"kicked":  func(h *house, id string) error { return h.Kick(h.t.Context(), meetingID, id, ben, false) },
		"banned":  func(h *house, id string) error { return h.Kick(h.t.Context(), meetingID, id, ben, true) },
		"blocked": func(h *house, id string) error { return h.Block(h.t.Context(), meetingID, id, ben) },
	} {
		t.Run(how, func(t *testing.T) {
			h := newHouse(t)
			h.setLimit(1)
			ana, _ := h.knock("Ana")
			_, bob := h.knock("Bob")
			h.setRules(lobby.Rules{From: time.Now().Add(-time.Minute)})
			h.wantWaiting("Bob")
			h.check(throwOut(h, ana.ID))
			if g := h.guest(bob); g.State != lobby.Allowed {
				t.Errorf("Bob is %s, want allowed", g.State)
			}
		})
	}
}

func TestGuestWhoNeverSaidGoodbyeGivesUpItsSeatWithItsAllowance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.setLimit(2)
		ana, token := h.knock("Ana")
		h.decide(lobby.Allow, ana)
		_, err := h.Enter(t.Context(), meetingID, token)
		h.check(err)
		h.knock("Bob")
		_, err = h.Decide(t.Context(), lobby.Decision{MeetingID: meetingID, Verdict: lobby.Allow, Everyone: true, By: ben})
		h.check(err)
		knock := lobby.Knock{MeetingID: meetingID, Name: "Cem"}
		pass(lobby.DecisionLasts - time.Second)
		if _, _, err := h.Knock(t.Context(), knock); !errors.Is(err, lobby.ErrFull) {
			t.Errorf("Knock while both may come back: %v, want ErrFull", err)
		}
		pass(2 * time.Second)
		if g, _, err := h.Knock(t.Context(), knock); err != nil || g.State != lobby.Waiting {
			t.Errorf("Knock half a day later: %s, %v; want waiting", g.State, err)
		}
		h.close()
	})
}

// TestRefusedKnockFailsAlone has knocks refused in the same commit as others.
func TestRefusedKnockFailsAlone(t *testing.T) {
	h := newHouse(t)
	troll, _ := h.knockFrom("Troll", "phone")
	h.check(h.Block(t.Context(), meetingID, troll.ID, ben))
	refused := make(chan error, 100)
	for range 50 {
		go func() {
			_, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Troll", Device: "phone"})
			refused <- err
		}()
		go func() {
			_, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Ana"})
			refused <- err
		}()
	}
	blocked := 0
	for range 100 {
		if err := <-refused; errors.Is(err, lobby.ErrBlocked) {
			blocked++
		} else if err != nil {
			t.Error(err)
		}
	}
	if waiting := h.waiting(); blocked != 50 || len(waiting) != 50 {
		t.Errorf("%d were refused and %d wait, want 50 each", blocked, len(waiting))
	}
}
