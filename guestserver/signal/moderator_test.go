package signal_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
)

func (w *world) knock(name string) lobby.Guest {
	w.t.Helper()
	g, _, err := w.Knock(w.t.Context(), lobby.Knock{MeetingID: choirID, Name: name})
	if err != nil {
		w.t.Fatal(err)
	}
	return g
}

// remember has the choir remember a verdict.
func (w *world) remember(v lobby.Verdict) {
	w.t.Helper()
	if err := w.Remember(w.t.Context(), choirID, v, lobby.Person{}); err != nil {
		w.t.Fatal(err)
	}
}

func TestModeratorFindsWhoWaits(t *testing.T) {
	w := newWorld(t)
	zoe, ana := w.knock("Zoe"), w.knock("Ana")
	if err := w.Remember(t.Context(), choirID, lobby.Deny, lobby.Person{}); err != nil {
		t.Fatal(err)
	}
	w.knock("Denied")
	_, state := w.moderator()
	if state.ID != "ben" || state.DisplayName != "Ben" || state.Role != signaling.RoleModerator || !state.IsRoomOwner {
		t.Errorf("joined as %+v, want the moderator Ben", state)
	}
	if state.EventInfo == nil || state.EventInfo.RoomID != choirID || state.EventInfo.Title != "Choir" {
		t.Errorf("joined at %+v, want the choir", state.EventInfo)
	}
	if state.Foyer == nil || state.Foyer.GuestPolicy != "ASK_MODERATOR" || state.Foyer.Remembered != signaling.DecisionDeny {
		t.Errorf("the door is %+v, want one that asks, and deny remembered", state.Foyer)
	}
	waiting := state.Moderation.WaitingParticipants
	if !state.Moderation.WaitingRoomEnabled || len(waiting) != 2 || waiting[0].ID != zoe.ID || waiting[1].ID != ana.ID {
		t.Fatalf("there wait %+v, want Zoe, then Ana", waiting)
	}
	if p := waiting[0]; p.Control.DisplayName != "Zoe" || p.WaitingRoomState != signaling.StateWaiting ||
		!p.Control.JoinedAt.Equal(zoe.KnockedAt.Truncate(1000)) {
		t.Errorf("Zoe is %+v", p)
	}
}

func TestModeratorWhoSignedOutDecidesNothing(t *testing.T) {
	w := newWorld(t)
	w.knock("Ana")
	ben, _ := w.moderator()
	w.sessions.over.Store(true)
	ben.send(&signaling.Allow{Everyone: true})
	ben.wantError("control insufficient_permissions")
	ben.wantClosed(websocket.ClosePolicyViolation)
	if waiting, err := w.Waiting(t.Context(), choirID); err != nil || len(waiting) != 1 {
		t.Errorf("%d wait (%v), want Ana", len(waiting), err)
	}
}

func TestModeratorWhoSignsOutHearsNothingMore(t *testing.T) {
	w := newWorld(t)
	ben, _ := w.moderator()
	also, _ := w.moderator()
	w.endpoint.SignedOut("another's token")
	ben.wantNothing()
	w.endpoint.SignedOut("Ben's token")
	ben.wantClosed(websocket.ClosePolicyViolation)
	also.wantClosed(websocket.ClosePolicyViolation)
}

func TestSessionIsForgottenWithItsConnection(t *testing.T) {
	w := newWorld(t)
	enter := func(session string) *client {
		c := w.connect(w.post("/v1/rooms/"+choirID+"/start", "", "Authorization", "Bearer "+session).Ticket)
		c.send(&signaling.Join{})
		return c
	}
	for _, session := range []string{"Ben's token", "Ben's token on the laptop"} {
		receive[*signaling.JoinSuccess](enter(session))
	}
	w.remember(lobby.Allow)
	receive[*signaling.JoinSuccess](enter("Uma's token"))
	if got := w.endpoint.Sessions(); len(got) != 3 {
		t.Errorf("there are sessions %q, want three", got)
	}
	if err := w.End(t.Context(), choirID, lobby.Person{ID: "ben"}); err != nil { // Of Uma the room then knows nothing more.
		t.Fatal(err)
	}
	if err := w.shut(); err != nil {
		t.Fatal(err)
	}
	if left := w.endpoint.Sessions(); len(left) != 0 {
		t.Errorf("sessions %q are left without a connection", left)
	}
}

