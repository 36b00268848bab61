package signal_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
)

// forModerators are all commands that only a moderator may send, each with a target.
func forModerators(target string) map[string][]signaling.Command {
	return map[string][]signaling.Command{
		"control": {&signaling.GrantModeratorRole{Target: target}, &signaling.RevokeModeratorRole{Target: target}},
		"moderation": {
			&signaling.Kick{Target: target}, &signaling.Ban{Target: target}, &signaling.SendToWaitingRoom{Target: target},
			&signaling.Debrief{KickScope: signaling.ScopeAll}, &signaling.ChangeDisplayName{Target: target, NewName: "X"},
			signaling.EnableWaitingRoom{}, signaling.DisableWaitingRoom{}, signaling.EnableRaiseHands{}, signaling.DisableRaiseHands{},
			&signaling.Accept{Target: target}, &signaling.ResetRaisedHands{},
		},
		"foyer": {
			&signaling.Allow{Guests: []string{target}}, &signaling.Allow{Everyone: true, Remember: true}, &signaling.Deny{Everyone: true},
			&signaling.Remember{Decision: signaling.DecisionAllow}, signaling.Forget{}, &signaling.Undo{DecisionID: 1},
			&signaling.SetPolicy{GuestPolicy: "ALWAYS_ACCEPT"}, &signaling.Say{Text: "Hello"}, &signaling.Rename{Target: target, Name: "X"},
			&signaling.Block{Target: target}, &signaling.Unblock{BlockID: 1}, &signaling.ShowQueue{Show: true},
			&signaling.SetRules{Rules: signaling.Rules{AllowedBefore: true}}, signaling.AdmitWaiting{},
		},
	}
}

