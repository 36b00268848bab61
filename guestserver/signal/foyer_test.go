package signal_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

func TestDecisionIsUndone(t *testing.T) {
	w := newWorld(t)
	ben, mia := w.as("Ben"), w.as("Mia")
	ana, cem := w.waits("Ana"), w.waits("Cem")
	forget(ben, mia)
	decide := func(c signaling.Command) int64 {
		t.Helper()
		ben.send(c)
		d := receive[*signaling.Decided](ben)
		forget(ben, mia, ana, cem)
		return d.DecisionID
	}
	back := []string{"undone Ana by Mia", "joined_waiting_room Ana"}
	denied := decide(&signaling.Deny{Guests: []string{ana.id}, Reason: "Full"})
	told{mia: back, ben: back, ana: {"in_waiting_room"}, cem: nil}.after(t, mia, &signaling.Undo{DecisionID: denied})
	told{mia: {"error too_late"}, ben: nil, ana: nil}.after(t, mia, &signaling.Undo{DecisionID: denied})
	allowed := decide(&signaling.Allow{Guests: []string{ana.id}})
	told{mia: back, ben: back, ana: {"in_waiting_room"}, cem: nil}.after(t, mia, &signaling.Undo{DecisionID: allowed})
	told{ana: {"error not_accepted_or_not_in_waiting_room"}}.after(t, ana, signaling.EnterRoom{})

	// Who has entered stays inside.
	allowed = decide(&signaling.Allow{Everyone: true})
	ana.send(signaling.EnterRoom{})
	receive[*signaling.JoinSuccess](ana)
	forget(ben, mia)
	told{
		mia: {"undone Cem by Mia", "joined_waiting_room Cem"}, cem: {"in_waiting_room"}, ana: nil,
	}.after(t, mia, &signaling.Undo{DecisionID: allowed})
	told{mia: {"error too_late"}}.after(t, mia, &signaling.Undo{DecisionID: 1 << 40})
	told{mia: {"error too_late"}}.after(t, mia, &signaling.Undo{DecisionID: -1})
	w.waiting("Cem")
}

func TestWhatIsRememberedIsUndoneWithItsDecision(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	w.waits("Ana")
	forget(ben)
	ben.send(&signaling.Deny{Everyone: true, Remember: true})
	d := receive[*signaling.Decided](ben)
	ben.wantHeard("left_waiting_room Ana", "remembered deny by Ben")
	ben.send(&signaling.Undo{DecisionID: d.DecisionID})
	ben.wantHeard("undone Ana by Ben", "joined_waiting_room Ana", "remembered by Ben")
	w.waits("Cem")
}

func TestModeratorWritesToThoseWhoWait(t *testing.T) {
	w := newWorld(t)
	ben, mia := w.as("Ben"), w.as("Mia")
	ana, cem, emil := w.waits("Ana"), w.waits("Cem"), w.inside("Emil")
	forget(ben, mia, ana, cem)
	told{
		ben: {"said We begin at nine by Ben"}, mia: {"said We begin at nine by Ben"}, ana: {"said We begin at nine"},
		cem: {"said We begin at nine"}, emil: nil,
	}.after(t, ben, &signaling.Say{Text: "We begin at nine"})
	told{ben: {"said Ana Camera, please by Ben"}, mia: {"said Ana Camera, please by Ben"}, ana: {"said Camera, please"}, cem: nil, emil: nil}.
		after(t, ben, &signaling.Say{Target: ana.id, Text: "Camera, please"})

	// Whoever comes later reads what is for all, and Ana what is for her.
	message := func(c *client) string {
		t.Helper()
		return receive[*signaling.InWaitingRoom](c).Foyer.Message
	}
	fay := w.connect(w.invited("").Ticket)
	fay.send(&signaling.Join{DisplayName: "Fay"})
	if m := message(fay); m != "We begin at nine" {
		t.Errorf("Fay reads %q", m)
	}
	again := w.connect(w.invited(ana.token).Ticket)
	again.send(&signaling.Join{})
	if m := message(again); m != "Camera, please" {
		t.Errorf("Ana reads %q", m)
	}
	forget(ben, mia)
	told{ben: {"said by Ben"}, cem: {"said"}}.after(t, ben, &signaling.Say{})
	told{ben: {"error unknown_participant"}, cem: nil}.after(t, ben, &signaling.Say{Target: "nobody", Text: "Hello"})
	told{ben: {"error invalid_text"}, cem: nil}.after(t, ben, &signaling.Say{Text: strings.Repeat("x", lobby.MaxMessage+1)})
}

