package web

import (
	"errors"
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

func TestFormWithMistakeKeepsWhatWasTyped(t *testing.T) {
	long := strings.Repeat("ä", 200)
	for _, c := range []struct {
		name, typed, kept, error string
	}{
		{"nothing", "", `value=""`, "Please enter your name."},
		{"spaces", "  ", `value="  "`, "Please enter your name."},
		{"only control characters", "\u202e\u200b", "value=", "Please enter your name."},
		{"200 letters", long, `value="` + long + `"`, "This name is too long."},
		{"markup", `"><script>` + long, `value="&#34;&gt;&lt;script&gt;`, "This name is too long."},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			page := h.browser(t).knock(c.typed).at(http.StatusUnprocessableEntity, link)
			page.with(c.kept, c.error, `aria-invalid="true"`, `aria-describedby="name-error name-hint"`).without("<script>")
			if len(h.guests) != 0 {
				t.Error("someone waits")
			}
		})
	}
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

func TestRecordedMeetingNeedsConsent(t *testing.T) {
	h := newHouse(t)
	h.record("", "")
	ana := h.browser(t)
	ana.get(link).with(`name="consent"`, "I agree that my voice").without(" checked")
	ana.knock("Ana").at(http.StatusUnprocessableEntity, link).with("Please agree to the recording.", `value="Ana"`)
	ana.post(link, url.Values{"consent": {ownWords}}).with("Please enter your name.", " checked").without("Please agree")

	ana.post(link, url.Values{"name": {"Ana"}, "consent": {ownWords}}).at(http.StatusOK, waiting)
	if g := h.only(t); g.ConsentAt.IsZero() || g.ConsentVersion != ownWords {
		t.Errorf("the consent that was kept is to %q at %v", g.ConsentVersion, g.ConsentAt)
	}
	if len(h.consents) != 1 || h.consents[0].Kind != meeting.ToRecording || h.consents[0].GuestID != h.only(t).ID ||
		!strings.HasPrefix(h.consents[0].Notice.Text, "This meeting is recorded.") {
		t.Errorf("the record of the consent is %+v", h.consents)
	}
	ana.post(link+"/leave", nil).with(`value="Ana"`, " checked")
}

func TestConsentIsToTheWordsThatWereShown(t *testing.T) {
	h := newHouse(t)
	h.record("We put it on our site.", "1")
	ana := h.browser(t)
	ana.get(link).with("We put it on our site.", `value="1"`)
	h.record("We put it on our site and on the radio.", "2")
	ana.post(link, url.Values{"name": {"Ana"}, "consent": {"1"}}).
		at(http.StatusUnprocessableEntity, link).with("on the radio", "Please agree").without(" checked")
	ana.post(link, url.Values{"name": {"Ana"}, "consent": {"2"}}).at(http.StatusOK, waiting)
	if got := h.consents[0].Notice; got.Version != "2" || got.Text != "We put it on our site and on the radio." {
		t.Errorf("the consent that was kept is to %+v", got)
	}
	// The next time the tick is there, until the words change.
	ana.post(link+"/leave", nil).with(" checked")
	h.record("We sell it.", "3")
	ana.get(link).without(" checked")
}

func TestTermsOfUseAreAskedForWhereThePortalHasSome(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.get(link).without("terms of use")
	h.meeting.Effective.Terms.Value = meeting.Notice{Version: "7"}
	ana.get(link).without("terms of use")
	h.meeting.Effective.Terms.Value = meeting.Notice{Version: "7", Text: "Be <kind>.", URL: "https://example.org/terms"}
	ana.get(link).with("terms of use", "Be &lt;kind&gt;.", `href="https://example.org/terms"`).without(" checked")
	ana.knock("Ana").at(http.StatusUnprocessableEntity, link).with("Please accept the terms of use.")
	ana.post(link, url.Values{"name": {"Ana"}, "terms": {"7"}}).at(http.StatusOK, waiting)
	if len(h.consents) != 1 || h.consents[0].Kind != meeting.ToTerms || h.consents[0].Notice.Text != "Be <kind>." {
		t.Errorf("the record is %+v", h.consents)
	}
}

func TestAccessCodeIsAskedForOnce(t *testing.T) {
	h := newHouse(t)
	h.link.AccessCode = "4711"
	ana := h.browser(t)
	ana.get(link).with(`name="code"`, "It is in your invitation.").without("4711")
	ana.knock("Ana").at(http.StatusUnprocessableEntity, link).with("Please enter the access code.", `value="Ana"`)
	page := ana.post(link, url.Values{"name": {"Ana"}, "code": {"0815"}}).at(http.StatusUnprocessableEntity, link)
	page.with("This access code is wrong.").without("0815", "4711")
	if len(h.guests) != 0 {
		t.Error("someone waits without the code")
	}
	ana.post(link, url.Values{"name": {"Ana"}, "code": {"4711"}}).at(http.StatusOK, waiting)
	h.deny(t, "")
	h.now = h.now.Add(time.Hour)
	ana.get(waiting).with("Ask again")
	ana.knock("Ana").at(http.StatusOK, waiting)
	for _, g := range h.guests {
		g.State = lobby.Left
	}
	ana.get(link).at(http.StatusOK, link).without(`name="code"`)
	ana.knock("Ana").at(http.StatusOK, waiting)
}

