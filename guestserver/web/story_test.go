package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

const (
	link    = "/b/cho-abc-def-ghi"
	waiting = link + "/wait"
)

func TestGuestKnocksWaitsAndEnters(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.get(link).at(http.StatusOK, link).with("<bdi>Choir &lt;b&gt;</bdi>", `name="name" value=""`).without("consent")
	ana.knock("Ana").at(http.StatusOK, waiting).with("Hello <bdi>Ana</bdi>", `aria-live="polite"`, "for a moment")
	h.now = h.now.Add(3 * time.Minute)
	ana.get(waiting).with("for 3 minutes", `datetime="2026-03-01T18:00:00Z"`)
	h.only(t).State = lobby.Allowed
	ana.get(waiting).at(http.StatusOK, "/join").with("inside the meeting")
}

func TestGuestKeepsPlaceAfterReload(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	ana.get(link).at(http.StatusOK, waiting).with("<bdi>Ana</bdi>")
	h.only(t)
}

// TestFormThatIsSentTwiceIsOneGuest has a guest tap twice: the second form is on its way before the first one's cookie comes.
func TestFormThatIsSentTwiceIsOneGuest(t *testing.T) {
	h := newHouse(t)
	page := h.browser(t).get(link).at(http.StatusOK, link)
	_, after, _ := strings.Cut(page.body, `name="token" value="`)
	token, _, _ := strings.Cut(after, `"`)
	if len(token) != 64 {
		t.Fatalf("the form carries the token %q, want 64 characters", token)
	}
	for range 2 {
		h.browser(t).post(link, url.Values{"name": {"Ana"}, "token": {token}}).at(http.StatusOK, link+"/wait")
	}
	h.only(t)
	h.browser(t).post(link, url.Values{"name": {"Cem"}, "token": {"short"}}).at(http.StatusOK, link+"/wait")
	if len(h.guests) != 2 {
		t.Errorf("there are %d guests, want Ana and Cem", len(h.guests))
	}
}

func TestTwoTabsAreOneGuest(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.get(link)
	ana.get(link)
	ana.knock("Ana").at(http.StatusOK, waiting)
	ana.knock("Ana again").at(http.StatusOK, waiting).with("<bdi>Ana</bdi>")
	h.only(t)
}

func TestGuestWhoGaveUpStartsAnew(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	ana.post(link+"/leave", nil).at(http.StatusOK, link).with("You are no longer waiting", `name="name" value="Ana"`)
	if got := h.only(t).State; got != lobby.Left {
		t.Errorf("the guest is %s, want left", got)
	}
	ana.get(waiting).at(http.StatusOK, link)
	ana.get(link).without("no longer waiting")
}

func TestWaitingPageWithoutKnockLeadsToTheLink(t *testing.T) {
	newHouse(t).browser(t).get(waiting).at(http.StatusOK, link)
}

func TestNameCannotTurnTheTextAroundIt(t *testing.T) {
	h := newHouse(t)
	h.browser(t).knock("Ana\u202e\u2066 evil").at(http.StatusOK, waiting).with("<bdi>Ana evil</bdi>")
}

func TestNameIsShownAsTyped(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("<script>Ana & Bo").with("Hello <bdi>&lt;script&gt;Ana &amp; Bo</bdi>")
	ana.post(link+"/leave", nil).with(`value="&lt;script&gt;Ana &amp; Bo"`)
}

func TestPersonalLinkKnowsItsGuest(t *testing.T) {
	h := newHouse(t)
	h.link.Kind, h.link.Name, h.link.Role = meeting.PersonalLink, "Dr. Ada", meeting.EntersAsModerator
	ada := h.browser(t)
	ada.get(link).with(`value="Dr. Ada"`)
	ada.knock("Ada").at(http.StatusOK, waiting)
	if k := h.knocks[0]; k.Invited != h.link.ID || k.Role != lobby.RoleModerator || k.Name != "Ada" {
		t.Errorf("the knock is %+v", k)
	}
}

func TestGuestLinkGivesNoRole(t *testing.T) {
	h := newHouse(t)
	h.browser(t).post(link, url.Values{"name": {"Ana"}, "role": {"moderator"}, "invited": {"x"}})
	if k := h.knocks[0]; k.Invited != "" || k.Role != lobby.RoleGuest {
		t.Errorf("the knock is %+v", k)
	}
}