func TestWaitingGuestIsRenamed(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	ana, cem := w.waits("Ana"), w.waits("Cem")
	forget(ben)
	told{ben: {"display_name_changed Ana Ben Ana B"}, ana: {"renamed Ana B"}, cem: nil}.
		after(t, ben, &signaling.Rename{Target: ana.id, Name: "Ana B"})
	told{ben: {"error invalid_username"}, ana: nil}.after(t, ben, &signaling.Rename{Target: ana.id, Name: " "})
	told{ben: {"error unknown_participant"}}.after(t, ben, &signaling.Rename{Target: "nobody", Name: "Ana"})
	_, state := w.moderator()
	if p := state.Moderation.WaitingParticipants[0]; p.Control.DisplayName != "Ana B" || p.Foyer == nil || p.Foyer.AskedName != "Ana" {
		t.Errorf("the list has %+v, want Ana B who called herself Ana", p)
	}
}

func TestModeratorsSeeWhoAgreedToARecording(t *testing.T) {
	w := newWorld(t)
	for _, k := range []lobby.Knock{{Name: "Ana", Consent: true}, {Name: "Cem"}} { // Cem came before it was asked for.
		k.MeetingID = choirID
		if _, _, err := w.Knock(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	_, state := w.moderator()
	for i, agreed := range []bool{true, false} {
		p := state.Moderation.WaitingParticipants[i]
		if told := p.Foyer != nil && p.Foyer.RecordingConsent; told != agreed {
			t.Errorf("%s agreed: %v, want %v", p.Control.DisplayName, told, agreed)
		}
	}
}

func TestBlockedGuestStaysOutUntilUnblocked(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	ana, cem := w.waits("Ana"), w.inside("Cem")
	forget(ben)
	ben.send(&signaling.Block{Target: ana.id})
	blocked := receive[*signaling.Blocked](ben)
	if blocked.Guest != ana.id || blocked.Name != "Ana" || blocked.By.Name != "Ben" {
		t.Errorf("told %+v, want Ana blocked by Ben", blocked)
	}
	ben.wantHeard("left_waiting_room Ana")
	ana.wantHeard("denied true")
	told{ben: {"left Cem banned", "blocked Cem by Ben", "left_waiting_room Cem"}, cem: {"banned", closedNormally}}.
		after(t, ben, &signaling.Block{Target: cem.id})
	told{ben: {"error unknown_participant"}}.after(t, ben, &signaling.Block{Target: "nobody"})

	for _, guest := range []*client{ana, cem} {
		again := w.connect(w.invited("", "Cookie", cookieName(choirID)+"="+guest.token).Ticket)
		again.send(&signaling.Join{DisplayName: "Somebody else"})
		receive[*signaling.Denied](again)
		again.send(signaling.EnterRoom{})
		again.heard()
	}
	if waiting, err := w.Waiting(t.Context(), choirID); err != nil || len(waiting) != 0 {
		t.Errorf("%+v wait, %v; want nobody", waiting, err)
	}
	_, state := w.moderator()
	if len(state.Foyer.Blocks) != 2 || state.Foyer.Blocks[1].BlockID != blocked.BlockID {
		t.Errorf("blocked are %+v, want Cem and Ana", state.Foyer.Blocks)
	}
	forget(ben)
	told{ben: {"unblocked Ana by Ben"}}.after(t, ben, &signaling.Unblock{BlockID: blocked.BlockID})
	told{ben: {"error nothing_to_do"}}.after(t, ben, &signaling.Unblock{BlockID: blocked.BlockID})
}

func TestGuestsSeeTheirPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		ben := w.as("Ben")
		ana, cem := w.waits("Ana"), w.waits("Cem")
		forget(ben)
		told := map[string]func() []string{"Ben": ben.listen(), "Ana": ana.listen(), "Cem": cem.listen()}
		want := func(want map[string]string) {
			t.Helper()
			<-time.After(3 * time.Second)
			for name, heard := range told {
				if heard := strings.Join(heard(), ", "); heard != want[name] {
					t.Errorf("%s heard %q, want %q", name, heard, want[name])
				}
			}
		}
		want(nil)
		ben.send(&signaling.ShowQueue{Show: true})
		want(map[string]string{"Ben": "queue_shown true by Ben", "Ana": "queue 1 2", "Cem": "queue 2"})
		dora := w.waits("Dora")
		told["Dora"] = dora.listen()
		want(map[string]string{"Ben": "joined_waiting_room Dora", "Dora": "queue 3"})
		ben.send(&signaling.Deny{Guests: []string{ana.id}})
		want(map[string]string{
			"Ben": "decided Ana deny by Ben, left_waiting_room Ana", "Ana": "denied", "Cem": "queue 1 2", "Dora": "queue 2",
		})
		ben.send(&signaling.ShowQueue{Show: false})
		want(map[string]string{"Ben": "queue_shown false by Ben", "Ana": "queue 0", "Cem": "queue 0", "Dora": "queue 0"})
		ben.send(&signaling.Allow{Guests: []string{cem.id}})
		want(map[string]string{"Ben": "decided Cem allow by Ben", "Cem": "accepted"})
	})
}

