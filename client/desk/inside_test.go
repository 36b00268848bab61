package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/client/desk"
	"foyer/client/signaling"
)

// A meeting whose guests wait in BigBlueButton's own lobby appears, prompts and obeys like one that waits at Foyer.
func TestLobbyOfBigBlueButtonIsWorkedFromTheDesk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AskModerator, true)
		wantState(t, d, desk.Live)
		log := keepDiary(d)
		mia, ben, eve := h.arrive("Mia", "g1", true), h.arrive("Ben", "g2", true), h.arrive("Eve", "g3", true)
		pass(time.Second)
		wantWaiting(t, d, mia.UserID, ben.UserID, eve.UserID)
		if got := log.read(); len(got) == 0 || got[0].(desk.Knocked).Guests[0].Name != "Mia" {
			t.Errorf("told %+v", got)
		}
		decide := func(v desk.Verdict, id string) {
			t.Helper()
			if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: v, Guests: []string{id}}); err != nil {
				t.Fatal(err)
			}
			pass(time.Second)
		}
		decide(desk.Allow, mia.UserID)
		decide(desk.Deny, ben.UserID)
		wantWaiting(t, d, eve.UserID)
		got := log.read()
		if len(got) != 2 || got[0].(desk.Decided).By != "Ana (Foyer)" || got[1].(desk.Decided).Verdict != desk.Deny {
			t.Fatalf("told %+v", got)
		}
		h.enter(mia.SessionToken)
		pass(time.Second)
		if got := personNames(inside(t, d)); !slices.Equal(got, []string{"Mia"}) {
			t.Errorf("%v are inside", got)
		}
		if commands := h.heard(); len(commands) > 0 {
			t.Errorf("the portal heard %#v", commands)
		}
	})
}

func TestRememberInTheLobbyIsItsPolicy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AskModerator, true)
		h.arrive("Mia", "g1", true)
		pass(time.Second)
		decision := desk.Decision{Meeting: choir, Verdict: desk.Allow, Everyone: true, Remember: true}
		if err := d.Decide(t.Context(), decision); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		m := meeting(t, d, choir)
		if len(m.Waiting) > 0 || m.Remembered != desk.Allow || m.GuestPolicy != string(bbb.AlwaysAccept) {
			t.Errorf("%d wait, %q is remembered, the policy is %s", len(m.Waiting), m.Remembered, m.GuestPolicy)
		}
		if j := h.arrive("Ben", "g2", true); j.GuestStatus != "ALLOW" {
			t.Errorf("the next guest is %s", j.GuestStatus)
		}
		if err := d.Remember(t.Context(), choir, ""); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		if m := meeting(t, d, choir); m.Remembered != "" || m.GuestPolicy != string(bbb.AskModerator) {
			t.Errorf("%q is remembered, the policy is %s", m.Remembered, m.GuestPolicy)
		}
	})
}

func TestMessagesInTheLobby(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AskModerator, true)
		mia := h.arrive("Mia", "g1", true)
		pass(time.Second)
		if err := d.Say(t.Context(), choir, "", "Five minutes"); err != nil {
			t.Fatal(err)
		}
		if err := d.Say(t.Context(), choir, mia.UserID, "You are next"); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		if m := meeting(t, d, choir); m.Message != "Five minutes" || m.Waiting[0].Message != "You are next" {
			t.Errorf("all read %q, Mia reads %q", m.Message, m.Waiting[0].Message)
		}
	})
}

// Since when a guest waits outlasts a lost connection; while it is lost, what is shown is not live.
func TestLobbyOutlastsALostConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AskModerator, true)
		h.arrive("Mia", "g1", true)
		pass(time.Minute)
		since := meeting(t, d, choir).Waiting[0].Since
		log := keepDiary(d)
		h.sim.SetFault(bbbtest.FaultDown)
		h.sim.DropSockets()
		synctest.Wait()
		wantState(t, d, desk.Lost)
		err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Everyone: true})
		if !errors.Is(err, desk.ErrNotLive) {
			t.Errorf("deciding meanwhile: %v", err)
		}
		h.sim.SetFault(bbbtest.NoFault)
		pass(2 * time.Minute)
		wantState(t, d, desk.Live)
		if got := meeting(t, d, choir).Waiting; len(got) != 1 || !got[0].Since.Equal(since) {
			t.Errorf("waiting %+v, since %v before", got, since)
		}
		if got := log.read(); len(got) > 0 {
			t.Errorf("told %+v, but nobody came", got)
		}
	})
}

