package signal_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

func TestGuestKnocksOverTheSocketIsAcceptedAndEnters(t *testing.T) {
	w := newWorld(t)
	ben, _ := w.moderator()
	a := w.invited("")
	ana := w.connect(a.Ticket)
	ana.send(&signaling.Join{DisplayName: " Ana\tLópez "})
	receive[*signaling.InWaitingRoom](ana)

	knocked := receive[*signaling.JoinedWaitingRoom](ben)
	if c := knocked.Control; c.DisplayName != "Ana López" || c.Role != signaling.RoleGuest || c.JoinedAt.IsZero() {
		t.Errorf("Ben is told of %+v, want the guest Ana López", knocked)
	}
	ana.send(signaling.EnterRoom{})
	ana.wantError("control not_accepted_or_not_in_waiting_room")

	ben.send(&signaling.Accept{Target: knocked.ID})
	receive[*signaling.Accepted](ana)
	decided := receive[*signaling.Decided](ben)
	if decided.Decision != signaling.DecisionAllow || len(decided.Guests) != 1 || decided.Guests[0] != knocked.ID ||
		decided.By != (signaling.Person{ID: "ben", Name: "Ben"}) {
		t.Errorf("Ben is told %+v, want Ana allowed by Ben", decided)
	}
	ben.wantNothing()

	ana.send(signaling.EnterRoom{})
	inside := receive[*signaling.JoinSuccess](ana)
	if inside.ID != knocked.ID || inside.Role != signaling.RoleGuest || inside.Foyer == nil ||
		inside.Foyer.JoinURL != "https://bbb.example.org/join?user="+knocked.ID {
		t.Errorf("Ana is told %+v, want her own way into the meeting", inside)
	}
	if len(inside.Moderation.WaitingParticipants) != 0 || inside.Foyer.GuestPolicy != "" {
		t.Errorf("Ana is told what is for moderators: %+v", inside)
	}
	if left := receive[*signaling.LeftWaitingRoom](ben); left.ID != knocked.ID {
		t.Errorf("Ben is told that %s left the waiting room, want Ana", left.ID)
	}
}