func TestLinkThatLetsNobodyInSaysWhy(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		title  string
	}{
		{meeting.ErrSwitchedOff, http.StatusForbidden, "This link is switched off"},
		{meeting.ErrExpired, http.StatusGone, "This link has expired"},
		{meeting.ErrReplaced, http.StatusGone, "This link is no longer valid"},
	} {
		h := newHouse(t)
		h.linkErr = c.err
		ana := h.browser(t)
		ana.get(link).at(c.status, link).with(c.title).without("name=\"name\"")
		ana.knock("Ana").at(c.status, link).with(c.title)
		ana.get(link+"/poster.pdf").at(c.status, link+"/poster.pdf")
		if len(h.knocks) != 0 {
			t.Errorf("%v: someone knocked", c.err)
		}
	}
}

func TestGuestWhoWaitsKeepsPlaceWhenTheLinkIsReplaced(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.linkErr = meeting.ErrReplaced
	ana.get(waiting).at(http.StatusOK, waiting).with("Hello <bdi>Ana</bdi>")
	h.only(t).State = lobby.Allowed
	ana.get(waiting).with("inside the meeting")
}

func TestGuestWaitsForTheMeetingToStart(t *testing.T) {
	h := newHouse(t)
	h.running, h.link.OnlyWhileRunning, h.meeting.StartsAt = false, true, h.now.Add(24*time.Hour)
	ana := h.browser(t)
	page := ana.get(link).at(http.StatusOK, link).with("has not started yet", "Monday 2 March 2026, 18:00 UTC", "Sound when it starts")
	page.with(`datetime="2026-03-02T18:00:00Z"`, `href="`+link+`/meeting.ics"`).without(`name="name"`)
	ana.knock("Ana").at(http.StatusOK, link).with("has not started yet")
	if len(h.knocks) != 0 {
		t.Error("someone knocked before the start")
	}
	state := link + "/state"
	ana.get(state).with(`{"state":"unknown"}`)
	h.running = true
	ana.get(state).with(`{"state":"unknown","open":true}`)
	ana.get(link).with(`name="name"`)
}

// TestEarlyGuestHearsThatTheLinkIsSwitchedOff has the script ask: the page looks once more when the state is another.
func TestEarlyGuestHearsThatTheLinkIsSwitchedOff(t *testing.T) {
	h := newHouse(t)
	h.running, h.link.OnlyWhileRunning = false, true
	ana := h.browser(t)
	ana.get(link).with("has not started yet", `data-state="unknown"`)
	h.linkErr = meeting.ErrSwitchedOff
	ana.get(link + "/state").with(`{"state":"refused"}`)
	ana.get(link).at(http.StatusForbidden, link).with("This link is switched off")
}

func TestAllowedGuestWaitsForTheMeetingToStart(t *testing.T) {
	h := newHouse(t)
	h.running = false
	ana := h.browser(t)
	ana.knock("Ana")
	h.only(t).State, h.enterErr = lobby.Allowed, meeting.ErrNotRunning
	ana.get(waiting).at(http.StatusOK, waiting).with("Hello <bdi>Ana</bdi>", "as soon as the meeting starts", `data-state="allowed"`)
	ana.get(link + "/state").with(`{"state":"allowed"}`)
	h.running, h.enterErr = true, nil
	ana.get(link + "/state").with(`{"state":"allowed","open":true}`)
	ana.get(waiting).with("inside the meeting")
}

func TestStartIsPushed(t *testing.T) {
	h := newHouse(t) // Its conference server listens on a real socket, which does not go with a bubble.
	synctest.Test(t, func(t *testing.T) {
		handler := h.handler(t, Options{})
		r := httptest.NewRequest(http.MethodGet, link+"/started", nil)
		w := httptest.NewRecorder()
		var stream sync.WaitGroup
		stream.Go(func() { handler.ServeHTTP(w, r) })
		synctest.Wait()
		h.events.Publish(lobby.Event{Kind: lobby.Knocked, MeetingID: meetingID})
		h.events.Publish(lobby.Event{Kind: lobby.Started, MeetingID: "another"})
		synctest.Wait()
		if strings.Contains(w.Body.String(), "event:") {
			t.Errorf("the stream tells of what it should not: %s", w.Body)
		}
		begun := time.Now()
		h.events.Publish(lobby.Event{Kind: lobby.Started, MeetingID: meetingID})
		stream.Wait()
		if !strings.Contains(w.Body.String(), "event: started\n") || time.Since(begun) > time.Second {
			t.Errorf("after %v the stream is %q", time.Since(begun), w.Body)
		}
	})
}