// A thousand came while the connection was lost. They are told once.
func TestThousandInTheLobbyAreOneUpdate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AskModerator, true)
		h.sim.SetFault(bbbtest.FaultDown)
		h.sim.DropSockets()
		synctest.Wait() // The companion has tried in vain, and tries again when all are there.
		h.sim.SetFault(bbbtest.NoFault)
		for i := range 1000 {
			_, err := h.client.Join(t.Context(), bbb.JoinParams{
				MeetingID: "choir", FullName: fmt.Sprint(i), Role: bbb.Viewer, UserID: fmt.Sprint("g", i), Guest: new(true),
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		log := keepDiary(d)
		pass(time.Minute)
		if got := log.read(); len(got) != 1 || len(got[0].(desk.Knocked).Guests) != 1000 {
			t.Errorf("told %d times", len(got))
		}
		if n := len(meeting(t, d, choir).Waiting); n != 1000 {
			t.Errorf("%d wait", n)
		}
	})
}

// A meeting that does not run is no lost connection. The companion comes when it starts, or when a guest is on the way.
func TestLobbyOfMeetingThatDoesNotRunYet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AskModerator, true)
		h.set(func() { h.closed, h.meetings[0].Running = true, false })
		if err := h.client.End(t.Context(), "choir", ""); err != nil {
			t.Fatal(err)
		}
		pass(3 * time.Minute)
		wantState(t, d, desk.Live)
		if m := meeting(t, d, choir); m.Running || len(m.Waiting) > 0 {
			t.Errorf("the meeting that has ended is %+v", m)
		}
		h.set(func() { h.companions = 0 })
		pass(10 * time.Minute)
		if h.companions > 0 {
			t.Errorf("%d companions for a meeting that does not run", h.companions)
		}

		created, err := h.client.Create(t.Context(), bbb.CreateParams{MeetingID: "choir", Name: "Choir", GuestPolicy: bbb.AskModerator})
		if err != nil {
			t.Fatal(err)
		}
		h.set(func() { h.closed, h.created = false, created })
		h.say(signaling.Decided{Decision: signaling.DecisionAllow, Guests: []string{"g1"}, Rule: "policy"})
		mia := h.arrive("Mia", "g1", true)
		pass(10 * time.Second)
		wantState(t, d, desk.Live)
		wantWaiting(t, d, mia.UserID)
	})
}

// The companion loses its rights: the desk shows nothing as live, and sends nothing.
func TestDemotedCompanionIsNoModerator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AskModerator, true)
		h.arrive("Mia", "g1", true)
		pass(time.Second)
		var companion desk.Person
		for _, p := range meeting(t, d, choir).Inside {
			if p.Self {
				companion = p
			}
		}
		other := desk.New(desk.Options{Dial: h.dial, Conference: h.conference})
		defer other.Close()
		h.set(func() { h.userID = "other" })
		other.Add("ana", "Other", h)
		pass(5 * time.Second)
		if err := other.SetModerator(t.Context(), choir, companion.ID, false); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		m := meeting(t, d, choir)
		if m.State != desk.Lost || !errors.Is(m.Problem, desk.ErrNotModerator) {
			t.Errorf("the state is %v, %v", m.State, m.Problem)
		}
	})
}

