package deskpage_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"foyer/client/bbb/bbbtest"
	"foyer/guestserver/deskpage"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

func TestFormsDoAllThatAModeratorMayDo(t *testing.T) {
	h := newHouse(t)
	ben := h.as("ben")
	ana, dan := h.knocks("Ana"), h.knocks("Dan")
	page := choir + "/guests/" + ana.ID

	ben.get(page).at(http.StatusOK, page).with("Ana reads this while waiting.")
	ben.post(choir+"/rename", "guest", ana.ID, "name", "Ana López").with("Ben renamed Ana to Ana López", "came as Ana")
	ben.post(choir+"/say", "guest", ana.ID, "text", "A moment,\r\nplease.").with("You wrote: A moment,\nplease.")
	ben.post(choir+"/say", "text", "We begin at nine.").with("All who wait read: We begin at nine.")
	ben.get(choir + "/everyone").with("We begin at nine.")
	ben.post(choir+"/say", "text", "").with("Ben took the message back").without("All who wait read:")

	ben.post(choir+"/remember", "decision", "deny").with("Whoever knocks next is denied without asking you.", "Ask me again")
	ben.post(choir+"/remember", "decision", "").without("Whoever knocks next is denied")
	ben.get(choir).with("Guests see their place in the queue.")
	ben.post(choir + "/queue").with("Guests do not see their place in the queue.")
	ben.post(choir+"/queue", "show", "yes").with("Guests see their place in the queue.")

	ben.post(choir+"/decide", "allow", ana.ID).with("Let in", "Ana López", "on the way")
	ben.get(page).with("Send to the waiting room", "Ana López leaves the meeting at once").without("Allow")
	ben.post(choir+"/send-back", "guest", ana.ID).with("2 guests are waiting")
	h.stands(ana, lobby.Waiting)
	ben.post(choir+"/decide", "allow", ana.ID)
	ben.post(choir+"/kick", "guest", ana.ID).with("Ben removed Ana López")
	h.stands(ana, lobby.Left)

	ben.post(choir+"/block", "guest", dan.ID).with("Kept out", "Let knock again", "Ben keeps Dan out")
	h.stands(dan, lobby.Denied)
	blocks, err := h.Blocks(t.Context(), choirID)
	if err != nil || len(blocks) != 1 {
		t.Fatalf("the blocks are %+v (%v)", blocks, err)
	}
	ben.post(choir+"/unblock", "block", fmt.Sprint(blocks[0].ID)).without("Let knock again")
	if err := h.BlockAccount(t.Context(), choirID, lobby.Person{ID: "mo", Name: "Mo"}, lobby.Person{ID: "ben", Name: "Ben"}); err != nil {
		t.Fatal(err)
	}
	ben.get(choir).with("Kept out", "Ben keeps Mo out")
}

func TestModeratorDecidesOnEveryoneAndThinksBetterOfIt(t *testing.T) {
	h := newHouse(t)
	ben := h.as("ben")
	ana, dan := h.knocks("Ana"), h.knocks("Dan")
	page := ben.post(choir+"/decide", "everyone", "deny", "remember", "yes", "reason", "We are full.").
		with("Ben denied 2 guests", "We are full.", "Whoever knocks next is denied without asking you.")
	h.stands(ana, lobby.Denied)
	h.stands(dan, lobby.Denied)
	id := regexp.MustCompile(`name="decision" value="(\d+)"`).FindStringSubmatch(page.body)
	if id == nil {
		t.Fatalf("nothing can be taken back:\n%s", page.body)
	}
	h.as("mo").post(choir+"/undo", "decision", id[1]).with("2 guests are waiting", "Mo took a decision back", "taken back").
		without("Whoever knocks next is denied")
	h.stands(ana, lobby.Waiting)
	if page := ben.get(choir); strings.Contains(page.body, `id="u-`+id[1]) {
		t.Errorf("what is taken back is offered to be taken back:\n%s", page.body)
	}
	ben.post(choir+"/undo", "decision", id[1]).at(http.StatusConflict, choir+"/undo").with("It is too late for that")
}

