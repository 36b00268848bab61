package lobby_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// The stories of the table "Many hands" in docs/protocol.md.

func TestGuestWhoReloadsBetweenPromptAndClickIsTheOneWhoIsAllowed(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	again, same, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Ana", Token: token})
	if err != nil || again.ID != ana.ID || same != token {
		t.Fatalf("reload: guest %s, %v; want %s", again.ID, err, ana.ID)
	}
	h.decide(lobby.Allow, ana)
	if g := h.guest(token); g.State != lobby.Allowed {
		t.Errorf("Ana is %s, want allowed", g.State)
	}
	h.wantTold("knocked Ana", "decided allow Ana")
}

func TestOneIsAllowedWhileAnotherModeratorDeniesEveryone(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	h.fill(20)
	allowed, denied := h.decideAtOnce(ana, token)
	if len(allowed)+len(denied) != 21 {
		t.Errorf("%d were allowed and %d denied, want 21 in all", len(allowed), len(denied))
	}
	h.wantWaiting()
}

func TestGuestWhoGivesUpBetweenPromptAndClickIsNotDecidedOn(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	h.check(h.Leave(t.Context(), meetingID, token))
	if decided := h.decide(lobby.Allow, ana); len(decided) != 0 {
		t.Errorf("decided on %v, who left", namesOf(decided))
	}
	h.wantTold("knocked Ana", "departed Ana")
}

func TestNewPolicyLeavesThoseWhoWait(t *testing.T) {
	h := newHouse(t)
	h.fill(500)
	h.setPolicy(meeting.AlwaysAccept)
	if err := h.Reconsider(t.Context(), meetingID, ben); err != nil {
		t.Fatal(err)
	}
	h.wantTold("policy_changed")
	if e := h.last(); e.By != ben {
		t.Errorf("the change is told to be by %+v, want Ben", e.By)
	}
	if waiting, err := h.Waiting(t.Context(), meetingID); err != nil || len(waiting) != 500 {
		t.Errorf("%d wait, %v; want all 500", len(waiting), err)
	}
	if ana, _ := h.knock("Ana"); ana.State != lobby.Allowed {
		t.Errorf("Ana, who knocks now, is %s, want allowed", ana.State)
	}
}

func TestNewRuleLetsThoseInWhoWait(t *testing.T) {
	h := newHouse(t)
	h.knock("Ana")
	h.knock("Bob")
	h.setRules(lobby.Rules{Names: []string{"  ana "}})
	h.wantWaiting("Bob")
	h.wantTold("rules_changed", "decided allow Ana")
	if e := h.last(); e.Rule != lobby.RuleName || e.By != (lobby.Person{}) {
		t.Errorf("decided by %+v and rule %q, want the meeting itself, by name", e.By, e.Rule)
	}
}

func TestMeetingEndsForAllWhoWaitAndAreInside(t *testing.T) {
	h := newHouse(t)
	_, waiting := h.knock("Ana")
	bob, inside := h.knock("Bob")
	h.decide(lobby.Allow, bob)
	h.check(h.EnterRoom(t.Context(), meetingID, bob.ID))
	cem, _ := h.knock("Cem")
	h.check(h.Block(t.Context(), meetingID, cem.ID, ben))
	h.check(h.Say(t.Context(), meetingID, "", "A moment", ben))
	h.check(h.Remember(t.Context(), meetingID, lobby.Deny, ben))
	h.check(h.SetRules(t.Context(), meetingID, lobby.Rules{OpensAt: time.Now().Add(time.Hour), PersonalLinks: true}, ben))

	h.check(h.End(t.Context(), meetingID, ben))
	h.wantTold("unblocked", "remembered", "said", "rules_changed", "ended Ana Bob")
	if e := h.last(); e.By != ben || e.DecisionID == 0 {
		t.Errorf("ended by %+v in entry %d, want Ben and an entry of the log", e.By, e.DecisionID)
	}
	for _, token := range []string{waiting, inside} {
		if g := h.guest(token); g.State != lobby.Left {
			t.Errorf("%s is %s, want left", g.Name, g.State)
		}
	}
	door, err := h.Door(t.Context(), meetingID)
	if err != nil || door.Remembered != "" || door.Message != "" || !door.Rules.OpensAt.IsZero() || !door.Rules.PersonalLinks {
		t.Errorf("Door = %+v, %v; want what was for this time forgotten and the standing rules kept", door, err)
	}
	if blocks, err := h.Blocks(t.Context(), meetingID); err != nil || len(blocks) != 0 {
		t.Errorf("there are %d blocks, %v; want none", len(blocks), err)
	}
	if g, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Bob", Token: inside}); err != nil || g.State != lobby.Waiting {
		t.Errorf("Bob, who was inside, knocks after the end: %s, %v; want waiting", g.State, err)
	}
}