func TestGuessingTheAccessCodeIsStopped(t *testing.T) {
	h := newHouse(t)
	h.link.AccessCode, h.unlockErr = "4711", &meeting.TooManyTriesError{RetryAfter: 30 * time.Second}
	page := h.browser(t).post(link, url.Values{"name": {"Ana"}, "code": {"1"}}).at(http.StatusTooManyRequests, link)
	if got := page.with("Too many tries", "try again in 30 seconds").header.Get("Retry-After"); got != "30" {
		t.Errorf("Retry-After is %q, want 30", got)
	}
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

func TestKnockThatIsRefusedSaysWhy(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		title  string
		again  bool
	}{
		{lobby.ErrBlocked, http.StatusForbidden, "You cannot join this meeting", false},
		{lobby.ErrFull, http.StatusServiceUnavailable, "This meeting is full", true},
		{lobby.ErrThrottled, http.StatusTooManyRequests, "One moment, please", true},
		{lobby.ErrTokenTaken, http.StatusBadRequest, "The form did not arrive well", false},
	} {
		h := newHouse(t)
		h.knockErr = c.err
		page := h.browser(t).knock("Ana").at(c.status, link).with(c.title)
		if again := page.header.Get("Retry-After") != ""; again != c.again {
			t.Errorf("%v: the page says when to try again: %v, want %v", c.err, again, c.again)
		}
	}
}

func TestWhoeverHasToWaitAMomentNeedNotTypeAgain(t *testing.T) {
	h := newHouse(t)
	h.knockErr = lobby.ErrThrottled
	h.record("We put it on our site.", "2026-03")
	ana := h.browser(t)
	form := url.Values{"name": {"Ana"}, "consent": {"2026-03"}}
	ana.post(link, form).at(http.StatusTooManyRequests, link).with("One moment, please", `href="`+link+`"`)
	ana.get(link).at(http.StatusOK, link).with(`value="Ana"`, " checked")
}

// TestGuestOfAFullMeetingComesInWhenSomebodyLeaves sends what the page has kept, as the script does, and looks again, as the page does
// without script.
func TestGuestOfAFullMeetingComesInWhenSomebodyLeaves(t *testing.T) {
	h := newHouse(t)
	h.knockErr, h.link.AccessCode = lobby.ErrFull, "4711"
	h.record("We put it on our site.", "2026-03")
	ana := h.browser(t)
	form := url.Values{"name": {"Ana"}, "consent": {"2026-03"}, "code": {"4711"}}
	page := ana.post(link, form).at(http.StatusServiceUnavailable, link).with("This meeting is full", `data-page="full"`)
	page.with(`content="20; url=`+link+`?full"`, `name="name" value="Ana"`, `name="consent" value="2026-03"`, `name="code" value="4711"`)
	ana.get(link + "/state?full").with(`"state":"unknown","full":true`)
	ana.get(link+"?full").at(http.StatusServiceUnavailable, link).with("This meeting is full").without(`name="name"`)
	if len(h.consents) != 0 || len(h.guests) != 0 {
		t.Errorf("of somebody who is not let near there are kept %v and %v", h.consents, h.guests)
	}

	h.knockErr = nil
	ana.get(link + "/state?full").with(`{"state":"unknown"}`)
	ana.get(link+"?full").at(http.StatusOK, link).with("A place is free", `value="Ana"`, " checked")
	ana.post(link, form).at(http.StatusOK, waiting)
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

func TestGuestSeesTakesAndDeletesItsData(t *testing.T) {
	h := newHouse(t)
	h.record("", "")
	ana := h.browser(t)
	ana.get(link + "/mine").with("Nothing is kept of you")
	ana.post(link, url.Values{"name": {"Ana <b>"}, "consent": {ownWords}})
	ana.get(link+"/mine").with("Ana &lt;b&gt;", "Sunday 1 March 2026, 18:00 UTC", "Agreed to the recording")
	file := ana.get(link+"/mine.json").at(http.StatusOK, link+"/mine.json").with(`"name": "Ana \u003cb\u003e"`, `"to": "recording"`)
	if !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file is shown: %v", file.header)
	}
	h.browser(t).get(link + "/mine").with("Nothing is kept of you")
	ana.post(link+"/erase", nil).at(http.StatusOK, link+"/mine").with("is deleted")
	if len(h.guests) != 0 {
		t.Error("the guest is still there")
	}
	ana.get(link).with(`name="name" value=""`)
}