func TestWhatCannotBeIsSaidAndChangesNothing(t *testing.T) {
	h := newHouse(t)
	ben := h.as("ben")
	ben.post(choir+"/decide", "everyone", "allow").at(http.StatusConflict, choir+"/decide").with("Nobody is waiting any more")
	ana := h.knocks("Ana")
	for _, c := range []struct {
		path   string
		fields []string
		status int
		says   string
	}{
		{"/decide", nil, http.StatusConflict, "so nothing was decided"},
		{"/decide", []string{"deny", ana.ID, "reason", strings.Repeat("x", 201)}, http.StatusUnprocessableEntity, "200 characters"},
		{"/decide", []string{"allow", "nobody"}, http.StatusNotFound, "This guest is no longer known."},
		{"/say", []string{"text", strings.Repeat("x", 501)}, http.StatusUnprocessableEntity, "500 characters"},
		{"/rename", []string{"guest", ana.ID, "name", " "}, http.StatusUnprocessableEntity, "This name is empty or too long."},
		{"/rename", []string{"guest", ana.ID, "name", strings.Repeat("x", 101)}, http.StatusUnprocessableEntity, "This name is empty or too long."},
		{"/undo", []string{"decision", "x"}, http.StatusConflict, "It is too late for that"},
		{"/unblock", []string{"block", "7"}, http.StatusConflict, "It is too late for that"},
		{"/kick", []string{"guest", ana.ID}, http.StatusConflict, "It is too late for that"},
		{"/send-back", []string{"guest", ana.ID}, http.StatusConflict, "It is too late for that"},
	} {
		ben.post(choir+c.path, c.fields...).at(c.status, choir+c.path).with(c.says, "1 guest is waiting")
	}
	ben.get(choir+"/guests/nobody").at(http.StatusNotFound, choir+"/guests/nobody")
	for path, field := range map[string]string{"/decide": "everyone", "/remember": "decision"} {
		ben.post(choir+path, field, "perhaps").at(http.StatusBadRequest, choir+path).with("The form did not arrive well").without("reason")
	}
	h.untouched(ana)
}

func TestSecondModeratorIsToldWhoWasFirst(t *testing.T) {
	h := newHouse(t)
	ana, dan := h.knocks("Ana"), h.knocks("Dan")
	ben, mo := h.as("ben"), h.as("mo")
	ben.post(choir+"/decide", "allow", ana.ID)
	ben.post(choir+"/decide", "deny", dan.ID)
	mo.post(choir+"/decide", "deny", ana.ID).at(http.StatusConflict, choir+"/decide").with("Ben was first: Ana is allowed already.")
	mo.post(choir+"/decide", "deny", dan.ID).with("Ben was first: Dan is denied already.")
	h.stands(ana, lobby.Allowed)
}

func TestModeratorJoinsFromTheDesk(t *testing.T) {
	h := newHouse(t)
	ben := h.as("ben")
	ben.get(choir).with("Start the meeting")
	ben.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	to := ben.post(choir + "/join").header.Get("Location")
	if !strings.Contains(to, "/api/join?") || !strings.Contains(to, "role=MODERATOR") || !strings.Contains(to, "fullName=Ben") {
		t.Errorf("joining leads to %s", to)
	}
}

func TestDeskOutlivesTheConferenceServer(t *testing.T) {
	h := newHouse(t)
	h.bbb.SetFault(bbbtest.FaultDown)
	ben := h.as("ben")
	ben.post(choir+"/join").at(http.StatusBadGateway, choir+"/join").with("The conference server does not answer.")
	ben.get("/desk").at(http.StatusOK, "/desk").with("Choir")
	ana := h.knocks("Ana")
	ben.post(choir+"/decide", "deny", ana.ID).at(http.StatusOK, choir).with("Ben denied Ana")
}

// silentConference never says whether a meeting runs.
type silentConference struct{ deskpage.Conference }

func (silentConference) Running(ctx context.Context, _ string) (bool, int, error) {
	<-ctx.Done()
	return false, 0, ctx.Err()
}

