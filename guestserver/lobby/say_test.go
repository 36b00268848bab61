package lobby_test

import (
	"errors"
	"strings"
	"testing"

	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
)

func TestMessageReachesThoseWhoWaitNowAndLater(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("Ana")
	h.check(h.Say(t.Context(), meetingID, "", "  Five minutes,\nplease\x1b[31m \u202e", ben))
	if e := h.last(); e.Kind != lobby.Said || e.Text != "Five minutes,\nplease[31m" || e.By != ben || len(e.Guests) != 0 {
		t.Errorf("told %+v, want Ben's words, cleaned, to all", e)
	}
	door, err := h.Door(t.Context(), meetingID)
	if err != nil || door.Message != "Five minutes,\nplease[31m" {
		t.Errorf("Door = %+v, %v; want the message kept", door, err)
	}
	h.check(h.Say(t.Context(), meetingID, ana.ID, "You are next", ben))
	if g := h.guest(token); g.Message != "You are next" || h.last().Guests[0].ID != ana.ID {
		t.Errorf("Ana's message is %q, want her own", g.Message)
	}
	h.check(h.Say(t.Context(), meetingID, "", "", ben))
	if door, err := h.Door(t.Context(), meetingID); err != nil || door.Message != "" {
		t.Errorf("Door = %+v, %v; want the message taken back", door, err)
	}
	long := strings.Repeat("ä", lobby.MaxMessage+1)
	if err := h.Say(t.Context(), meetingID, "", long, ben); !errors.Is(err, lobby.ErrMessageTooLong) {
		t.Errorf("endless message: %v, want ErrMessageTooLong", err)
	}
	if err := h.Say(t.Context(), meetingID, "nobody", "Hello", ben); !errors.Is(err, lobby.ErrUnknownGuest) {
		t.Errorf("message to nobody: %v, want ErrUnknownGuest", err)
	}
}

func TestGuestIsRenamedWhileWaiting(t *testing.T) {
	h := newHouse(t)
	ana, token := h.knock("xX_ana_Xx")
	h.check(h.Rename(t.Context(), meetingID, ana.ID, " Ana  López ", ben))
	h.wantWaiting("Ana López")
	h.wantTold("knocked xX_ana_Xx", "renamed Ana López")
	if g := h.guest(token); g.AskedName != "xX_ana_Xx" || g.Place != ana.Place {
		t.Errorf("Ana is %+v, want what she called herself and her place kept", g)
	}
	h.check(h.Rename(t.Context(), meetingID, ana.ID, "xX_ana_Xx", ben))
	if g := h.guest(token); g.AskedName != "" {
		t.Errorf("with her own name again Ana asked to be called %q", g.AskedName)
	}

	h.check(h.Rename(t.Context(), meetingID, ana.ID, "Ana", kim))
	_, err := h.Undo(t.Context(), meetingID, h.last().DecisionID, ben)
	h.check(err)
	h.wantWaiting("xX_ana_Xx")
	if err := h.Rename(t.Context(), meetingID, ana.ID, "\u200b", ben); !errors.Is(err, names.ErrEmpty) {
		t.Errorf("renamed to nothing: %v, want ErrEmpty", err)
	}
	h.check(h.Leave(t.Context(), meetingID, token))
	if err := h.Rename(t.Context(), meetingID, ana.ID, "Ana", ben); !errors.Is(err, lobby.ErrTooLate) {
		t.Errorf("renamed after leaving: %v, want ErrTooLate", err)
	}
}

func TestQueueIsHiddenAndShown(t *testing.T) {
	h := newHouse(t)
	for _, show := range []bool{false, true} {
		h.check(h.ShowQueue(t.Context(), meetingID, show, ben))
		door, err := h.Door(t.Context(), meetingID)
		if e := h.last(); err != nil || door.ShowQueue != show || e.Kind != lobby.QueueShown || e.Show != show || e.By != ben {
			t.Errorf("Door = %+v, %v, and told %+v; want the queue shown: %t", door, err, e, show)
		}
	}
}