func TestWaitingRoomOpensByItselfAtTheSetTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		ana, _ := h.knock("Ana")
		h.Attend(ana)
		h.setRules(lobby.Rules{OpensAt: time.Now().Add(time.Hour)})
		pass(time.Hour - time.Second)
		h.wantWaiting("Ana")
		pass(2 * time.Second)
		synctest.Wait()
		h.wantTold("decided allow Ana")
		if e := h.last(); e.Rule != lobby.RuleOpened {
			t.Errorf("decided by rule %q, want that it opened", e.Rule)
		}
		if bob, _ := h.knock("Bob"); bob.State != lobby.Allowed {
			t.Errorf("Bob, who knocks later, is %s, want allowed", bob.State)
		}
		h.close()
	})
}

func TestWaitingRoomOpensAlthoughTheServerWasRestarted(t *testing.T) {
	for name, down := range map[string]time.Duration{"before the time": time.Minute, "over the time": 2 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				h.knock("Ana")
				h.setRules(lobby.Rules{OpensAt: time.Now().Add(time.Hour)})
				h.close()
				pass(down)
				h.open()
				ana := h.waiting()[0]
				h.Attend(ana)
				pass(2*time.Hour - down + time.Second)
				synctest.Wait()
				h.wantTold("decided allow Ana")
				h.close()
			})
		})
	}
}

func TestWindowOpensAndCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		ana, _ := h.knock("Ana")
		h.Attend(ana)
		h.setRules(lobby.Rules{From: time.Now().Add(time.Hour), Until: time.Now().Add(2 * time.Hour)})
		h.wantWaiting("Ana")
		pass(time.Hour + time.Second)
		synctest.Wait()
		h.wantWaiting()
		bob, _ := h.knock("Bob")
		if bob.State != lobby.Allowed || h.last().Rule != lobby.RuleWindow {
			t.Errorf("Bob is %s by rule %q, want allowed by the window", bob.State, h.last().Rule)
		}
		pass(time.Hour)
		if cem, _ := h.knock("Cem"); cem.State != lobby.Waiting {
			t.Errorf("Cem, who knocks after the window, is %s, want waiting", cem.State)
		}
		h.close()
	})
}

func TestWindowOpensAlthoughTheMeetingEndedBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.setRules(lobby.Rules{From: time.Now().Add(time.Hour), Until: time.Now().Add(2 * time.Hour)})
		h.check(h.End(t.Context(), meetingID, ben))
		ana, _ := h.knock("Ana")
		h.Attend(ana)
		pass(time.Hour + time.Second)
		synctest.Wait()
		h.wantWaiting()
		h.close()
	})
}

func TestDecisionIsUndone(t *testing.T) {
	h := newHouse(t)
	ana, anaToken := h.knock("Ana")
	bob, bobToken := h.knock("Bob")
	h.knock("Cem")
	h.decide(lobby.Allow, ana, bob)
	if _, err := h.Enter(t.Context(), meetingID, bobToken); err != nil {
		t.Fatal(err)
	}
	undone, err := h.Undo(t.Context(), meetingID, h.decision("Ana"), kim)
	if err != nil || len(undone) != 1 || undone[0].ID != ana.ID {
		t.Errorf("Undo = %v, %v; want Ana, who had not set out", namesOf(undone), err)
	}
	h.wantWaiting("Ana", "Cem")
	h.wantTold("undone Ana")
	if e := h.last(); e.By != kim || e.Undoes == 0 {
		t.Errorf("undone by %+v, undoes %d; want Kim and the decision", e.By, e.Undoes)
	}
	if g := h.guest(anaToken); g.State != lobby.Waiting || g.DecisionID != 0 || !g.DecidedAt.IsZero() {
		t.Errorf("Ana is %+v, want undecided", g)
	}
	if _, err := h.Undo(t.Context(), meetingID, h.last().Undoes, ben); !errors.Is(err, lobby.ErrTooLate) {
		t.Errorf("undone a second time: %v, want ErrTooLate", err)
	}
	if _, err := h.Undo(t.Context(), meetingID, 4711, ben); !errors.Is(err, lobby.ErrUnknownDecision) {
		t.Errorf("undone what never was: %v, want ErrUnknownDecision", err)
	}
}

