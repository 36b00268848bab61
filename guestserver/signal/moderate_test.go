package signal_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
)

func TestKick(t *testing.T) {
	w := newWorld(t)
	ben, mia, ana, cem := w.as("Ben"), w.as("Mia"), w.inside("Ana"), w.inside("Cem")
	dora := w.waits("Dora")
	forget(ben, mia, ana, cem)
	told{
		ben: {"left Ana kicked"}, mia: {"left Ana kicked"}, cem: {"left Ana kicked"}, ana: {"kicked", closedNormally}, dora: nil,
	}.after(t, ben, &signaling.Kick{Target: ana.id})
	told{ben: {"error unknown_participant"}, mia: nil}.after(t, ben, &signaling.Kick{Target: ana.id})
	told{ben: {"error unknown_participant"}, dora: nil}.after(t, ben, &signaling.Kick{Target: dora.id})
	told{ben: {"left Mia kicked"}, mia: {"kicked", closedNormally}, cem: {"left Mia kicked"}}.
		after(t, ben, &signaling.Kick{Target: mia.id})
	w.as("Mia") // She may come again.
	forget(ben)

	// Ana may come again, too, but has to wait.
	again := w.connect(w.invited(ana.token).Ticket)
	again.send(&signaling.Join{DisplayName: "Ana"})
	receive[*signaling.InWaitingRoom](again)
	if g := w.waiting("Ana"); g.ID == ana.id {
		t.Error("who was kicked has its old place")
	}
}

func TestBan(t *testing.T) {
	w := newWorld(t)
	ben, mia, ana, uma := w.as("Ben"), w.as("Mia"), w.inside("Ana"), w.umaInside()
	forget(ben, mia, ana, uma)
	told{ben: {"error cannot_ban_guest"}, ana: nil, mia: nil}.after(t, ben, &signaling.Ban{Target: ana.id})
	told{mia: {"error target_is_room_owner"}, ben: nil}.after(t, mia, &signaling.Ban{Target: ben.id})
	told{
		ben: {"left Uma banned", "blocked Uma by Ben"}, mia: {"left Uma banned", "blocked Uma by Ben"}, ana: {"left Uma banned"},
		uma: {"banned", closedNormally},
	}.after(t, ben, &signaling.Ban{Target: uma.id})
	told{
		ben: {"blocked Mia by Ben", "left Mia banned"}, mia: {"blocked Mia by Ben", "banned", closedNormally}, ana: {"left Mia banned"},
	}.after(t, ben, &signaling.Ban{Target: mia.id})
	told{ben: {"error unknown_participant"}, ana: nil}.after(t, ben, &signaling.Ban{Target: "nobody"})
	for _, name := range []string{"Uma", "Mia"} {
		a := w.post("/v1/rooms/"+choirID+"/start", "", "Authorization", "Bearer "+name+"'s token")
		if a.status != http.StatusForbidden || a.Code != "banned_from_room" {
			t.Errorf("%s, who was banned, is answered %+v", name, a)
		}
	}
}

// umaInside has Uma, a member, come in.
func (w *world) umaInside() *client {
	w.t.Helper()
	a := w.startAs("Uma", "")
	uma := w.connect(a.Ticket)
	uma.send(&signaling.Join{})
	receive[*signaling.InWaitingRoom](uma)
	uma.id, uma.token = w.waiting("Uma").ID, a.Resumption
	w.name(uma.id, "Uma")
	w.allow(uma)
	receive[*signaling.Accepted](uma)
	uma.send(signaling.EnterRoom{})
	receive[*signaling.JoinSuccess](uma)
	return uma
}

