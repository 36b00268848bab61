package lobby_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/lobby"
)

func TestGuestSeesAllThatIsKnownOfItAndNothingOfOthers(t *testing.T) {
	h := newHouse(t)
	ana, token, err := h.Knock(t.Context(), lobby.Knock{
		MeetingID: meetingID, Name: "Ana", Device: "phone", Consent: true, ConsentVersion: "3", TermsVersion: "2",
	})
	h.check(err)
	bob, _ := h.knock("Bob")
	h.decide(lobby.Deny, bob)
	h.decide(lobby.Allow, ana)
	h.check(h.SendBack(t.Context(), meetingID, ana.ID, ben))
	h.knock("Cem")
	h.decide(lobby.Allow)

	data, err := h.GuestData(t.Context(), meetingID, token)
	h.check(err)
	if g := data.Guest; g.Name != "Ana" || g.Device != "phone" || g.ConsentVersion != "3" || g.TermsVersion != "2" || g.ConsentAt.IsZero() {
		t.Errorf("the guest is %+v, want all that she gave", g)
	}
	var actions []lobby.Action
	for _, e := range data.Decisions {
		actions = append(actions, e.Action)
		if got := whom(e); len(got) != 1 || got[0] != "Ana" {
			t.Errorf("the %s names %v, want Ana alone", e.Action, got)
		}
	}
	if len(actions) != 3 || actions[0] != lobby.ActionAllow || actions[1] != lobby.ActionSendBack || actions[2] != lobby.ActionAllow {
		t.Errorf("the decisions are %v, want those about Ana, the latest first", actions)
	}
	if _, err := h.GuestData(t.Context(), meetingID, "wrong"); !errors.Is(err, lobby.ErrUnknownGuest) {
		t.Errorf("with a wrong token: %v, want ErrUnknownGuest", err)
	}
}

func TestGuestIsErased(t *testing.T) {
	h := newHouse(t)
	troll, token := h.knockFrom("Troll", "phone")
	h.check(h.Rename(t.Context(), meetingID, troll.ID, "Tom", ben))
	h.check(h.Block(t.Context(), meetingID, troll.ID, ben))
	_, anaToken := h.knock("Ana")
	h.check(h.Erase(t.Context(), meetingID, anaToken))
	h.wantWaiting()
	h.wantTold("departed Ana")
	h.check(h.Erase(t.Context(), meetingID, token))
	if _, err := h.GuestData(t.Context(), meetingID, token); !errors.Is(err, lobby.ErrUnknownGuest) {
		t.Errorf("after it was erased: %v, want ErrUnknownGuest", err)
	}
	for _, e := range h.log() {
		if len(e.Guests) != 0 || e.Count != 1 || e.Before == "Troll" || e.Detail == "Tom" {
			t.Errorf("the log has %+v, want one guest without a name", e)
		}
	}
	blocks, err := h.Blocks(t.Context(), meetingID)
	if err != nil || len(blocks) != 1 || blocks[0].Name != "" {
		t.Errorf("Blocks = %+v, %v; want the block kept, without the name", blocks, err)
	}
	if _, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: meetingID, Name: "Troll", Device: "phone"}); !errors.Is(err, lobby.ErrBlocked) {
		t.Errorf("Knock: %v, want ErrBlocked still", err)
	}
}

func TestOldGuestsAndDecisionsArePurged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		old, oldToken := h.knockFrom("Old", "phone")
		h.decide(lobby.Deny, old)
		h.fill(3)
		h.decide(lobby.Deny)
		waiting, _ := h.knock("Waiting since then")
		h.Attend(waiting)
		pass(lobby.DefaultKeepNames - time.Hour)
		recent, recentToken := h.knock("Recent")
		h.decide(lobby.Deny, recent)
		pass(26 * time.Hour)
		synctest.Wait()
		if _, err := h.GuestData(t.Context(), meetingID, oldToken); !errors.Is(err, lobby.ErrUnknownGuest) {
			t.Errorf("a guest of 30 days ago: %v, want ErrUnknownGuest", err)
		}
		if _, err := h.GuestData(t.Context(), meetingID, recentToken); err != nil {
			t.Errorf("a guest of yesterday: %v", err)
		}
		if entries := h.log(); len(entries) != 1 || whom(entries[0])[0] != "Recent" {
			t.Errorf("the log has %+v, want yesterday's entry", entries)
		}
		h.wantWaiting("Waiting since then")
		h.close()
	})
}

func TestPurgeHappensAtTheStartToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		_, token := h.knock("Ana")
		h.check(h.Leave(t.Context(), meetingID, token))
		h.close()
		pass(lobby.DefaultKeepNames + time.Hour)
		h.open()
		synctest.Wait()
		if _, err := h.GuestData(t.Context(), meetingID, token); !errors.Is(err, lobby.ErrUnknownGuest) {
			t.Errorf("after the start: %v, want ErrUnknownGuest", err)
		}
		h.close()
	})
}