func TestStreamOfAMeetingThatDoesNotStartEnds(t *testing.T) {
	h := newHouse(t)
	synctest.Test(t, func(t *testing.T) {
		w := httptest.NewRecorder()
		h.handler(t, Options{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, link+"/started", nil))
		if strings.Contains(w.Body.String(), "event:") || !strings.Contains(w.Body.String(), "retry:") {
			t.Errorf("the stream is %q", w.Body)
		}
	})
}

func TestPlaceInTheQueueCanBeHidden(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	ana.get(waiting).without(">You are next.")
	h.door.ShowQueue = true
	ana.get(waiting).with(">You are next.</p>")
	ben := h.browser(t)
	ben.knock("Ben").with("You are number 2 of 3.")
}

func TestGuestReadsWhatTheModeratorSays(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.door.Message = "We begin <soon>"
	ana.get(waiting).with("We begin &lt;soon&gt;")
	h.only(t).Message = "Ana, is that you?"
	ana.get(waiting).with("Ana, is that you?").without("We begin")
}

func TestWhoBelongsToTheMeetingIsNoGuest(t *testing.T) {
	h := newHouse(t)
	h.person = account.Account{ID: "mo", Name: "Mo"}
	mo := h.browser(t)
	page := mo.get(link).with("inside the meeting")
	if page.url.Query().Get("member") != "mo" || len(h.knocks) != 0 {
		t.Errorf("Mo came to %v after %d knocks", page.url, len(h.knocks))
	}
	h.memberErr = meeting.ErrNotRunning
	mo.get(link).at(http.StatusOK, link).with("has not started yet")
	h.memberErr = lobby.ErrConference
	mo.get(link).at(http.StatusServiceUnavailable, link).with("does not answer right now")
}

func TestMemberFindsTheWayToSignIn(t *testing.T) {
	h := newHouse(t)
	h.browser(t).get(link).with(`<a href="/desk/signin?next=%2fb%2fcho-abc-def-ghi">Sign in`)
}

func TestSignedInStrangerIsAGuest(t *testing.T) {
	h := newHouse(t)
	h.person, h.memberErr = account.Account{ID: "mo", Name: "Mo"}, meeting.ErrUnknown
	mo := h.browser(t)
	mo.get(link).at(http.StatusOK, link).with(`name="name" value=""`)
	mo.knock("Somebody").at(http.StatusOK, waiting)
	if k := h.knocks[0]; k.AccountID != "mo" || k.Name != "Somebody" {
		t.Errorf("the knock is %+v", k)
	}
}

func TestGuestSaysGoodbye(t *testing.T) {
	h := newHouse(t)
	h.meeting.SiteURL = "https://example.org"
	ana := h.browser(t)
	ana.knock("Ana")
	h.only(t).State = lobby.Inside
	ana.get(link+"/goodbye").at(http.StatusOK, link+"/goodbye").with("Goodbye", `href="https://example.org"`, "St. Ann &amp; sons")
	if got := h.only(t).State; got != lobby.Left {
		t.Errorf("the guest is %s, want left", got)
	}
	h.browser(t).get(link+"/goodbye").at(http.StatusOK, link+"/goodbye").with("Goodbye")
}

func TestWhoIsSentOutOfTheMeetingIsNotToldGoodbye(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	ana.get(link+"/goodbye").at(http.StatusOK, waiting).with("Hello <bdi>Ana</bdi>")
	h.remove(t, "")
	ana.get(link+"/goodbye").at(http.StatusOK, link).with("A moderator has ended your stay")
	h.door.LastEnd = h.now.Add(time.Minute)
	ana.get(link+"/goodbye").at(http.StatusOK, link+"/goodbye").with("Goodbye")
}

func TestRemovedGuestIsToldWhy(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.remove(t, "Please mute <yourself>.")
	ana.get(waiting).at(http.StatusOK, link).with("A moderator has ended your stay", "Please mute &lt;yourself&gt;.", `name="name"`)
}

func TestGuestWhoWaitedWhenTheMeetingEndedIsToldThat(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.remove(t, "")
	h.door.LastEnd = h.now.Add(time.Minute)
	ana.get(waiting).at(http.StatusOK, waiting).with("The meeting has ended", `href="`+link+`"`)
	ana.get(link).with(`name="name"`).without("A moderator has ended your stay")
}

