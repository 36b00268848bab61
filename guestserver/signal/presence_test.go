package signal_test

import (
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
)

func TestParticipantsComeAndGo(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	dora := w.waits("Dora")
	forget(ben)
	ana := w.inside("Ana")
	ben.wantHeard("joined_waiting_room Ana", "decided Ana allow", "left_waiting_room Ana", "joined Ana")
	cem := w.inside("Cem")
	forget(ben)
	ana.wantHeard("joined Cem")
	dora.wantHeard()

	welcome := func(c *client) map[string]signaling.Participant {
		t.Helper()
		c.send(signaling.EnterRoom{})
		others := map[string]signaling.Participant{}
		for _, p := range receive[*signaling.JoinSuccess](c).Participants {
			others[p.Control.DisplayName] = p
		}
		return others
	}
	if others := welcome(cem); len(others) != 2 || !others["Ben"].Control.IsRoomOwner || others["Ben"].Control.Role != signaling.RoleModerator ||
		others["Ana"].Control.LeftAt != nil || others["Ana"].Control.ParticipationKind != signaling.KindGuest {
		t.Errorf("Cem sees %+v, want Ben and Ana", others)
	}
	ana.quit()
	for _, c := range []*client{ben, cem} {
		if left := receive[*signaling.Left](c); left.ID != ana.id || left.Reason != signaling.LeftQuit {
			t.Errorf("told %+v, want that Ana quit", left)
		}
	}
	await[*signaling.LeftWaitingRoom](ben) // That the lobby has noted it is told, too.
	if guests, err := w.Guests(t.Context(), choirID, lobby.Inside); err != nil || len(guests) != 1 || guests[0].ID != cem.id {
		t.Errorf("inside are %+v, %v; want Cem alone", guests, err)
	}
	if others := welcome(cem); others["Ana"].Control.LeftAt == nil {
		t.Error("Cem is not told that Ana has left")
	}
	cem.Close() // Without a word.
	if left := await[*signaling.Left](ben); left.ID != cem.id || left.Reason != signaling.LeftTimeout {
		t.Errorf("told %+v, want that Cem was lost", left)
	}
	dora.wantHeard()
}

func TestMemberOfTheMeetingComesAsAUser(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	start := w.startAs("Uma", "")
	uma := w.connect(start.Ticket)
	uma.send(&signaling.Join{})
	receive[*signaling.InWaitingRoom](uma)
	knock := receive[*signaling.JoinedWaitingRoom](ben)
	if c := knock.Control; c.Role != signaling.RoleUser || c.ParticipationKind != signaling.KindUser || c.DisplayName != "Uma" ||
		knock.Foyer == nil || !knock.Foyer.Account {
		t.Errorf("Ben is told of %+v, want Uma, who has an account", knock)
	}
	uma.send(&signaling.Allow{Everyone: true})
	uma.wantError("foyer insufficient_permissions")
	ben.send(&signaling.Accept{Target: knock.ID})
	receive[*signaling.Accepted](uma)
	uma.send(signaling.EnterRoom{})
	if welcome := receive[*signaling.JoinSuccess](uma); welcome.Role != signaling.RoleUser || welcome.Moderation.WaitingParticipants != nil {
		t.Errorf("Uma is told %+v, want to be a user", welcome)
	}
	uma.wantNothing()
	again := w.connect(w.startAs("Uma", start.Resumption).Ticket)
	again.send(&signaling.Join{})
	if welcome := receive[*signaling.JoinSuccess](again); welcome.ID != knock.ID {
		t.Error("Uma comes back as somebody else")
	}
	// The token is hers alone.
	if a := w.startAs("Mia", start.Resumption); a.Resumption == start.Resumption {
		t.Error("Mia took Uma's token over")
	}
}

func TestModeratorTakesTheOldConnectionOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		first := w.startAs("Ben", "")
		old := w.connect(first.Ticket)
		old.send(&signaling.Join{})
		receive[*signaling.JoinSuccess](old)
		mia := w.as("Mia")
		old.wantHeard("joined Mia")

		if foreign := w.startAs("Mia", first.Resumption); foreign.Resumption == first.Resumption {
			t.Error("Mia took Ben's token")
		}
		if unknown := w.startAs("Ben", "made up"); unknown.Resumption == "made up" {
			t.Error("Ben chose his own token")
		}
		old.wantHeard()
		second := w.startAs("Ben", first.Resumption)
		if second.Resumption != first.Resumption {
			t.Error("the resumption token changed")
		}
		old.wantClosed(1000)
		synctest.Wait() // Until the server has noticed.
		again := w.connect(second.Ticket)
		again.send(&signaling.Join{})
		if welcome := receive[*signaling.JoinSuccess](again); welcome.ID != "ben" {
			t.Errorf("Ben comes back as %s", welcome.ID)
		}
		mia.wantHeard("left ben quit", "joined Ben")

		again.quit()
		<-time.After(121 * time.Second)
		if late := w.startAs("Ben", first.Resumption); late.Resumption == first.Resumption {
			t.Error("a resumption token lasts for longer than two minutes after the connection")
		}
	})
}

func TestGuestResumesForTwoMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		w.as("Ben").listen()
		ana := w.inside("Ana")
		back := func() *client {
			t.Helper()
			c := w.connect(w.invited(ana.token).Ticket)
			c.send(&signaling.Join{})
			return c
		}
		second := back()
		if welcome := receive[*signaling.JoinSuccess](second); welcome.ID != ana.id {
			t.Error("Ana comes back as somebody else")
		}
		ana.wantClosed(1000)
		second.Close()
		<-time.After(2 * time.Minute)
		// The allowance stands, but who stayed away for long is asked whether it wants to enter.
		late := back()
		receive[*signaling.Accepted](late)
		late.send(signaling.EnterRoom{})
		receive[*signaling.JoinSuccess](late)
		guests, err := w.Guests(t.Context(), choirID, lobby.Inside)
		if err != nil || len(guests) != 1 {
			t.Errorf("inside are %+v, %v; want Ana", guests, err)
		}
	})
}

// A guest may have its old connection end in the very moment in which it comes back.
func TestGuestWhoComesBackInThatMomentIsInside(t *testing.T) {
	w := newWorld(t)
	ana := w.inside("Ana")
	for range 20 {
		ticket := w.invited(ana.token).Ticket
		again := w.connect(ticket)
		again.id, again.token = ana.id, ana.token
		again.send(&signaling.Join{})
		receive[*signaling.JoinSuccess](again)
		ana.wantClosed(1000)
		again.wantNothing()
		ana = again
	}
	ben := w.as("Ben")
	forget(ben, ana)
	told{ben: {"left Ana kicked"}, ana: {"kicked", closedNormally}}.after(t, ben, &signaling.Kick{Target: ana.id})
}

func TestGuestsHearWhetherAModeratorIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		a := w.invited("")
		ana := w.connect(a.Ticket)
		ana.send(&signaling.Join{DisplayName: "Ana"})
		if state := receive[*signaling.InWaitingRoom](ana).Foyer; state == nil || state.Attended {
			t.Errorf("Ana is told %+v, want that nobody is there", state)
		}
		heard := ana.listen()
		want := func(want ...string) {
			t.Helper()
			if heard := heard(); !slices.Equal(heard, want) {
				t.Errorf("Ana heard %q, want %q", heard, want)
			}
		}
		ben := w.as("Ben")
		want("attendance true")
		mia := w.as("Mia")
		ben.quit()
		want()
		// A desk that loses its connection comes back.
		mia.quit()
		<-time.After(5 * time.Second)
		mia = w.as("Mia")
		mia.listen()
		<-time.After(time.Minute)
		want()
		cem := w.connect(w.invited("").Ticket)
		cem.send(&signaling.Join{DisplayName: "Cem"})
		if state := receive[*signaling.InWaitingRoom](cem).Foyer; state == nil || !state.Attended {
			t.Errorf("Cem is told %+v, want that a moderator is there", state)
		}
		cem.listen()
		mia.Close()
		<-time.After(9 * time.Second)
		want()
		<-time.After(2 * time.Second)
		want("attendance false")
		if waiting, err := w.Waiting(t.Context(), choirID); err != nil || len(waiting) != 2 {
			t.Errorf("%d wait, %v; want both to wait on", len(waiting), err)
		}
	})
}

func TestStartOfSomeoneWithoutARole(t *testing.T) {
	w := newWorld(t)
	a := w.post("/v1/rooms/"+choirID+"/start", "", "Authorization", "Bearer Cora's token")
	if a.status != http.StatusNotFound {
		t.Errorf("Cora is answered %+v, want 404", a)
	}
	a = w.post("/v1/rooms/"+choirID+"/start", `{"breakout_room":"x"}`, "Authorization", "Bearer Ben's token")
	if a.status != http.StatusBadRequest || a.Code != "no_breakout_rooms" {
		t.Errorf("a start in a breakout room is answered %+v", a)
	}
}