func TestSendToWaitingRoom(t *testing.T) {
	w := newWorld(t)
	ben, mia, ana, cem := w.as("Ben"), w.as("Mia"), w.inside("Ana"), w.inside("Cem")
	dora := w.waits("Dora")
	forget(ben, mia, ana, cem)
	told{
		ben: {"left Ana sent_to_waiting_room", "joined_waiting_room Ana"}, mia: {"left Ana sent_to_waiting_room", "joined_waiting_room Ana"},
		cem: {"left Ana sent_to_waiting_room"}, ana: {"sent_to_waiting_room", "in_waiting_room"}, dora: nil,
	}.after(t, ben, &signaling.SendToWaitingRoom{Target: ana.id})
	// The connection goes on as if Ana had just come.
	told{ana: {"error not_accepted_or_not_in_waiting_room"}, ben: nil, cem: nil}.after(t, ana, signaling.EnterRoom{})
	told{ana: {"error not_yet_joined"}, ben: nil}.after(t, ana, signaling.RaiseHand{})
	told{ben: {"decided Ana allow by Ben"}, ana: {"accepted"}, cem: nil, mia: {"decided Ana allow by Ben"}}.
		after(t, ben, &signaling.Accept{Target: ana.id})
	ana.send(signaling.EnterRoom{})
	receive[*signaling.JoinSuccess](ana)
	cem.wantHeard("joined Ana")

	forget(ben, mia)
	told{mia: {"error cannot_send_room_owner_to_waiting_room"}, ben: nil}.after(t, mia, &signaling.SendToWaitingRoom{Target: ben.id})
	told{ben: {"error unknown_participant"}, dora: nil}.after(t, ben, &signaling.SendToWaitingRoom{Target: dora.id})
	told{ben: {"error unknown_participant"}}.after(t, ben, &signaling.SendToWaitingRoom{Target: "nobody"})

	// A role that was given does not come back with the guest.
	ben.send(&signaling.GrantModeratorRole{Target: ana.id})
	ben.send(&signaling.SendToWaitingRoom{Target: ana.id})
	ben.send(&signaling.Accept{Target: ana.id})
	forget(ben, ana)
	ana.send(signaling.EnterRoom{})
	if welcome := receive[*signaling.JoinSuccess](ana); welcome.Role != signaling.RoleGuest {
		t.Errorf("Ana comes back as %s, want guest", welcome.Role)
	}
}

func TestDebrief(t *testing.T) {
	for _, c := range []struct {
		scope string
		// sent are those, beside Ben, who have to go.
		sent string
	}{
		{signaling.ScopeGuests, "Ana"},
		{signaling.ScopeUsersAndGuests, "Ana Uma"},
		{signaling.ScopeAll, "Ana Uma Mia Cem"},
	} {
		t.Run(c.scope, func(t *testing.T) {
			w := newWorld(t)
			everyone := map[string]*client{"Ben": w.as("Ben"), "Mia": w.as("Mia"), "Ana": w.inside("Ana"), "Uma": w.umaInside()}
			dora := w.waits("Dora")
			ben := everyone["Ben"]
			everyone["Cem"] = w.inside("Cem") // Made a moderator, and asked to go as one.
			ben.send(&signaling.GrantModeratorRole{Target: everyone["Cem"].id})
			for _, c := range everyone {
				forget(c)
			}
			ben.send(&signaling.Debrief{KickScope: c.scope})
			if heard := ben.heard(); c.scope != signaling.ScopeAll && !slices.Contains(heard, "debriefing_started Ben") ||
				c.scope == signaling.ScopeAll && !slices.Contains(heard, "session_ended Ben") {
				t.Errorf("Ben hears %q", heard)
			}
			delete(everyone, "Ben")
			for name, client := range everyone {
				if strings.Contains(c.sent, name) {
					heard := strings.Join(client.toTheEnd(), ", ")
					if !strings.HasSuffix(heard, "session_ended Ben, "+closedNormally) {
						t.Errorf("%s hears %s, want the session to end", name, heard)
					}
				} else if heard := strings.Join(client.heard(), ", "); !strings.HasSuffix(heard, "debriefing_started Ben") {
					t.Errorf("%s hears %s, want the debriefing to start", name, heard)
				}
			}
			dora.wantHeard()
			w.waiting("Dora")
		})
	}
}