// Guests wait at Foyer, and what happens inside is done inside, by a companion who comes for it and goes again.
func TestPeopleInsideAreSeenWhileSomebodyLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AlwaysAccept, false)
		mia := h.arrive("Mia", "g1", true)
		if m := meeting(t, d, choir); m.Look != desk.Connecting || len(m.Inside) > 0 || h.companions > 0 {
			t.Errorf("nobody looks, but %+v, %d companions", m.Inside, h.companions)
		}
		stop, err := d.LookInside(choir)
		if err != nil {
			t.Fatal(err)
		}
		pass(5 * time.Second)
		h.act(mia.SessionToken, "hand")
		pass(time.Second)
		people := inside(t, d)
		if len(people) != 1 || !people[0].Hand || people[0].ExtID != "g1" || meeting(t, d, choir).Look != desk.Live {
			t.Fatalf("inside are %+v", people)
		}
		if err := d.LowerHands(t.Context(), choir); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		if inside(t, d)[0].Hand {
			t.Error("the hand is still up")
		}
		stop()
		stop()
		pass(30 * time.Second)
		if h.sim.Sockets() != 1 {
			t.Error("the companion left at once")
		}
		pass(time.Minute)
		if h.sim.Sockets() != 0 || len(meeting(t, d, choir).Inside) > 0 {
			t.Error("the companion stays though nobody looks")
		}
	})
}

// Who signs in again while looking goes on looking, until the look ends that was begun before.
func TestLookOutlastsSigningInAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AlwaysAccept, false)
		h.arrive("Mia", "g1", true)
		stop, err := d.LookInside(choir)
		if err != nil {
			t.Fatal(err)
		}
		pass(5 * time.Second)
		d.Add("ana", "Ana", h)
		pass(5 * time.Second)
		if m := meeting(t, d, choir); m.Look != desk.Live || len(m.Inside) == 0 {
			t.Errorf("signed in again, the look is %v, and shows %v", m.Look, personNames(m.Inside))
		}
		stop()
		pass(2 * time.Minute)
		if h.sim.Sockets() != 0 {
			t.Error("the companion stays though nobody looks")
		}
	})
}

// Kick by the portal's name of a guest: the companion comes, removes the person, and the portal knows.
func TestKickActsInsideAndAtThePortal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AlwaysAccept, false)
		h.arrive("Mia", "g1", true)
		h.arrive("Ben", "g2", true)
		for _, id := range []string{"g1", "g2"} {
			p := waits(id, 1)
			p.WaitingRoomState = ""
			h.say(signaling.Joined{Participant: p})
		}
		if err := d.Kick(t.Context(), choir, "g1", true); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		if got := personNames(inside(t, d)); !slices.Equal(got, []string{"Ben"}) {
			t.Errorf("%v are inside", got)
		}
		if got := h.heard(); len(got) != 1 || got[0].(*signaling.Block).Target != "g1" {
			t.Errorf("the portal heard %#v", got)
		}
		err := d.Kick(t.Context(), choir, "nobody", false)
		if !errors.Is(err, desk.ErrGone) {
			t.Errorf("kicking nobody: %v", err)
		}
		if err := d.SendBack(t.Context(), choir, inside(t, d)[0].ID); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		if got := h.heard(); len(got) != 1 || got[0].(*signaling.SendToWaitingRoom).Target != "g2" || len(inside(t, d)) > 0 {
			t.Errorf("the portal heard %#v, inside are %+v", got, inside(t, d))
		}
	})
}

// The portal does not see inside who came by its pages: it has to hear of them all the same, since they would come back.
func TestGuestWhomOnlyTheConferenceSeesIsKickedAtThePortalToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AlwaysAccept, false)
		h.arrive("Mia", "g1", true)
		h.arrive("Ben", "g2", true)
		h.arrive("Max", "m1", false)
		stop, err := d.LookInside(choir)
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		pass(5 * time.Second)
		ids := map[string]string{}
		for _, p := range inside(t, d) {
			ids[p.Name] = p.ID
		}
		err = errors.Join(d.Kick(t.Context(), choir, ids["Mia"], false), d.SendBack(t.Context(), choir, ids["Ben"]),
			d.Kick(t.Context(), choir, ids["Max"], false))
		if err != nil {
			t.Error(err)
		}
		pass(time.Second)
		got := h.heard()
		if len(got) != 2 || got[0].(*signaling.Kick).Target != "g1" || got[1].(*signaling.SendToWaitingRoom).Target != "g2" {
			t.Errorf("the portal heard %#v", got)
		}
		if people := inside(t, d); len(people) > 0 {
			t.Errorf("%v are inside", personNames(people))
		}
	})
}