func TestDecisionOnEveryoneIsUndoneWithWhatItRemembered(t *testing.T) {
	h := newHouse(t)
	h.fill(50)
	before := namesOf(h.waiting())
	_, err := h.Decide(t.Context(), lobby.Decision{
		MeetingID: meetingID, Verdict: lobby.Deny, Everyone: true, Remember: true, Reason: "Too early", By: ben,
	})
	h.check(err)
	denied, token := h.knock("Late")
	if denied.State != lobby.Denied {
		t.Fatalf("who knocks next is %s, want denied", denied.State)
	}
	undone, err := h.Undo(t.Context(), meetingID, h.decision("Guest 0"), ben)
	if err != nil || len(undone) != 50 {
		t.Errorf("Undo = %d guests, %v; want 50", len(undone), err)
	}
	h.wantWaiting(before...)
	h.wantTold(fmt.Sprint("undone ", join(before)), "remembered")
	if g := h.guest(token); g.State != lobby.Denied {
		t.Errorf("who was denied by what was remembered is %s, want denied still: that was another decision", g.State)
	}
	if next, _ := h.knock("Next"); next.State != lobby.Waiting {
		t.Errorf("who knocks now is %s, want waiting", next.State)
	}
}

func TestDecisionThatIsUndoneWhileTheGuestSetsOutLetsNobodyIn(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	h.decide(lobby.Allow, ana)
	h.conference = func(lobby.Guest) (string, error) {
		_, err := h.Undo(t.Context(), meetingID, h.decision("Ana"), ben)
		return "https://bbb.example/join", err
	}
	if url, err := h.Enter(t.Context(), meetingID, token); url != "" || !errors.Is(err, lobby.ErrNotAllowed) {
		t.Errorf("Enter = %q, %v; want ErrNotAllowed", url, err)
	}
	h.wantWaiting("Ana")
}

func TestSentBackGuestWaitsInTheOldPlace(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	h.knock("Bob")
	h.decide(lobby.Allow, ana)
	h.check(h.EnterRoom(t.Context(), meetingID, ana.ID))
	h.check(h.SendBack(t.Context(), meetingID, ana.ID, ben))
	h.wantWaiting("Ana", "Bob")
	h.wantTold("entered Ana", "sent_back Ana")
	if _, err := h.Enter(t.Context(), meetingID, token); !errors.Is(err, lobby.ErrNotAllowed) {
		t.Errorf("Enter: %v, want ErrNotAllowed", err)
	}
	if err := h.SendBack(t.Context(), meetingID, ana.ID, ben); !errors.Is(err, lobby.ErrTooLate) {
		t.Errorf("sent back while waiting: %v, want ErrTooLate", err)
	}
}

// TestSentBackGuestWaitsForAModeratorWhateverTheRulesSay has a meeting open to all, with seats for everyone or for one.
func TestSentBackGuestWaitsForAModeratorWhateverTheRulesSay(t *testing.T) {
	for _, limit := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			h.setLimit(limit)
			ana, token := h.knock("Ana")
			_, bob := h.knock("Bob")
			everyone := lobby.Rules{From: time.Now().Add(-time.Minute)}
			h.setRules(everyone)
			if limit == 1 {
				h.wantWaiting("Bob")
			}
			h.check(h.SendBack(t.Context(), meetingID, ana.ID, ben))
			if g := h.guest(bob); g.State != lobby.Allowed {
				t.Errorf("Bob is %s, want that he has the seat", g.State)
			}
			h.wantWaiting("Ana")
			cem, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Cem"})
			if full := errors.Is(err, lobby.ErrFull); full != (limit == 1) || !full && cem.State != lobby.Allowed {
				t.Errorf("Cem knocks with a limit of %d: %s, %v", limit, cem.State, err)
			}

			h.setLimit(0)
			h.check(h.Reconsider(t.Context(), meetingID, ben))
			h.setRules(everyone)
			h.wantWaiting("Ana")
			pass(2 * lobby.DefaultGrace) // She puts her phone away, and comes back.
			synctest.Wait()
			h.wantWaiting()
			if g := h.guest(token); g.State != lobby.Waiting {
				t.Errorf("Ana comes back and is %s, want waiting", g.State)
			}
			h.decide(lobby.Allow, ana)
			if g := h.guest(token); g.State != lobby.Allowed {
				t.Errorf("a moderator allows Ana, who is %s", g.State)
			}
			h.close()
		})
	}
}

