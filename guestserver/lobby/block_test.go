package lobby_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"foyer/guestserver/lobby"
)

func TestBlockHoldsOnTheDeviceOverRenameAndReload(t *testing.T) {
	h := newHouse(t)
	troll, token := h.knockFrom("Troll", "phone")
	second, _ := h.knockFrom("Innocent", "phone")
	ana, _ := h.knockFrom("Ana", "laptop")
	h.check(h.Block(t.Context(), meetingID, troll.ID, ben))
	h.wantWaiting("Ana")
	h.wantTold("blocked Troll Innocent")
	if e := h.last(); e.By != ben || e.Block.Name != "Troll" || e.Block.Device != "phone" || e.Block.ID != e.DecisionID {
		t.Errorf("told %+v, want Ben's block of Troll's phone", e)
	}
	for name, k := range map[string]lobby.Knock{
		"a new name":         {Name: "Nobody", Device: "phone"},
		"without its cookie": {Name: "Troll", Device: "phone"},
		"with a new device":  {Name: "Troll", Token: token, Device: "tablet"},
	} {
		k.MeetingID = meetingID
		g, _, err := h.Knock(t.Context(), k)
		if k.Token != "" && err == nil && g.State == lobby.Denied {
			continue // Its own token finds it denied, for a minute.
		}
		if !errors.Is(err, lobby.ErrBlocked) {
			t.Errorf("%s: %s, %v; want ErrBlocked", name, g.State, err)
		}
	}
	h.decide(lobby.Allow, second)
	h.wantWaiting("Ana")

	h.check(h.Block(t.Context(), meetingID, second.ID, kim))
	if blocks, err := h.Blocks(t.Context(), meetingID); err != nil || len(blocks) != 1 || blocks[0].By != ben {
		t.Errorf("Blocks = %+v, %v; want Ben's alone: the device was blocked already", blocks, err)
	}
	if err := h.Block(t.Context(), meetingID, "nobody", ben); !errors.Is(err, lobby.ErrUnknownGuest) {
		t.Errorf("Block of nobody: %v, want ErrUnknownGuest", err)
	}
	h.decide(lobby.Allow, ana) // Others are let in as before.
}

func TestBlockHoldsOnTheAccountOnAnyDevice(t *testing.T) {
	h := newHouse(t)
	g, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Max", AccountID: "max", Device: "phone"})
	h.check(err)
	h.check(h.Block(t.Context(), meetingID, g.ID, ben))
	_, _, err = h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Other", AccountID: "max", Device: "laptop"})
	if !errors.Is(err, lobby.ErrBlocked) {
		t.Errorf("the account on another device: %v, want ErrBlocked", err)
	}
}

// TestAccountThatCameByRightIsBlockedOverARestart blocks Mia, a moderator, who has knocked at the meeting or not.
func TestAccountThatCameByRightIsBlockedOverARestart(t *testing.T) {
	mia := lobby.Person{ID: "mia", Name: "Mia"}
	knock := lobby.Knock{MeetingID: meetingID, Name: "Somebody", AccountID: mia.ID}
	for _, knocks := range []bool{false, true} {
		h := newHouse(t)
		h.knock("Ana")
		if knocks {
			_, _, err := h.Knock(t.Context(), knock)
			h.check(err)
		}
		h.check(h.BlockAccount(t.Context(), meetingID, mia, ben))
		h.wantWaiting("Ana")
		block := h.last().Block
		h.close()
		h.open()
		blocks, err := h.Blocks(t.Context(), meetingID)
		if err != nil || len(blocks) != 1 || blocks[0].AccountID != mia.ID || blocks[0].Name != mia.Name || blocks[0].ID != block.ID {
			t.Errorf("Blocks = %+v, %v; want Mia's", blocks, err)
		}
		if _, _, err := h.Knock(t.Context(), knock); !errors.Is(err, lobby.ErrBlocked) {
			t.Errorf("Knock: %v, want ErrBlocked", err)
		}
		h.check(h.BlockAccount(t.Context(), meetingID, mia, kim)) // She is blocked already.
		h.check(h.Unblock(t.Context(), meetingID, block.ID, ben))
		if g, _, err := h.Knock(t.Context(), knock); err != nil || g.State != lobby.Waiting {
			t.Errorf("Knock after she may again: %s, %v", g.State, err)
		}
	}
}

func TestGuestWithoutADeviceIsBlockedByItsTokenAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		troll, token := h.knock("Troll")
		h.check(h.Block(t.Context(), meetingID, troll.ID, ben))
		pass(2 * lobby.AskAgainAfter)
		knock := lobby.Knock{MeetingID: meetingID, Name: "Troll", Token: token}
		if _, _, err := h.Knock(t.Context(), knock); !errors.Is(err, lobby.ErrBlocked) {
			t.Errorf("with its token: %v, want ErrBlocked", err)
		}
		// This is what a fresh browser can do.
		if g, _ := h.knock("Troll"); g.State != lobby.Waiting {
			t.Errorf("with a fresh browser: %s, want waiting", g.State)
		}
		if g, _ := h.knock("Ana"); g.State != lobby.Waiting {
			t.Errorf("someone else without a device: %s, want waiting", g.State)
		}
		h.close()
	})
}

func TestBlockIsTakenBack(t *testing.T) {
	h := newHouse(t)
	troll, token := h.knockFrom("Troll", "phone")
	h.check(h.Block(t.Context(), meetingID, troll.ID, ben))
	block := h.last().Block
	h.check(h.Unblock(t.Context(), meetingID, block.ID, kim))
	h.wantTold("unblocked")
	if _, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Troll", Device: "phone"}); err != nil {
		t.Errorf("Knock after the block: %v", err)
	}
	if err := h.Unblock(t.Context(), meetingID, block.ID, kim); !errors.Is(err, lobby.ErrUnknownBlock) {
		t.Errorf("Unblock twice: %v, want ErrUnknownBlock", err)
	}

	again, _ := h.knockFrom("Again", "tablet")
	h.check(h.Block(t.Context(), meetingID, again.ID, ben))
	undone, err := h.Undo(t.Context(), meetingID, h.last().DecisionID, ben)
	if err != nil || len(undone) != 1 || undone[0].ID != again.ID {
		t.Errorf("Undo of the block = %v, %v; want that the guest waits again", namesOf(undone), err)
	}
	if g := h.guest(token); g.State != lobby.Denied {
		t.Errorf("the guest of the block that was lifted is %s, want denied still", g.State)
	}
}

func TestBlockSurvivesRestart(t *testing.T) {
	h := newHouse(t)
	troll, _ := h.knockFrom("Troll", "phone")
	h.check(h.Block(t.Context(), meetingID, troll.ID, ben))
	h.close()
	h.open()
	if _, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Troll", Device: "phone"}); !errors.Is(err, lobby.ErrBlocked) {
		t.Errorf("Knock: %v, want ErrBlocked", err)
	}
}
