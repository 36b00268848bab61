package signal_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/signaling"
	"foyer/guestserver/meeting"
)

func TestGuestIsMadeAModeratorAndBack(t *testing.T) {
	w := newWorld(t)
	ben, ana, cem := w.as("Ben"), w.inside("Ana"), w.inside("Cem")
	dora := w.waits("Dora")
	forget(ben, ana, cem)

	told{
		ben: {"moderator_role_granted Ana", "update Ana moderator"}, cem: {"update Ana moderator"},
		ana: {"role_updated moderator", "joined_waiting_room Dora"}, dora: nil,
	}.inAnyOrder().after(t, ben, &signaling.GrantModeratorRole{Target: ana.id})
	told{ben: {"error nothing_to_do"}, ana: nil, cem: nil}.after(t, ben, &signaling.GrantModeratorRole{Target: ana.id})

	// The new moderator hears what moderators hear, and may do what they may.
	emil := w.waits("Emil")
	ana.wantHeard("joined_waiting_room Emil")
	forget(ben)
	told{ana: {"decided Emil allow by Ana"}, ben: {"decided Emil allow by Ana"}, emil: {"accepted"}, cem: nil, dora: nil}.
		after(t, ana, &signaling.Accept{Target: emil.id})

	told{
		ana: {"error target_is_room_owner"}, ben: nil, cem: nil,
	}.after(t, ana, &signaling.RevokeModeratorRole{Target: ben.id})
	told{
		ben: {"moderator_role_revoked Ana", "update Ana guest"}, cem: {"update Ana guest"}, ana: {"role_updated guest"},
	}.inAnyOrder().after(t, ben, &signaling.RevokeModeratorRole{Target: ana.id})
	told{ana: {"error insufficient_permissions"}, ben: nil, dora: nil}.after(t, ana, &signaling.Accept{Target: dora.id})
	told{ben: {"error nothing_to_do"}}.after(t, ben, &signaling.RevokeModeratorRole{Target: cem.id})
	told{ben: {"error unknown_participant"}}.after(t, ben, &signaling.GrantModeratorRole{Target: dora.id})
	told{ben: {"error unknown_participant"}}.after(t, ben, &signaling.RevokeModeratorRole{Target: "nobody"})
	w.waits("Fay")
	ana.wantHeard()
}

// Who was made a moderator, or is one no more, remains so over a reconnect.
func TestRoleHoldsOverAReconnect(t *testing.T) {
	w := newWorld(t)
	ben, mia, ana := w.as("Ben"), w.as("Mia"), w.inside("Ana")
	ben.send(&signaling.GrantModeratorRole{Target: ana.id})
	ben.send(&signaling.RevokeModeratorRole{Target: mia.id})
	forget(ben)

	again := w.connect(w.invited(ana.token).Ticket)
	again.send(&signaling.Join{})
	if welcome := receive[*signaling.JoinSuccess](again); welcome.Role != signaling.RoleModerator || welcome.Moderation.WaitingParticipants == nil {
		t.Errorf("Ana comes back as %s, want moderator with the list of who waits", welcome.Role)
	}
	ana.wantClosed(1000)
	mia = w.connect(w.startAs("Mia", "").Ticket)
	mia.send(&signaling.Join{})
	if welcome := receive[*signaling.JoinSuccess](mia); welcome.Role != signaling.RoleUser || welcome.Moderation.WaitingParticipants != nil ||
		welcome.Foyer.Capabilities != nil {
		t.Errorf("Mia comes back as %+v, want a user", welcome)
	}
}

// The right to moderate is asked for with each command, not only when someone comes.
func TestModeratorWhoLosesTheRightIsTold(t *testing.T) {
	w := newWorld(t)
	ben, mia := w.as("Ben"), w.as("Mia")
	ana := w.waits("Ana")
	forget(ben, mia)
	w.member("mia", meeting.RoleMember)
	told{
		mia: {"role_updated user", "error insufficient_permissions"}, ben: {"update Mia user"}, ana: nil,
	}.after(t, mia, &signaling.Allow{Everyone: true})
	w.waits("Cem")
	mia.wantHeard()
}

// Who only listens learns within seconds that it is a moderator no more, and hears nothing more that is for moderators.
func TestSilentModeratorWhoLosesTheRightIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		mia := w.as("Mia")
		heard := mia.listen()
		w.member("mia", meeting.RoleMember)
		<-time.After(11 * time.Second)
		w.knock("Ana")
		if heard := heard(); !slices.Equal(heard, []string{"role_updated user"}) {
			t.Errorf("Mia heard %q", heard)
		}
	})
}

func TestMeetingThatIsDeletedEndsForEveryone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		ben, ana, cem := w.as("Ben"), w.waits("Ana"), w.inside("Cem")
		forget(ben, ana)
		told := map[string]func() []string{"Ben": ben.listen(), "Ana": ana.listen(), "Cem": cem.listen()}
		m, err := w.meetings.Meeting(t.Context(), choirID)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.meetings.RemoveMeeting(t.Context(), choirID, m.Version); err != nil {
			t.Fatal(err)
		}
		<-time.After(11 * time.Second)
		for name, heard := range told {
			heard := heard()
			if len(heard) < 2 || heard[0] != "room_deleted" || heard[len(heard)-1] != closedNormally {
				t.Errorf("%s heard %q, want that the meeting is no more", name, heard)
			}
		}
	})
}