func TestDeskWaitsForNoConferenceServerThatIsSilent(t *testing.T) {
	h := newHouse(t)
	h.desk.Conference = silentConference{h.desk.Conference}
	h.knocks("Ana")
	ben := h.as("ben")
	ben.client.Timeout = 5 * time.Second // Without a limit of its own the page would never come.
	ben.get("/desk").with("Choir", "1 waiting")
	ben.get(choir).with("Ana", "Start the meeting")
}

func TestListIsGroupedSearchedAndCounted(t *testing.T) {
	h := newHouse(t)
	for i := range 6 {
		h.addMeeting(meeting.Meeting{
			ID: fmt.Sprintf("33333333-3333-4333-8333-33333333333%d", i), OwnerID: "ben", Name: fmt.Sprintf("Rehearsal %d", i),
			GuestCode: fmt.Sprintf("rehearsal-abc-def-gh%d", i), Version: 1,
		})
	}
	h.knocks("Ana")
	ben := h.as("ben")
	ben.get("/desk").with("(1) Your meetings", "Our group", "Our room", "Choir", "1 waiting", "Rehearsal 5", "Search meetings")
	ben.get("/desk?q=rehearsal+3").with("Rehearsal 3").without("Rehearsal 4", "Choir")
	ben.get("/desk?q=our+room+choir").with("Choir").without("Rehearsal")
	ben.get("/desk?q=%3Cb%3Ex").with("No meeting has all these words.", "Show all").has(`value="&lt;b&gt;x"`)
	h.as("max").get("/desk").with("You moderate no meetings yet.")
}

func TestModeratorEndsALostDevice(t *testing.T) {
	h := newHouse(t)
	lost, ben := h.as("ben"), h.as("ben")
	ben.get("/desk/devices").with("ben’s telephone", "this browser")
	sessions, err := h.accounts.ListSessions(t.Context(), "ben")
	if err != nil || len(sessions) != 2 {
		t.Fatalf("the sessions are %+v (%v)", sessions, err)
	}
	ben.post("/desk/devices", "session", sessions[1].ID).at(http.StatusOK, "/desk/devices")
	ben.post("/desk/devices", "session", sessions[1].ID).at(http.StatusOK, "/desk/devices")
	lost.get(choir).at(http.StatusOK, "/desk/signin")
	ben.get(choir).at(http.StatusOK, choir)
	h.as("mo").post("/desk/devices", "session", sessions[0].ID)
	ben.get(choir).at(http.StatusOK, choir) // Nobody ends another's.
}

func TestCrowdIsShownInPart(t *testing.T) {
	h := newHouse(t)
	for i := range 230 {
		h.knocks(fmt.Sprintf("Guest %d.", i))
	}
	ben := h.as("ben")
	page := ben.get(choir).with("230 guests are waiting", "Guest 199.", "and 30 more.").without("Guest 200.")
	t.Logf("the page has %d bytes", len(page.body))
	ben.post(choir+"/decide", "everyone", "allow").with("Nobody is waiting", "Ben allowed 230 guests", "Let in", "Guest 0.", "and 130 more")
}

func TestPageSaysWhatTheLinkAndTheSettingsDo(t *testing.T) {
	h := newHouse(t)
	links, err := h.meetings.Links(t.Context(), choirID)
	if err != nil {
		t.Fatal(err)
	}
	link := links[0]
	link.AccessCode = "4711"
	if link, err = h.meetings.UpdateLink(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	ben := h.as("ben")
	ben.get(choir).with(h.url+"/b/choir-abc-def-ghj", "Access code: 4711", "You are invited to: Choir <b>").
		has(`src="/b/choir-abc-def-ghj/qr.svg"`)
	link.Off = true
	if _, err = h.meetings.UpdateLink(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	m, err := h.meetings.Meeting(t.Context(), choirID)
	if err != nil {
		t.Fatal(err)
	}
	deny, there := meeting.AlwaysDeny, meeting.BigBlueButtonWaits
	m.Settings.GuestPolicy, m.Settings.WaitingPlace = &deny, &there
	if _, err = h.meetings.UpdateMeeting(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	ben.get(choir).with("This link is switched off", "settings let no guests in", "guests wait in BigBlueButton’s own lobby").without("4711")
}