// everything is what must not change, of the choir and who is there.
func (w *world) everything() string {
	w.t.Helper()
	ctx := w.t.Context()
	door, err := w.Door(ctx, choirID)
	if err != nil {
		w.t.Fatal(err)
	}
	m, err := w.meetings.Meeting(ctx, choirID)
	if err != nil {
		w.t.Fatal(err)
	}
	blocks, err := w.Blocks(ctx, choirID)
	if err != nil {
		w.t.Fatal(err)
	}
	log, err := w.Decisions(ctx, choirID, 0, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	var guests []string
	for _, state := range lobby.States() {
		in, err := w.Guests(ctx, choirID, state)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, g := range in {
			guests = append(guests, fmt.Sprint(g.Name, " ", g.State, " ", g.Message))
		}
	}
	return fmt.Sprint(door, m.GuestPolicy, m.Version, blocks, len(log), guests)
}

func TestOnlyModeratorsModerate(t *testing.T) {
	for _, c := range []struct {
		who  string
		come func(*world) *client
		want string
	}{
		{"someone who has not joined", func(w *world) *client { return w.connect(w.invited("").Ticket) }, "not_yet_joined"},
		{"a moderator who has not joined", func(w *world) *client { return w.connect(w.moderatorTicket()) }, "not_yet_joined"},
		{"a guest who waits", func(w *world) *client { return w.waits("Ana") }, "insufficient_permissions"},
		{"a guest inside", func(w *world) *client { return w.inside("Ana") }, "insufficient_permissions"},
		{"a member inside", (*world).umaInside, "insufficient_permissions"},
		{"a moderator who is none any more", func(w *world) *client {
			mia := w.as("Mia")
			w.as("Ben").send(&signaling.RevokeModeratorRole{Target: mia.id})
			receive[*signaling.Joined](mia)
			receive[*signaling.RoleUpdated](mia)
			return mia
		}, "insufficient_permissions"},
		{"a guest who was sent back", func(w *world) *client {
			ana := w.inside("Ana")
			if err := w.SendBack(w.t.Context(), choirID, ana.id, lobby.Person{}); err != nil {
				w.t.Fatal(err)
			}
			receive[*signaling.SentToWaitingRoom](ana)
			receive[*signaling.InWaitingRoom](ana)
			return ana
		}, "insufficient_permissions"},
	} {
		t.Run(c.who, func(t *testing.T) {
			w := newWorld(t)
			cem, dora := w.inside("Cem"), w.waits("Dora")
			intruder := c.come(w)
			forget(cem, dora)
			before := w.everything()
			for namespace, commands := range forModerators(cem.id) {
				if c.want == "not_yet_joined" {
					namespace = "control"
				}
				for _, command := range commands {
					intruder.send(command)
					intruder.wantError(namespace + " " + c.want)
				}
			}
			cem.wantHeard()
			dora.wantHeard()
			if after := w.everything(); after != before {
				t.Errorf("something changed:\n%s\n%s", before, after)
			}
		})
	}
}

// Who moderates one meeting reaches nobody at another.
func TestTargetInAnotherMeeting(t *testing.T) {
	w := newWorld(t)
	ana, cem := w.waits("Ana"), w.inside("Cem")
	before := w.everything()
	cora := w.connect(w.post("/v1/rooms/"+bandID+"/start", "", "Authorization", "Bearer Cora's token").Ticket)
	cora.send(&signaling.Join{})
	receive[*signaling.JoinSuccess](cora)
	for _, target := range []string{ana.id, cem.id} {
		for want, commands := range map[string][]signaling.Command{
			"control unknown_participant": {&signaling.GrantModeratorRole{Target: target}, &signaling.RevokeModeratorRole{Target: target}},
			"moderation unknown_participant": {
				&signaling.Kick{Target: target}, &signaling.Ban{Target: target}, &signaling.SendToWaitingRoom{Target: target},
				&signaling.ChangeDisplayName{Target: target, NewName: "X"}, &signaling.Accept{Target: target},
				&signaling.ResetRaisedHands{Target: signaling.Targets{target}},
			},
			"foyer unknown_participant": {
				&signaling.Allow{Guests: []string{target}}, &signaling.Deny{Guests: []string{target}}, &signaling.Block{Target: target},
				&signaling.Rename{Target: target, Name: "X"}, &signaling.Say{Target: target, Text: "Hello"},
			},
		} {
			for _, command := range commands {
				cora.send(command)
				cora.wantError(want)
			}
		}
	}
	log, err := w.Decisions(t.Context(), choirID, 0, 1)
	if err != nil || len(log) != 1 {
		t.Fatalf("the log has %+v, %v", log, err)
	}
	cora.send(&signaling.Undo{DecisionID: log[0].ID})
	cora.wantError("foyer too_late")
	ana.wantHeard()
	cem.wantHeard()
	if after := w.everything(); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
}

func TestTextsThatAreTooLong(t *testing.T) {
	w := newWorld(t)
	ben, ana := w.as("Ben"), w.waits("Ana")
	forget(ben)
	before := w.everything()
	long := strings.Repeat("ä", 30_000)
	for want, c := range map[string]signaling.Command{
		"foyer invalid_decision":          &signaling.Deny{Everyone: true, Reason: long},
		"foyer invalid_text":              &signaling.Say{Text: long},
		"foyer invalid_username":          &signaling.Rename{Target: ana.id, Name: long},
		"foyer invalid_rules":             &signaling.SetRules{Rules: signaling.Rules{Names: []string{long}}},
		"foyer invalid_policy":            &signaling.SetPolicy{GuestPolicy: long},
		"moderation invalid_display_name": &signaling.ChangeDisplayName{Target: ana.id, NewName: long},
		"moderation unknown_participant":  &signaling.Kick{Target: long},
	} {
		ben.send(c)
		ben.wantError(want)
	}
	ana.wantHeard()
	if after := w.everything(); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
}

// Whoever sends faster than the protocol allows is told so and thrown out, and nobody else is disturbed.
func TestWhoSendsTooMuchIsThrownOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		ben, ana := w.as("Ben"), w.waits("Ana")
		receive[*signaling.JoinedWaitingRoom](ben)
		for range 29 { // The first was the join.
			ana.wantNothing()
		}
		ana.send(signaling.Ping{})
		receive[*signaling.RateLimitExceeded](ana)
		ana.wantClosed(websocket.CloseTryAgainLater)
		// Its place is kept, as for anyone who lost the connection.
		w.waiting("Ana")
		again := w.connect(w.invited(ana.token).Ticket)
		again.send(&signaling.Join{})
		receive[*signaling.InWaitingRoom](again)
		for range 100 {
			<-time.After(100 * time.Millisecond)
			again.wantNothing()
		}
		ben.wantNothing()
	})
}

// A ticket opens the meeting that it was given for, for whom it was given for.
func TestForeignTicket(t *testing.T) {
	w := newWorld(t)
	ticket := w.moderatorTicket()
	for _, bad := range []string{
		strings.Replace(ticket, choirID, bandID, 1), ticket[:len(ticket)-1], ticket + "x", bandID + "#" + strings.Repeat("A", 27), choirID,
	} {
		if c, status := w.tryConnect(http.Header{}, signaling.TicketProtocol(bad), signaling.Subprotocol); c != nil ||
			status != "Unauthorized invalid_ticket" {
			t.Errorf("the ticket %s is answered %q", bad, status)
		}
	}
	w.connect(ticket).wantNothing()
	ana := w.waits("Ana")
	// A guest's token is none for signing in, and an account's is none of a guest.
	a := w.post("/v1/rooms/"+choirID+"/start", "", "Authorization", "Bearer "+ana.token)
	if a.status != http.StatusUnauthorized {
		t.Errorf("a guest's token is answered %+v", a)
	}
	if a := w.startAs("Uma", ana.token); a.Resumption == ana.token {
		t.Error("Uma took Ana's place")
	}
	if a := w.invited(w.startAs("Ben", "").Resumption); a.Resumption == "" || a.Ticket == "" {
		t.Errorf("a moderator's token is answered %+v, want a new guest", a)
	}
	ana.wantNothing()
}