// TestGuestWithAnOpenPageWaitsAgainWithoutGoing has a guest undone, whose page is connected the whole time.
func TestGuestWithAnOpenPageWaitsAgainWithoutGoing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		ana, _ := h.knock("Ana")
		release := h.Attend(ana)
		h.decide(lobby.Allow, ana)
		_, err := h.Undo(t.Context(), meetingID, h.decision("Ana"), ben)
		h.check(err)
		pass(3 * lobby.DefaultGrace)
		synctest.Wait()
		h.wantWaiting("Ana")
		h.wantTold("decided allow Ana", "undone Ana")
		release()
		pass(2 * lobby.DefaultGrace)
		synctest.Wait()
		h.wantWaiting()
		h.close()
	})
}

func TestGuestWhoLostTheConnectionInsideComesBackUnasked(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	h.decide(lobby.Allow, ana)
	h.check(h.EnterRoom(t.Context(), meetingID, ana.ID))
	h.check(h.LeaveRoom(t.Context(), meetingID, ana.ID, "timeout"))
	if e := h.last(); e.Kind != lobby.Departed || e.Reason != "timeout" || e.Guests[0].State != lobby.Left {
		t.Errorf("told %+v, want that Ana left by timeout", e)
	}
	back, same, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Ana", Token: token})
	if err != nil || back.ID != ana.ID || same != token || back.State != lobby.Allowed {
		t.Errorf("Ana comes back as %+v, %v; want herself, allowed", back, err)
	}
	h.wantTold("returned Ana")
}

func TestUndoneAllowanceIsNoWayBackForWhoLeft(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	h.knock("Bob")
	h.decide(lobby.Allow)
	h.check(h.EnterRoom(t.Context(), meetingID, ana.ID))
	h.check(h.LeaveRoom(t.Context(), meetingID, ana.ID, "quit"))
	_, err := h.Undo(t.Context(), meetingID, h.decision("Ana"), ben)
	h.check(err)
	h.wantTold("undone Bob")
	if g, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Ana", Token: token}); err != nil || g.State != lobby.Waiting {
		t.Errorf("Ana comes back: %s, %v; want waiting", g.State, err)
	}
}

func TestKickedGuestMustAskAgainAndBannedOneCannot(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knockFrom("Ana", "phone")
	h.decide(lobby.Allow, ana)
	h.check(h.EnterRoom(t.Context(), meetingID, ana.ID))
	h.check(h.Kick(t.Context(), meetingID, ana.ID, ben, false))
	if e := h.last(); e.Kind != lobby.Removed || e.Removal != lobby.Kicked || e.By != ben {
		t.Errorf("told %+v, want that Ben kicked Ana", e)
	}
	again, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Ana", Token: token, Device: "phone"})
	if err != nil || again.State != lobby.Waiting || again.ID == ana.ID {
		t.Fatalf("Ana knocks again: %+v, %v; want a new guest who waits", again, err)
	}
	h.decide(lobby.Allow, again)
	h.check(h.Kick(t.Context(), meetingID, again.ID, ben, true))
	h.wantTold("removed Ana", "blocked")
	if _, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Anna", Device: "phone"}); !errors.Is(err, lobby.ErrBlocked) {
		t.Errorf("banned Ana knocks: %v, want ErrBlocked", err)
	}
	if err := h.Kick(t.Context(), meetingID, again.ID, ben, false); !errors.Is(err, lobby.ErrTooLate) {
		t.Errorf("kicked twice: %v, want ErrTooLate", err)
	}
}

func TestDebriefingAsksThoseOfItsScopeToGo(t *testing.T) {
	for scope, want := range map[lobby.Scope][]string{
		lobby.ScopeGuests:         {"Guest"},
		lobby.ScopeUsersAndGuests: {"Guest", "Member"},
		lobby.ScopeAll:            {"Guest", "Member", "Co-host"},
	} {
		t.Run(string(scope), func(t *testing.T) {
			h := newHouse(t)
			for _, k := range []lobby.Knock{{Name: "Guest"}, {Name: "Member", AccountID: "m"}, {Name: "Co-host", Role: lobby.RoleModerator}} {
				k.MeetingID = meetingID
				g, _, err := h.Knock(t.Context(), k)
				h.check(err)
				h.decide(lobby.Allow, g)
				h.check(h.EnterRoom(t.Context(), meetingID, g.ID))
			}
			h.knock("Waiting")
			h.check(h.Debrief(t.Context(), meetingID, scope, nil, ben))
			h.wantTold("removed " + join(want))
			h.wantWaiting("Waiting")
		})
	}
	h := newHouse(t)
	if err := h.Debrief(t.Context(), meetingID, "everybody", nil, ben); !errors.Is(err, lobby.ErrInvalidScope) {
		t.Errorf("Debrief: %v, want ErrInvalidScope", err)
	}
}