func TestEarlyGuestIsToldThatTheConferenceServerDoesNotAnswer(t *testing.T) {
	h := newHouse(t)
	h.link.OnlyWhileRunning, h.runErr = true, lobby.ErrConference
	page := h.browser(t).get(link).at(http.StatusServiceUnavailable, link).with("The meeting’s server does not answer")
	if page.header.Get("Refresh") == "" {
		t.Error("the page does not try again by itself")
	}
}

// TestPageOfAnEarlyGuestHearsThatTheConferenceServerDoesNotAnswer has the script ask, of somebody who has not knocked and of a guest who may
// come in. Of one who waits for a moderator the conference server is not asked.
func TestPageOfAnEarlyGuestHearsThatTheConferenceServerDoesNotAnswer(t *testing.T) {
	for _, failure := range []error{lobby.ErrConference, lobby.ErrSetup} {
		h := newHouse(t)
		h.running, h.link.OnlyWhileRunning = false, true
		ana, state := h.browser(t), link+"/state"
		ana.get(link).at(http.StatusOK, link).with("has not started yet", `data-down="The meeting’s server does not answer right now.`)
		h.runErr = fmt.Errorf("look at meeting: %w", failure)
		ana.get(state).at(http.StatusOK, state).with(`{"state":"unknown","down":true}`)
		h.runErr, h.running = nil, true
		ana.knock("Ana")
		h.runErr = failure
		ana.get(state).at(http.StatusOK, state).with(`{"state":"waiting"}`)
		h.only(t).State = lobby.Allowed
		ana.get(state).at(http.StatusOK, state).with(`{"state":"allowed","down":true}`)
	}
}

func TestGuestChoosesTheLanguage(t *testing.T) {
	ana := newHouse(t).browser(t)
	ana.get(link).with(`<html lang="en">`, `value="de" lang="de"`)
	german := url.Values{"language": {"de"}, "back": {link}}
	ana.post("/language", german).at(http.StatusOK, link).with(`<html lang="de">`, "Ihr Name")
	ana.get("/privacy").with(`<html lang="de">`)
	ana.post("/language", url.Values{"language": {"xx"}, "back": {link}}).with(`<html lang="de">`)
}

func TestLanguageNeverLeadsElsewhere(t *testing.T) {
	ana := newHouse(t).browser(t)
	for _, back := range []string{"", "https://evil.test/", "//evil.test", "/\\evil.test", "/b/x/../../..//evil.test", "/b/x\r\nLocation: /", "/b/"} {
		page := ana.post("/language", url.Values{"language": {"en"}, "back": {back}})
		if page.url.Path != "/" || page.url.Host != strings.TrimPrefix(ana.server, "http://") {
			t.Errorf("%q leads to %v", back, page.url)
		}
	}
}

func TestLinkIsCarriedInFiles(t *testing.T) {
	h := newHouse(t)
	h.link.AccessCode, h.meeting.StartsAt = "4711", h.now.Add(time.Hour)
	ana := h.browser(t)
	for name, c := range map[string]struct{ kind, begins string }{
		"qr.png":         {"image/png", "\x89PNG"},
		"qr.svg":         {"image/svg+xml", "<svg"},
		"poster.pdf":     {"application/pdf", "%PDF-"},
		"meeting.ics":    {"text/calendar; charset=utf-8", "BEGIN:VCALENDAR"},
		"invitation.txt": {"text/plain; charset=utf-8", "You are invited to: Choir <b> (St. Ann & sons)"},
	} {
		file := ana.get(link+"/"+name).at(http.StatusOK, link+"/"+name).without("4711")
		if got := file.header.Get("Content-Type"); got != c.kind || !strings.HasPrefix(file.body, c.begins) {
			t.Errorf("%s is %s and begins with %.20q", name, got, file.body)
		}
	}
	h.meeting.StartsAt = time.Time{}
	ana.get(link+"/meeting.ics").at(http.StatusNotFound, link+"/meeting.ics").with("has no date")
}

func TestOpenMeetingTakesGuestsStraightIn(t *testing.T) {
	h := newHouse(t)
	h.policy(meeting.AlwaysAccept)
	ana := h.browser(t)
	ana.get(link).with("You will go straight into the meeting.")
	// The answer is a page: the redirects after a form must not lead to another host.
	page := ana.knock("Ana").at(http.StatusOK, link)
	page.with(`<meta http-equiv="refresh" content="0; url=`+waiting+`">`, "Come in, <bdi>Ana</bdi>")
	ana.get(waiting).with("inside the meeting")
}

