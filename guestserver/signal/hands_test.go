package signal_test

import (
	"testing"

	"foyer/client/signaling"
)

func TestHands(t *testing.T) {
	w := newWorld(t)
	ben, ana, cem := w.as("Ben"), w.inside("Ana"), w.inside("Cem")
	dora := w.waits("Dora")
	forget(ben, ana, cem)

	told{ana: {"hand_raised"}, ben: {"update Ana guest hand up"}, cem: {"update Ana guest hand up"}, dora: nil}.
		after(t, ana, signaling.RaiseHand{})
	told{ana: {"hand_raised"}, ben: nil, cem: nil}.after(t, ana, signaling.RaiseHand{})
	told{ana: {"hand_lowered"}, ben: {"update Ana guest"}, cem: {"update Ana guest"}, dora: nil}.
		after(t, ana, signaling.LowerHand{})

	ana.send(signaling.RaiseHand{})
	cem.send(signaling.RaiseHand{})
	forget(cem, ana, ben)
	forget(cem)
	told{
		ben: {"update Ana guest"}, cem: {"update Ana guest"}, ana: {"raised_hand_reset_by_moderator Ben"}, dora: nil,
	}.after(t, ben, &signaling.ResetRaisedHands{Target: signaling.Targets{ana.id}})
	told{ben: nil, ana: nil, cem: nil}.after(t, ben, &signaling.ResetRaisedHands{Target: signaling.Targets{}})
	told{ben: {"error unknown_participant"}, ana: nil, cem: nil}.
		after(t, ben, &signaling.ResetRaisedHands{Target: signaling.Targets{cem.id, dora.id}})
	told{ben: {"update Cem guest"}, ana: {"update Cem guest"}, cem: {"raised_hand_reset_by_moderator Ben"}}.
		after(t, ben, &signaling.ResetRaisedHands{})

	ana.send(signaling.RaiseHand{})
	forget(ana, ben, cem)
	told{
		ben: {"raise_hands_disabled Ben", "update Ana guest"}, cem: {"raise_hands_disabled Ben", "update Ana guest"},
		ana: {"raise_hands_disabled Ben"}, dora: nil,
	}.after(t, ben, signaling.DisableRaiseHands{})
	told{ana: {"error raise_hands_disabled"}, ben: nil, cem: nil}.after(t, ana, signaling.RaiseHand{})
	told{ben: nil, ana: nil}.after(t, ben, signaling.DisableRaiseHands{})
	told{ben: {"raise_hands_enabled Ben"}, ana: {"raise_hands_enabled Ben"}, cem: {"raise_hands_enabled Ben"}, dora: nil}.
		after(t, ben, signaling.EnableRaiseHands{})
	told{ana: {"hand_raised"}, ben: {"update Ana guest hand up"}}.after(t, ana, signaling.RaiseHand{})
}

func TestSeveralHandsAreLoweredByName(t *testing.T) {
	w := newWorld(t)
	ben, ana, cem, emil := w.as("Ben"), w.inside("Ana"), w.inside("Cem"), w.inside("Emil")
	for _, c := range []*client{ana, cem, emil} {
		c.send(signaling.RaiseHand{})
		forget(c)
	}
	forget(ben, ana, cem, emil)
	ben.send(&signaling.ResetRaisedHands{Target: signaling.Targets{ana.id, cem.id}})
	forget(ben)
	emil.wantHeardInAnyOrder("update Ana guest", "update Cem guest")
	ana.wantHeardInAnyOrder("raised_hand_reset_by_moderator Ben", "update Cem guest")
	// Emil's hand is up still: who comes sees it.
	fay := w.connect(w.startAs("Mia", "").Ticket)
	fay.send(&signaling.Join{})
	for _, p := range receive[*signaling.JoinSuccess](fay).Participants {
		if up := p.ID == emil.id; p.Control.HandIsUp != up {
			t.Errorf("the hand of %s is up: %t", p.Control.DisplayName, p.Control.HandIsUp)
		}
	}
}

func TestHandsOfThoseWhoAreNotInside(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	ana := w.waits("Ana")
	forget(ben)
	told{ana: {"error not_yet_joined"}, ben: nil}.after(t, ana, signaling.RaiseHand{})
	told{ana: {"error not_yet_joined"}, ben: nil}.after(t, ana, signaling.LowerHand{})
	told{ben: {"error unknown_participant"}, ana: nil}.after(t, ben, &signaling.ResetRaisedHands{Target: signaling.Targets{ana.id}})
}