// Foyer asked, and the meeting's own lobby asks again: it gets its answer from the desk.
func TestWhoWasAllowedIsNotAskedTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AskModerator, false)
		h.knock("g1", "g2", "g3")
		if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Guests: []string{"g1"}}); err != nil {
			t.Fatal(err)
		}
		h.say(signaling.Decided{Decision: signaling.DecisionAllow, Guests: []string{"g2"}, Rule: "name"})
		// The meeting lets everyone pass, which says nothing about this guest.
		h.say(signaling.Decided{Decision: signaling.DecisionAllow, Guests: []string{"g3"}, Rule: "policy"})
		stop, err := d.LookInside(choir)
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		pass(5 * time.Second)
		log := keepDiary(d)
		h.arrive("Mia", "g1", true)
		h.arrive("Ben", "g2", true)
		eve := h.arrive("Eve", "g3", true)
		pass(2 * time.Second)
		wantWaiting(t, d, eve.UserID)
		var knocked []string
		for _, c := range log.read() {
			if k, ok := c.(desk.Knocked); ok {
				knocked = append(knocked, k.Guests[0].Name)
			}
		}
		if !slices.Equal(knocked, []string{"Eve"}) {
			t.Errorf("asked for %v", knocked)
		}
	})
}

func TestDebriefEmptiesTheConference(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{}, bbb.AlwaysAccept, false)
		h.arrive("Mia", "g1", true)
		h.arrive("Max", "m1", false)
		if err := d.Debrief(t.Context(), choir, desk.Guests); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		if got := personNames(inside(t, d)); !slices.Equal(got, []string{"Max"}) {
			t.Errorf("%v are inside", got)
		}
		if err := d.Debrief(t.Context(), choir, desk.All); err != nil {
			t.Fatal(err)
		}
		pass(time.Second)
		if running, err := h.client.IsMeetingRunning(t.Context(), "choir"); err != nil || running {
			t.Errorf("running %v, %v", running, err)
		}
	})
}

// BigBlueButton 2.7 has no inside for the desk: Foyer's waiting room works, and the desk says what does not.
func TestOldBigBlueButtonHasNoInside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := openHall(t, bbbtest.Options{Version27: true}, bbb.AlwaysAccept, false)
		stop, err := d.LookInside(choir)
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		pass(time.Minute)
		m := meeting(t, d, choir)
		if m.Look != desk.Lost || !errors.Is(m.Limits, desk.ErrTooOld) || m.Can.Kick || m.Can.Mute || !m.Can.Deny {
			t.Errorf("look %v, limits %v, can %+v", m.Look, m.Limits, m.Can)
		}
		if h.companions != 1 {
			t.Errorf("%d companions", h.companions)
		}
		if err := d.Mute(t.Context(), choir); !errors.Is(err, desk.ErrTooOld) {
			t.Errorf("muting: %v", err)
		}
		if _, err := d.LookInside(choir); !errors.Is(err, desk.ErrTooOld) {
			t.Errorf("looking again: %v", err)
		}
		h.knock("g1")
		wantState(t, d, desk.Live)
		if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Everyone: true}); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		wantWaiting(t, d)
	})
}

// Guests wait in a lobby that the desk cannot see. It says so, and what helps.
func TestOldLobbyCannotBeWorked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, d := openHall(t, bbbtest.Options{Version27: true}, bbb.AskModerator, true)
		pass(time.Minute)
		if m := meeting(t, d, choir); !errors.Is(m.Limits, desk.ErrLobbyTooOld) {
			t.Errorf("limits %v", m.Limits)
		}
	})
}