func TestChangeDisplayName(t *testing.T) {
	w := newWorld(t)
	ben, ana, cem, uma := w.as("Ben"), w.inside("Ana"), w.inside("Cem"), w.umaInside()
	dora := w.waits("Dora")
	forget(ben, ana, cem, uma)
	everyone := []string{"display_name_changed Ana Ben Anna", "update Ana guest"}
	told{ben: everyone, ana: everyone, cem: everyone, uma: everyone, dora: nil}.
		after(t, ben, &signaling.ChangeDisplayName{Target: ana.id, NewName: " Anna "})
	// Whoever waits is renamed for itself and the moderators alone.
	told{ben: {"display_name_changed Dora Ben Dorothea"}, dora: {"renamed Dorothea"}, ana: nil, cem: nil}.
		after(t, ben, &signaling.ChangeDisplayName{Target: dora.id, NewName: "Dorothea"})
	if g := w.waiting("Dorothea"); g.AskedName != "Dora" {
		t.Errorf("Dora had called herself %q", g.AskedName)
	}
	for _, c := range []struct{ target, name, want string }{
		{uma.id, "Ursula", "error cannot_change_name_of_registered_users"},
		{ben.id, "Benno", "error cannot_change_name_of_registered_users"},
		{ana.id, "", "error invalid_display_name"},
		{ana.id, " \u200b ", "error invalid_display_name"},
		{ana.id, strings.Repeat("x", 101), "error invalid_display_name"},
		{"nobody", "Ana", "error unknown_participant"},
	} {
		told{ben: {c.want}, ana: nil, uma: nil, cem: nil}.after(t, ben, &signaling.ChangeDisplayName{Target: c.target, NewName: c.name})
	}
}

func TestWaitingRoomIsDisabledAndEnabled(t *testing.T) {
	w := newWorld(t)
	ben, ana := w.as("Ben"), w.inside("Ana")
	dora := w.waits("Dora")
	forget(ben, ana)

	ben.send(signaling.DisableWaitingRoom{})
	receive[*signaling.Remembered](ben)
	receive[*signaling.WaitingRoomDisabled](ben)
	receive[*signaling.WaitingRoomDisabled](ana)
	// Who waits goes on waiting, and is not told.
	dora.wantHeard()
	w.waiting("Dora")
	emil := w.connect(w.invited("").Ticket)
	emil.send(&signaling.Join{DisplayName: "Emil"})
	receive[*signaling.JoinSuccess](emil)

	forget(ben, ana)
	ben.send(signaling.EnableWaitingRoom{})
	receive[*signaling.Remembered](ben)
	receive[*signaling.WaitingRoomEnabled](ben)
	receive[*signaling.WaitingRoomEnabled](ana)
	w.waits("Fay")
	forget(ben)
	told{ben: nil, ana: nil}.after(t, ben, signaling.EnableWaitingRoom{})
}

// A meeting whose policy lets everyone in gets a waiting room by changing that.
func TestWaitingRoomOfAnOpenMeeting(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	ben.send(&signaling.SetPolicy{GuestPolicy: "ALWAYS_ACCEPT"})
	ben.wantInTheEnd("policy_changed ALWAYS_ACCEPT by Ben", "waiting_room_disabled")
	ben.send(signaling.EnableWaitingRoom{})
	ben.wantInTheEnd("policy_changed ASK_MODERATOR by Ben", "waiting_room_enabled")
	w.waits("Ana")
}

func TestWhoWaitsIsAdmittedWithTheWaitingRoom(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	ana, cem := w.waits("Ana"), w.waits("Cem")
	forget(ben)
	ben.send(signaling.AdmitWaiting{})
	receive[*signaling.Decided](ben)
	if r := receive[*signaling.Remembered](ben); r.Decision != signaling.DecisionAllow {
		t.Errorf("remembered is %q, want allow", r.Decision)
	}
	receive[*signaling.WaitingRoomDisabled](ben)
	ana.wantHeard("accepted")
	cem.wantHeard("accepted")
	if door, err := w.Door(t.Context(), choirID); err != nil || door.Verdict() != lobby.Allow {
		t.Errorf("the door is %+v, %v; want it open", door, err)
	}
}