func TestGuestOfThePageWaitsOnByItsCookie(t *testing.T) {
	w := newWorld(t)
	ana, token, err := w.Knock(t.Context(), lobby.Knock{MeetingID: choirID, Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	a := w.invited("", "Cookie", cookieName(choirID)+"="+token)
	if a.Resumption != token {
		t.Errorf("resumption is another token than the cookie's")
	}
	c := w.connect(a.Ticket)
	c.send(&signaling.Join{})
	receive[*signaling.InWaitingRoom](c)
	if g := w.waiting("Ana"); g.ID != ana.ID {
		t.Errorf("%s waits, want the Ana who knocked on the page", g.ID)
	}

	// The cookie of another meeting is worth nothing here.
	if other := w.invited("", "Cookie", cookieName(bandID)+"="+token); other.Resumption == token {
		t.Error("the cookie of another meeting was taken")
	}
}

func TestGuestKeepsItsPlaceOverConnections(t *testing.T) {
	w := newWorld(t)
	first, resumption := w.guest("Ana")
	w.guest("Cem")
	before := w.waiting("Ana")
	first.Close()

	a := w.invited(resumption)
	if a.Resumption != resumption {
		t.Error("the resumption token changed")
	}
	again := w.connect(a.Ticket)
	again.send(&signaling.Join{DisplayName: "Anna"})
	receive[*signaling.InWaitingRoom](again)
	if after := w.waiting("Ana"); after.ID != before.ID || after.Place != before.Place {
		t.Errorf("Ana came back as %+v, want %+v", after, before)
	}
	if unknown := w.invited("made up by the guest"); unknown.Resumption == "made up by the guest" {
		t.Error("a guest chose its own token")
	}
}

func TestOldResumptionDoesNotHideTheCookie(t *testing.T) {
	w := newWorld(t)
	_, token, err := w.Knock(t.Context(), lobby.Knock{MeetingID: choirID, Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	if a := w.invited("forgotten long ago", "Cookie", cookieName(choirID)+"="+token); a.Resumption != token {
		t.Error("Ana lost the place that her cookie holds")
	}
}

func TestGuestWhoLeftKnocksAnew(t *testing.T) {
	w := newWorld(t)
	ana, token := w.guest("Ana")
	before := w.waiting("Ana")
	if err := w.Leave(t.Context(), choirID, token); err != nil {
		t.Fatal(err)
	}
	ana.wantClosed(websocket.CloseNormalClosure)

	a := w.invited(token)
	again := w.connect(a.Ticket)
	again.send(&signaling.Join{DisplayName: "Ana"})
	receive[*signaling.InWaitingRoom](again)
	after := w.waiting("Ana")
	if after.ID == before.ID {
		t.Error("who left has its old place")
	}
	again.Close()
	back := w.connect(w.invited(a.Resumption).Ticket)
	back.send(&signaling.Join{})
	receive[*signaling.InWaitingRoom](back)
	if g := w.waiting("Ana"); g.ID != after.ID {
		t.Error("the new resumption token does not hold the new place")
	}
}

func TestDeniedGuestLearnsWhy(t *testing.T) {
	w := newWorld(t)
	ben, _ := w.moderator()
	ana, token := w.guest("Ana")
	id := receive[*signaling.JoinedWaitingRoom](ben).ID
	ben.send(&signaling.Deny{Guests: []string{id}, Reason: "Members only <b>"})
	if denied := receive[*signaling.Denied](ana); denied.Reason != "Members only <b>" {
		t.Errorf("Ana is told %q", denied.Reason)
	}
	if d := receive[*signaling.Decided](ben); d.Decision != signaling.DecisionDeny || d.Reason != "Members only <b>" || d.By.Name != "Ben" {
		t.Errorf("Ben is told %+v", d)
	}
	if left := receive[*signaling.LeftWaitingRoom](ben); left.ID != id {
		t.Errorf("%s left the waiting room, want Ana", left.ID)
	}
	ana.send(signaling.EnterRoom{})
	ana.wantError("control not_accepted_or_not_in_waiting_room")

	again := w.connect(w.invited(token).Ticket)
	again.send(&signaling.Join{})
	if denied := receive[*signaling.Denied](again); denied.Reason != "Members only <b>" {
		t.Errorf("Ana, coming back, is told %q", denied.Reason)
	}
}

func TestDecisionFindsTheGuestWhoWasAway(t *testing.T) {
	w := newWorld(t)
	c, token := w.guest("Ana")
	c.Close()
	decision := lobby.Decision{MeetingID: choirID, Verdict: lobby.Allow, Guests: []string{w.waiting("Ana").ID}}
	if _, err := w.Decide(t.Context(), decision); err != nil {
		t.Fatal(err)
	}
	again := w.connect(w.invited(token).Ticket)
	again.send(&signaling.Join{})
	receive[*signaling.Accepted](again)
	for range 2 { // A guest who lost its way asks again.
		again.send(signaling.EnterRoom{})
		receive[*signaling.JoinSuccess](again)
	}
}

// TestDecisionWhileTheGuestJoinsComesLast has the decision fall when the guest's state has been read, and is not told yet.
func TestDecisionWhileTheGuestJoinsComesLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		_, token, err := w.Knock(t.Context(), lobby.Knock{MeetingID: choirID, Name: "Ana"})
		if err != nil {
			t.Fatal(err)
		}
		c := w.connect(w.invited(token).Ticket)
		decide := func() {
			if _, err := w.Decide(t.Context(), lobby.Decision{MeetingID: choirID, Verdict: lobby.Allow, Everyone: true}); err != nil {
				t.Error(err)
			}
			synctest.Wait() // Until what can be written is written.
		}
		// The guest is read twice, first to see whether it knocked before.
		w.happenMeanwhile(func() { w.happenMeanwhile(decide) })
		c.send(&signaling.Join{})
		receive[*signaling.InWaitingRoom](c)
		receive[*signaling.Accepted](c)
		c.wantNothing()
	})
}

func TestRememberedDecisionAnswersAtOnce(t *testing.T) {
	w := newWorld(t)
	w.remember(lobby.Deny)
	denied := w.connect(w.invited("").Ticket)
	denied.send(&signaling.Join{DisplayName: "Ana"})
	receive[*signaling.Denied](denied)
	denied.wantNothing()

	w.remember(lobby.Allow)
	allowed := w.connect(w.invited("").Ticket)
	allowed.send(&signaling.Join{DisplayName: "Cem"})
	if welcome := receive[*signaling.JoinSuccess](allowed); welcome.DisplayName != "Cem" || welcome.Foyer.JoinURL == "" {
		t.Errorf("Cem is told %+v, want to be inside at once", welcome)
	}
	allowed.wantNothing()

	// Who knocked on the page is told that it may enter, and does so when it likes.
	_, token, err := w.Knock(t.Context(), lobby.Knock{MeetingID: choirID, Name: "Dora"})
	if err != nil {
		t.Fatal(err)
	}
	page := w.connect(w.invited("", "Cookie", cookieName(choirID)+"="+token).Ticket)
	page.send(&signaling.Join{})
	receive[*signaling.Accepted](page)
}

func TestGuestWhoNeedNotWaitTriesAgainWhileTheConferenceServerIsDown(t *testing.T) {
	w := newWorld(t)
	w.remember(lobby.Allow)
	w.breakConference(lobby.ErrSetup)
	ana := w.connect(w.invited("").Ticket)
	ana.send(&signaling.Join{DisplayName: "Ana"})
	receive[*signaling.Accepted](ana)
	ana.wantError("foyer conference_unavailable")
	w.breakConference(nil)
	ana.send(signaling.EnterRoom{})
	receive[*signaling.JoinSuccess](ana)
}

func TestGuestWhoNeedNotWaitEntersOnceTheMeetingHasStarted(t *testing.T) {
	w := newWorld(t)
	w.remember(lobby.Allow)
	w.breakConference(meeting.ErrNotRunning)
	ana := w.connect(w.invited("").Ticket)
	ana.send(&signaling.Join{DisplayName: "Ana"})
	receive[*signaling.Accepted](ana)
	ana.wantError("foyer not_running")
	w.breakConference(nil)
	if err := w.Start(t.Context(), choirID); err != nil {
		t.Fatal(err)
	}
	receive[*signaling.MeetingStarted](ana)
	ana.send(signaling.EnterRoom{})
	receive[*signaling.JoinSuccess](ana)
}

func TestRecordedMeetingWantsConsentFirst(t *testing.T) {
	w := newWorld(t)
	start := func(header ...string) *client {
		t.Helper()
		a := w.post("/v1/rooms/"+bandID+"/start_invited", `{"invite_code":"`+band.GuestCode+`"}`, header...)
		return w.connect(a.Ticket)
	}
	c := start()
	c.send(&signaling.Join{DisplayName: "Ana"})
	c.wantError("control consent_required")
	if waiting, err := w.Waiting(t.Context(), bandID); err != nil || len(waiting) != 0 {
		t.Errorf("without consent there wait %+v, %v", waiting, err)
	}

	_, token, err := w.Knock(t.Context(), lobby.Knock{MeetingID: bandID, Name: "Ana", Consent: true})
	if err != nil {
		t.Fatal(err)
	}
	c = start("Cookie", cookieName(bandID)+"="+token)
	c.send(&signaling.Join{})
	receive[*signaling.InWaitingRoom](c)
}

// TestTermsAreAskedForWhereThereIsSomethingToRead has a version without a text, which the page shows nothing of, ask nobody here either.
func TestTermsAreAskedForWhereThereIsSomethingToRead(t *testing.T) {
	w := newWorld(t)
	join := func(name string) *client {
		t.Helper()
		c := w.connect(w.invited("").Ticket)
		c.send(&signaling.Join{DisplayName: name})
		return c
	}
	w.terms(meeting.Notice{Version: "7"})
	receive[*signaling.InWaitingRoom](join("Ana"))
	w.terms(meeting.Notice{Version: "7", Text: "Be kind."})
	join("Cem").wantError("control consent_required")
	w.terms(meeting.Notice{Version: "7", URL: "https://a.example/terms"})
	join("Dora").wantError("control consent_required")
}

// terms has guests of Choir agree to a text.
func (w *world) terms(n meeting.Notice) {
	w.t.Helper()
	m, err := w.store.Meeting(w.t.Context(), choirID)
	if err != nil {
		w.t.Fatal(err)
	}
	m.Settings.Terms = &n
	if _, err := w.store.UpdateMeeting(w.t.Context(), m); err != nil {
		w.t.Fatal(err)
	}
}

// TestGuestAgreesToWhatIsAskedForByNow has terms come up while a guest waits.
func TestGuestAgreesToWhatIsAskedForByNow(t *testing.T) {
	w := newWorld(t)
	ben, _ := w.moderator()
	ana, _ := w.guest("Ana")
	id := receive[*signaling.JoinedWaitingRoom](ben).ID
	terms := meeting.Notice{Version: "7", Text: "Be kind."}
	w.terms(terms)
	ben.send(&signaling.Allow{Guests: []string{id}})
	receive[*signaling.Accepted](ana)
	ana.send(signaling.EnterRoom{})
	ana.wantError("control consent_required")

	agreed := meeting.Consent{MeetingID: choirID, GuestID: id, Kind: meeting.ToTerms, Notice: terms}
	if err := w.store.AddConsents(t.Context(), []meeting.Consent{agreed}); err != nil {
		t.Fatal(err)
	}
	ana.send(signaling.EnterRoom{})
	receive[*signaling.JoinSuccess](ana)
}

func TestTwoTabsOfOneGuest(t *testing.T) {
	w := newWorld(t)
	ben, _ := w.moderator()
	first, token := w.guest("Ana")
	id := receive[*signaling.JoinedWaitingRoom](ben).ID
	second := w.connect(w.invited("", "Cookie", cookieName(choirID)+"="+token).Ticket)
	second.send(&signaling.Join{})
	receive[*signaling.InWaitingRoom](second)
	ben.wantNothing()

	if err := w.Leave(t.Context(), choirID, token); err != nil {
		t.Fatal(err)
	}
	first.wantClosed(websocket.CloseNormalClosure)
	second.wantClosed(websocket.CloseNormalClosure)
	if left := receive[*signaling.LeftWaitingRoom](ben); left.ID != id {
		t.Errorf("%s left the waiting room, want Ana", left.ID)
	}
	ben.wantNothing()
}

func TestBothTabsLearnTheDecision(t *testing.T) {
	w := newWorld(t)
	first, token := w.guest("Ana")
	second := w.connect(w.invited("", "Cookie", cookieName(choirID)+"="+token).Ticket)
	second.send(&signaling.Join{})
	receive[*signaling.InWaitingRoom](second)
	if _, err := w.Decide(t.Context(), lobby.Decision{MeetingID: choirID, Verdict: lobby.Allow, Everyone: true}); err != nil {
		t.Fatal(err)
	}
	receive[*signaling.Accepted](first)
	receive[*signaling.Accepted](second)
}

// TestGuestHearsOnlyOfItself has others knock, be decided on, leave and be remembered while Ana waits.
func TestGuestHearsOnlyOfItself(t *testing.T) {
	w := newWorld(t)
	ben, _ := w.moderator()
	ana, _ := w.guest("Ana")
	for _, name := range []string{"Cem", "Dora"} {
		_, token := w.guest(name)
		id := w.waiting(name).ID
		if name == "Dora" {
			if err := w.Leave(t.Context(), choirID, token); err != nil {
				t.Fatal(err)
			}
			continue
		}
		ben.send(&signaling.Deny{Guests: []string{id}, Reason: "no"})
	}
	ben.send(&signaling.Remember{Decision: signaling.DecisionDeny})
	await[*signaling.Remembered](ben)
	ana.wantNothing()
}

func TestGuestWithoutANameMayTryAgain(t *testing.T) {
	w := newWorld(t)
	c := w.connect(w.invited("").Ticket)
	c.send(signaling.EnterRoom{})
	c.wantError("control not_yet_joined")
	for _, name := range []string{"", " \u200b", strings.Repeat("x", 101)} {
		c.send(&signaling.Join{DisplayName: name})
		c.wantError("control invalid_username")
	}
	c.send(&signaling.Join{DisplayName: "Ana"})
	receive[*signaling.InWaitingRoom](c)
	c.send(&signaling.Join{DisplayName: "Ana"})
	c.wantError("control already_joined")
	w.waiting("Ana")
}

func TestGuestCannotModerate(t *testing.T) {
	w := newWorld(t)
	ana, _ := w.guest("Ana")
	id := w.waiting("Ana").ID
	for want, commands := range map[string][]signaling.Command{
		"moderation insufficient_permissions": {&signaling.Accept{Target: id}},
		"foyer insufficient_permissions": {
			&signaling.Allow{Guests: []string{id}}, &signaling.Allow{Everyone: true, Remember: true}, &signaling.Deny{Everyone: true},
			&signaling.Remember{Decision: signaling.DecisionAllow}, signaling.Forget{},
		},
	} {
		for _, command := range commands {
			ana.send(command)
			ana.wantError(want)
		}
	}
	w.waiting("Ana")
	if door, err := w.Door(t.Context(), choirID); err != nil || door.Verdict() != "" {
		t.Errorf("Door = %+v, %v; want nothing remembered", door, err)
	}
}

func TestGuestTriesAgainWhileTheConferenceServerIsDown(t *testing.T) {
	w := newWorld(t)
	ana, _ := w.guest("Ana")
	if _, err := w.Decide(t.Context(), lobby.Decision{MeetingID: choirID, Verdict: lobby.Allow, Everyone: true}); err != nil {
		t.Fatal(err)
	}
	receive[*signaling.Accepted](ana)
	w.breakConference(lobby.ErrConference)
	ana.send(signaling.EnterRoom{})
	ana.wantError("foyer conference_unavailable")
	w.breakConference(nil)
	ana.send(signaling.EnterRoom{})
	receive[*signaling.JoinSuccess](ana)
}