func TestBlockedGuestIsNotToldToAskAgain(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.deny(t, "")
	h.blocks = []lobby.Block{{GuestID: "another", Device: h.only(t).Device}}
	for _, after := range []time.Duration{0, lobby.AskAgainAfter} {
		h.now = h.now.Add(after)
		ana.get(waiting).at(http.StatusOK, waiting).with("You were not let in", "ask the person who invited you").without("in a minute", "Ask again")
		ana.get(link + "/state").with(`{"state":"denied"}`)
	}
}

func TestGuestWhoHungUpIsNotTakenBackByForce(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.only(t).State = lobby.Entering
	ana.get(link).at(http.StatusOK, link).with("Welcome back, <bdi>Ana</bdi>", `href="`+waiting+`"`)
	ana.get(waiting).with("inside the meeting")
}

func TestNextGuestAtTheSameComputerTakesAnotherName(t *testing.T) {
	h := newHouse(t)
	computer := h.browser(t)
	computer.knock("Ana")
	h.only(t).State = lobby.Entering
	computer.get(link).with("Join under another name")
	computer.post(link+"/leave", nil).at(http.StatusOK, link).with("<form").without("Welcome back", "no longer waiting")
	computer.knock("Bo").at(http.StatusOK, waiting).with("<bdi>Bo</bdi>")
}

func TestGuestWhomTheLobbyForgotCanLeave(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	clear(h.guests)
	ana.post(link+"/leave", nil).at(http.StatusOK, link)
}

func TestGuestStaysAllowedWhileConferenceServerIsAway(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.only(t).State = lobby.Allowed
	h.enterErr = fmt.Errorf("create meeting: %w", lobby.ErrConference)
	page := ana.get(waiting).at(http.StatusServiceUnavailable, waiting).with("You have been let in", "does not answer right now")
	if page.header.Get("Refresh") != "5" {
		t.Errorf("Refresh is %q, want 5", page.header.Get("Refresh"))
	}
	h.enterErr = nil
	ana.get(waiting).with("inside the meeting")
}

func TestDecisionTakenBackOnTheThreshold(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.only(t).State = lobby.Allowed
	h.enterErr = fmt.Errorf("enter: %w", lobby.ErrNotAllowed)
	ana.get(waiting).at(http.StatusOK, waiting).with("Hello <bdi>Ana</bdi>")
}

func TestLinkIsForgiving(t *testing.T) {
	ana := newHouse(t).browser(t)
	ana.get("/b/CHO-abc-DEF-ghi%20").with("<bdi>Choir")
	ana.get(link+"/").at(http.StatusOK, link)
	ana.get(link+"/leave").at(http.StatusOK, link)
}

func TestOtherPages(t *testing.T) {
	ana := newHouse(t).browser(t)
	ana.get("/").at(http.StatusOK, "/").with("front door of online meetings")
	ana.get("/nowhere").at(http.StatusNotFound, "/nowhere").with("There is no such page")
	ana.get("/assets/x.nothing.css").at(http.StatusNotFound, "/assets/x.nothing.css")
}

func TestGermanGuestReadsGerman(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	// German is the second choice of someone who speaks a language that is not there.
	ana.language = "tr-TR,tr;q=0.9,de-DE;q=0.8,en;q=0.7"
	ana.get(link).with(`<html lang="de">`, "Ihr Name", "Die Moderation entscheidet über Ihren Einlass.")
	ana.knock("").with("Bitte geben Sie Ihren Namen ein.")
	ana.knock("Ana").with("Hallo <bdi>Ana</bdi>", "Warten auf die Moderation")
}

func TestStateForTheScript(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	state := link + "/state"
	ana.get(state).at(http.StatusOK, state).with(`{"state":"unknown","open":true}`)
	ana.knock("Ana")
	ana.get(state).at(http.StatusOK, state).with(`{"state":"waiting"}`)
	h.only(t).State = lobby.Gone
	ana.get(state).with(`{"state":"waiting"}`)
	h.deny(t, "")
	ana.get(state).with(`{"state":"denied"}`)
	h.now = h.now.Add(time.Minute)
	ana.get(state).with(`{"state":"denied","again":true}`)
}