// TestErasingIsNoWayAroundABlock has a guest who was blocked, and one who was not, delete all that is kept and knock again.
func TestErasingIsNoWayAroundABlock(t *testing.T) {
	for _, blocked := range []bool{true, false} {
		h := newHouse(t)
		ana := h.browser(t)
		ana.knock("Ana")
		device := h.knocks[0].Device
		h.blocks = []lobby.Block{{Device: "another"}}
		if blocked {
			h.blocks = append(h.blocks, lobby.Block{Device: device})
		}
		ana.post(link+"/erase", nil).with("is deleted")
		ana.knock("Somebody else")
		if again := h.knocks[1].Device; device == "" || (again == device) != blocked {
			t.Errorf("blocked %t: the device was %q and is %q", blocked, device, again)
		}
	}
}

func TestPrivacyPageSaysWhatIsSet(t *testing.T) {
	h := newHouse(t)
	server := httptest.NewServer(h.handler(t, Options{}))
	t.Cleanup(server.Close)
	ana := h.browser(t)
	ana.get("/privacy").at(http.StatusOK, "/privacy").with("deleted after 30 days", "24 hours", "180 days")
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

func TestClosedMeetingSaysSo(t *testing.T) {
	h := newHouse(t)
	h.policy(meeting.AlwaysDeny)
	ana := h.browser(t)
	ana.get(link).at(http.StatusForbidden, link).with("This meeting lets no guests in").without(`name="name"`)
	ana.knock("Ana").at(http.StatusForbidden, link)
	if len(h.knocks) != 0 {
		t.Error("someone knocked")
	}
}

func TestClosedMeetingOpensForWhoeverKnocksNext(t *testing.T) {
	h := newHouse(t)
	h.policy(meeting.AlwaysDeny)
	h.meeting.Remembered = "allow"
	h.browser(t).get(link).at(http.StatusOK, link).with("<form", "You will go straight into the meeting.")
}

func TestDeniedGuestLearnsWhyAndMayAskAgain(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.deny(t, "Staff only <today>")
	for _, path := range []string{waiting, link} {
		ana.get(path).at(http.StatusOK, path).with("A moderator has declined", "Staff only &lt;today&gt;").without("Ask again")
	}
	h.now = h.now.Add(time.Minute)
	ana.get(waiting).with("Ask again", `name="name" value="Ana"`)
	ana.knock("Ana").at(http.StatusOK, waiting).with("Hello <bdi>Ana</bdi>")
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

func TestGuestDeniedByPolicyHearsOfNoModerator(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.deny(t, "")
	h.only(t).DecidedBy = lobby.Person{}
	ana.get(waiting).with("is not letting guests in").without("moderator")
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

// TestWhoeverGuessesLinksLearnsNothing has somebody in the network guess. Who waits there already waits on.
func TestWhoeverGuessesLinksLearnsNothing(t *testing.T) {
	h := newHouse(t)
	ana, eve := h.browser(t), h.browser(t)
	ana.knock("Ana")
	eve.get("/b/cho-abc-def-ghj").at(http.StatusNotFound, "/b/cho-abc-def-ghj")
	if h.guesses != 1 {
		t.Errorf("%d guesses are counted, want 1", h.guesses)
	}
	h.guessed = &meeting.TooManyTriesError{RetryAfter: 4200 * time.Millisecond}
	for _, path := range []string{"/b/cho-abc-def-ghj", link, waiting, link + "/state", link + "/qr.png", link + "/mine"} {
		page := eve.get(path).at(http.StatusTooManyRequests, path).with("Too many wrong links", "in 5 seconds").without("Choir")
		if got := page.header.Get("Retry-After"); got != "5" {
			t.Errorf("%s: Retry-After is %q", path, got)
		}
	}
	eve.knock("Eve").at(http.StatusTooManyRequests, link)
	ana.get(link).at(http.StatusOK, waiting)
	ana.get(link + "/state").with(`"waiting"`)
}

func TestUnknownLink(t *testing.T) {
	ana := newHouse(t).browser(t)
	for _, path := range []string{"/b/nobody", "/b/nobody/wait", "/b/nobody/qr.png", "/b/%20", "/b/" + strings.Repeat("a", 300)} {
		page := ana.get(path)
		page.at(http.StatusNotFound, page.url.Path).with("The requested meeting does not exist", "check that the link")
	}
	ana.post("/b/nobody", nil).at(http.StatusNotFound, "/b/nobody")
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

func TestFailureIsSaidPlainlyAndNotExplained(t *testing.T) {
	h := newHouse(t)
	h.err = errors.New("database password is hunter2")
	h.browser(t).get(link).at(http.StatusInternalServerError, link).with("Sorry", "Try again").without("hunter2")
}

func TestHugeFormIsRefused(t *testing.T) {
	h := newHouse(t)
	h.browser(t).knock(strings.Repeat("a", maxForm+1)).at(http.StatusRequestEntityTooLarge, link).with("The form was too long")
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