func TestRulesLetSomeoneInUnasked(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	ana, cem := w.waits("Ana"), w.waits("Cem")
	forget(ben)
	ben.send(&signaling.SetRules{Rules: signaling.Rules{Names: []string{"ana", "Dora"}}})
	if r := receive[*signaling.RulesChanged](ben); !slices.Equal(r.Rules.Names, []string{"ana", "Dora"}) || r.By.Name != "Ben" {
		t.Errorf("told %+v", r)
	}
	if d := receive[*signaling.Decided](ben); !slices.Equal(d.Guests, []string{ana.id}) || d.Rule != "name" || d.By != (signaling.Person{}) {
		t.Errorf("told %+v, want Ana let in by her name", d)
	}
	ana.wantHeard("accepted")
	cem.wantHeard()
	dora := w.connect(w.invited("").Ticket)
	dora.send(&signaling.Join{DisplayName: "Dora"})
	receive[*signaling.JoinSuccess](dora)
	_, state := w.moderator()
	if r := state.Foyer.Rules; r == nil || len(r.Names) != 2 {
		t.Errorf("the rules are %+v", r)
	}
	forget(ben)
	now := time.Now()
	told{ben: {"error invalid_rules"}, cem: nil}.
		after(t, ben, &signaling.SetRules{Rules: signaling.Rules{From: now, Until: now.Add(-time.Hour)}})
	told{ben: {"error invalid_rules"}}.after(t, ben, &signaling.SetRules{Rules: signaling.Rules{Names: []string{" "}}})
}

func TestPolicyIsSet(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	ana := w.waits("Ana")
	forget(ben)
	told{ben: {"error invalid_policy"}, ana: nil}.after(t, ben, &signaling.SetPolicy{GuestPolicy: "MAYBE"})
	told{ben: {"error invalid_policy"}, ana: nil}.after(t, ben, &signaling.SetPolicy{})
	ben.send(&signaling.SetPolicy{GuestPolicy: "ALWAYS_DENY"})
	ben.wantInTheEnd("policy_changed ALWAYS_DENY by Ben")
	ana.wantHeard() // Who waits goes on waiting.
	cem := w.connect(w.invited("").Ticket)
	cem.send(&signaling.Join{DisplayName: "Cem"})
	receive[*signaling.Denied](cem)
	if _, state := w.moderator(); state.Foyer.GuestPolicy != "ALWAYS_DENY" {
		t.Errorf("the policy is %s", state.Foyer.GuestPolicy)
	}
}

func TestModeratorLearnsWhatTheServerCan(t *testing.T) {
	w := newWorld(t)
	ben, state := w.moderator()
	if !slices.Equal(state.Foyer.Capabilities, signaling.FoyerActions()) {
		t.Errorf("the server can %q", state.Foyer.Capabilities)
	}
	for _, action := range state.Foyer.Capabilities {
		ben.sendText(`{"namespace":"foyer","payload":{"action":"` + action + `","guests":["x"],"target":"x","decision_id":1,"block_id":1}}`)
		if slices.Contains(ben.heard(), "error invalid_json") {
			t.Errorf("the server does not know %s", action)
		}
	}
	if state.Foyer.Rules != nil || state.Foyer.Blocks != nil || state.Foyer.JoinURL != "" {
		t.Errorf("the state is %+v, want no rules, blocks and address", state.Foyer)
	}
}