func TestAllModeratorsLearnWhatOneDecides(t *testing.T) {
	w := newWorld(t)
	ana, cem := w.knock("Ana"), w.knock("Cem")
	ben, _ := w.moderator()
	other, _ := w.moderator()

	ben.send(&signaling.Allow{Everyone: true, Remember: true})
	for _, c := range []*client{ben, other} {
		d := receive[*signaling.Decided](c)
		if d.Decision != signaling.DecisionAllow || !slices.Equal(d.Guests, []string{ana.ID, cem.ID}) || d.By.Name != "Ben" {
			t.Errorf("told %+v, want both allowed by Ben", d)
		}
		if r := receive[*signaling.Remembered](c); r.Decision != signaling.DecisionAllow || r.By.Name != "Ben" {
			t.Errorf("told %+v, want allow remembered by Ben", r)
		}
	}
	for _, c := range []*client{ben, other} {
		receive[*signaling.WaitingRoomDisabled](c)
	}
	dora := w.knock("Dora")
	for _, c := range []*client{ben, other} {
		if d := receive[*signaling.Decided](c); !slices.Equal(d.Guests, []string{dora.ID}) || d.By != (signaling.Person{}) {
			t.Errorf("told %+v, want Dora allowed by the meeting itself", d)
		}
	}
	other.send(signaling.Forget{})
	for _, c := range []*client{ben, other} {
		if r := receive[*signaling.Remembered](c); r.Decision != "" {
			t.Errorf("told %+v, want nothing remembered", r)
		}
		receive[*signaling.WaitingRoomEnabled](c)
	}
	emil := w.knock("Emil")
	for _, c := range []*client{ben, other} {
		if g := receive[*signaling.JoinedWaitingRoom](c); g.ID != emil.ID {
			t.Errorf("told of %+v, want Emil", g)
		}
	}
	ben.send(&signaling.Deny{Everyone: true, Reason: "Closed"})
	for _, c := range []*client{ben, other} {
		if d := receive[*signaling.Decided](c); d.Decision != signaling.DecisionDeny || d.Reason != "Closed" || !slices.Equal(d.Guests, []string{emil.ID}) {
			t.Errorf("told %+v, want Emil denied", d)
		}
		receive[*signaling.LeftWaitingRoom](c)
		c.wantNothing()
	}
}

func TestOtherMeetingsModeratorHearsNothing(t *testing.T) {
	w := newWorld(t)
	a := w.post("/v1/rooms/"+bandID+"/start", "", "Authorization", "Bearer Cora's token")
	cora := w.connect(a.Ticket)
	cora.send(&signaling.Join{DisplayName: "Cora at the door"})
	if state := receive[*signaling.JoinSuccess](cora); state.DisplayName != "Cora at the door" {
		t.Errorf("joined as %q, want the name that she chose", state.DisplayName)
	}
	ana := w.knock("Ana")
	// A guest of another meeting cannot be decided on from here.
	cora.send(&signaling.Allow{Guests: []string{ana.ID}})
	cora.wantError("foyer unknown_participant")
	cora.send(&signaling.Accept{Target: ana.ID})
	cora.wantError("moderation unknown_participant")
	cora.wantNothing()
	w.waiting("Ana")
}

func TestDecisionThatCannotBeTakenIsRefused(t *testing.T) {
	w := newWorld(t)
	w.knock("Ana")
	c := w.connect(w.moderatorTicket())
	for _, early := range []signaling.Command{&signaling.Allow{Everyone: true}, &signaling.Accept{Target: "x"}, signaling.Forget{}, signaling.EnterRoom{}} {
		c.send(early)
		c.wantError("control not_yet_joined")
	}
	c.send(&signaling.Join{})
	receive[*signaling.JoinSuccess](c)
	c.send(&signaling.Join{})
	c.wantError("control already_joined")
	c.send(signaling.EnterRoom{})
	c.wantError("control not_accepted_or_not_in_waiting_room")
	for _, bad := range []signaling.Command{
		&signaling.Allow{}, &signaling.Allow{Everyone: true, Guests: []string{"x"}}, &signaling.Deny{Remember: true},
		&signaling.Deny{Everyone: true, Reason: strings.Repeat("x", lobby.MaxReason+1)}, &signaling.Remember{Decision: "maybe"},
	} {
		c.send(bad)
		c.wantError("foyer invalid_decision")
	}
	c.send(&signaling.Accept{Target: "nobody"})
	c.wantError("moderation unknown_participant")
	w.waiting("Ana")
}

// TestKnockWhileTheListIsReadComesAfterTheList has a guest knock when the list has been read, and is not on its way yet.
func TestKnockWhileTheListIsReadComesAfterTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		c := w.connect(w.moderatorTicket())
		w.happenMeanwhile(func() {
			w.knock("Ana")
			synctest.Wait() // Until what can be written is written.
		})
		c.send(&signaling.Join{})
		if waiting := receive[*signaling.JoinSuccess](c).Moderation.WaitingParticipants; len(waiting) != 0 {
			t.Errorf("the list has %+v, want nobody: Ana came later", waiting)
		}
		if g := receive[*signaling.JoinedWaitingRoom](c); g.Control.DisplayName != "Ana" {
			t.Errorf("told of %+v, want Ana", g)
		}
	})
}

// TestNobodyIsLostWhileModeratorsJoin has 200 guests knock while five moderators come: all of them end with the same list.
func TestNobodyIsLostWhileModeratorsJoin(t *testing.T) {
	w := newWorld(t)
	const guests, moderators = 200, 5
	var clients []*client
	for range moderators {
		clients = append(clients, w.connect(w.moderatorTicket()))
	}
	var knocking sync.WaitGroup
	arrived := make(chan struct{}, guests)
	for i := range guests {
		knocking.Go(func() {
			if _, _, err := w.Knock(t.Context(), lobby.Knock{MeetingID: choirID, Name: fmt.Sprint("Guest ", i)}); err != nil {
				t.Error(err)
			}
			arrived <- struct{}{}
		})
	}
	lists := make([][]string, moderators)
	var watching sync.WaitGroup
	for i, c := range clients {
		for range guests / (moderators + 1) { // Each joins when some more have knocked.
			<-arrived
		}
		watching.Go(func() {
			c.send(&signaling.Join{})
			lists[i] = watch(t, c, guests)
		})
	}
	knocking.Wait()
	watching.Wait()

	waiting, err := w.Waiting(t.Context(), choirID)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, g := range waiting {
		want = append(want, g.ID)
	}
	for i, list := range lists {
		if !slices.Equal(list, want) {
			t.Errorf("moderator %d has a list of %d guests that is not the list of %d who wait", i, len(list), len(want))
		}
	}
}

// watch follows the list of who waits until it has n guests, as a desk does. The list must come before any other event.
func watch(t *testing.T, c *client, n int) []string {
	var list []string
	joined := false
	for !joined || len(list) < n {
		e, err := c.next()
		if err != nil {
			t.Errorf("a moderator knows %d guests of %d: %v", len(list), n, err)
			return list
		}
		switch e := e.(type) {
		case *signaling.JoinSuccess:
			joined = true
			for _, p := range e.Moderation.WaitingParticipants {
				list = append(list, p.ID)
			}
		case *signaling.JoinedWaitingRoom:
			if !joined {
				t.Error("a knock was told before the list")
			}
			if !slices.Contains(list, e.ID) {
				list = append(list, e.ID)
			}
		default:
			t.Errorf("received %T", e)
		}
	}
	return list
}

func TestModeratorWhoLeavesIsForgotten(t *testing.T) {
	w := newWorld(t)
	first, _ := w.moderator()
	second, _ := w.moderator()
	first.Close()
	w.knock("Ana")
	receive[*signaling.JoinedWaitingRoom](second)
	second.send(&signaling.Allow{Everyone: true})
	receive[*signaling.Decided](second)
	if err := w.shut(); err != nil {
		t.Error(err)
	}
	second.wantClosed(websocket.CloseGoingAway)
	if n := w.endpoint.Connections(); n != 0 {
		t.Errorf("%d connections are left", n)
	}
}