func TestMeetingStartsAndEnds(t *testing.T) {
	w := newWorld(t)
	ben, ana, cem, dora := w.as("Ben"), w.waits("Ana"), w.inside("Cem"), w.waits("Dora")
	w.allow(dora)
	forget(ben, ana, cem, dora)
	if err := w.Start(t.Context(), choirID); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*client{ben, ana, cem, dora} {
		c.wantHeard("meeting_started")
	}
	if err := w.End(t.Context(), choirID, lobby.Person{ID: "ben", Name: "Ben"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*client{ana, cem, dora} {
		c.wantHeard("meeting_ended", closedNormally)
	}
	ben.wantInTheEnd("meeting_ended", "left Cem kicked", "left_waiting_room Ana", "left_waiting_room Cem", "left_waiting_room Dora")
	ben.wantNothing()
}

// TestMeetingThatRunsEmptyLeavesEveryoneWaiting has all people leave the conference: nobody has ended the meeting.
func TestMeetingThatRunsEmptyLeavesEveryoneWaiting(t *testing.T) {
	w := newWorld(t)
	ben, ana := w.as("Ben"), w.waits("Ana")
	forget(ben, ana)
	w.events.Publish(lobby.Event{Kind: lobby.Stopped, MeetingID: choirID})
	for _, c := range []*client{ben, ana} {
		c.wantHeard("meeting_ended")
		c.wantNothing()
	}
	w.waiting("Ana")
	w.allow(ana)
	ana.wantHeard("accepted")
}

func TestFlagsTellModeratorsWhatToLookAt(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	w.waits("Ana")
	w.knock("ANA")
	w.knock("Ben")
	for _, want := range []string{"", signaling.FlagSameName, signaling.FlagLooksLikeModerator} {
		p := receive[*signaling.JoinedWaitingRoom](ben)
		var flags []string
		if p.Foyer != nil {
			flags = p.Foyer.Flags
		}
		if strings.Join(flags, " ") != want {
			t.Errorf("%s has the flags %q, want %q", p.Control.DisplayName, flags, want)
		}
	}
}

func TestPersonalLink(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	link, err := w.meetings.NewPersonalLink(t.Context(), meeting.Link{
		MeetingID: choirID, Name: "Dr. Ana", Role: meeting.EntersAsModerator, AccessCode: "blue42",
	})
	if err != nil {
		t.Fatal(err)
	}
	start := func(password string) answer {
		t.Helper()
		body, err := json.Marshal(map[string]string{"invite_code": link.Code, "password": password})
		if err != nil {
			t.Fatal(err)
		}
		return w.post("/v1/rooms/"+choirID+"/start_invited", string(body))
	}
	for _, wrong := range []string{"", "red"} {
		if a := start(wrong); a.status != http.StatusUnauthorized || a.Code != "wrong_room_password" || a.Ticket != "" {
			t.Errorf("with the access code %q the answer is %+v", wrong, a)
		}
	}
	ana := w.connect(start("Blue 42").Ticket)
	for range meeting.DefaultLimits().LinkCode.Burst {
		if a := start("red"); a.Code != "wrong_room_password" {
			if a.status != http.StatusTooManyRequests || a.Code != "too_many_tries" || a.Ticket != "" {
				t.Errorf("after too many wrong access codes the answer is %+v", a)
			}
			break
		}
	}
	if a := start("blue42"); a.Code != "too_many_tries" {
		t.Errorf("the right access code is still looked at: %+v", a)
	}
	ana.send(&signaling.Join{DisplayName: "Somebody"})
	receive[*signaling.InWaitingRoom](ana)
	knock := receive[*signaling.JoinedWaitingRoom](ben)
	if knock.Control.DisplayName != "Dr. Ana" || knock.Foyer == nil || !knock.Foyer.PersonalLink || knock.Foyer.EntersAs != signaling.RoleModerator {
		t.Errorf("Ben is told of %+v, want Dr. Ana, who would be a moderator", knock)
	}
	// Only inside is she one.
	ana.send(&signaling.Allow{Everyone: true})
	ana.wantError("foyer insufficient_permissions")
	ben.send(&signaling.Accept{Target: knock.ID})
	receive[*signaling.Accepted](ana)
	ana.send(signaling.EnterRoom{})
	welcome := receive[*signaling.JoinSuccess](ana)
	if welcome.Role != signaling.RoleModerator || welcome.Moderation.WaitingParticipants == nil || welcome.Foyer.JoinURL == "" {
		t.Errorf("Ana is told %+v, want to be a moderator", welcome)
	}
	cem := w.waits("Cem")
	receive[*signaling.JoinedWaitingRoom](ana)
	ana.send(&signaling.Accept{Target: cem.id})
	if d := receive[*signaling.Decided](ana); d.By.Name != "Dr. Ana" {
		t.Errorf("told %+v, want Cem allowed by Dr. Ana", d)
	}
}

func TestWhoWaitsWaitsOnWhateverBecomesOfTheLink(t *testing.T) {
	w := newWorld(t)
	ana := w.waits("Ana")
	if _, err := w.meetings.NewGuestLink(t.Context(), choirID); err != nil {
		t.Fatal(err)
	}
	again := w.connect(w.invited(ana.token).Ticket)
	again.send(&signaling.Join{})
	receive[*signaling.InWaitingRoom](again)
	a := w.post("/v1/rooms/"+choirID+"/start_invited", `{"invite_code":"`+choir.GuestCode+`"}`)
	if a.status != http.StatusNotFound || a.Ticket != "" {
		t.Errorf("a newcomer by the old link is answered %+v", a)
	}
}
