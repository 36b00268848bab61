package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

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
	h.meeting.Recorded = true
	ana := h.browser(t)
	ana.get(link).with(`name="consent"`).without(" checked")
	ana.knock("Ana").at(http.StatusUnprocessableEntity, link).with("Please agree to the recording.", `value="Ana"`)
	ana.post(link, url.Values{"consent": {"yes"}}).with("Please enter your name.", " checked").without("Please agree")

	ana.post(link, url.Values{"name": {"Ana"}, "consent": {"yes"}}).at(http.StatusOK, waiting)
	if h.only(t).ConsentAt.IsZero() {
		t.Error("the consent was not kept")
	}
	ana.post(link+"/leave", nil).with(`value="Ana"`, " checked")
}

func TestOpenMeetingTakesGuestsStraightIn(t *testing.T) {
	h := newHouse(t)
	h.meeting.GuestPolicy = meeting.AlwaysAccept
	ana := h.browser(t)
	ana.get(link).with("You will go straight into the meeting.")
	// The answer is a page: the redirects after a form must not lead to another host.
	page := ana.knock("Ana").at(http.StatusOK, link)
	page.with(`<meta http-equiv="refresh" content="0; url=`+waiting+`">`, "Come in, <bdi>Ana</bdi>")
	ana.get(waiting).with("inside the meeting")
}

func TestClosedMeetingSaysSo(t *testing.T) {
	h := newHouse(t)
	h.meeting.GuestPolicy = meeting.AlwaysDeny
	h.browser(t).get(link).at(http.StatusOK, link).with("This meeting lets no guests in").without("<form")
}

func TestClosedMeetingOpensForWhoeverKnocksNext(t *testing.T) {
	h := newHouse(t)
	h.meeting.GuestPolicy, h.meeting.Remembered = meeting.AlwaysDeny, "allow"
	h.browser(t).get(link).at(http.StatusOK, link).with("<form", "You will go straight into the meeting.")
}

func TestDeniedGuestLearnsWhyAndMayAskAgain(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.deny(t, "Staff only <today>")
	for _, path := range []string{waiting, link} {
		ana.get(path).at(http.StatusOK, path).with("A moderator has declined", "Staff only &lt;today&gt;").without("<form")
	}
	h.now = h.now.Add(time.Minute)
	ana.get(waiting).with("Ask again", `name="name" value="Ana"`)
	ana.knock("Ana").at(http.StatusOK, waiting).with("Hello <bdi>Ana</bdi>")
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
	h.browser(t).knock(strings.Repeat("a", maxForm+1)).at(http.StatusBadRequest, link).with("did not arrive well")
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
	ana.get(state).at(http.StatusNotFound, state).with(`{"state":"unknown"}`)
	ana.knock("Ana")
	ana.get(state).at(http.StatusOK, state).with(`{"state":"waiting"}`)
	h.only(t).State = lobby.Gone
	ana.get(state).with(`{"state":"waiting"}`)
	h.deny(t, "")
	ana.get(state).with(`{"state":"denied"}`)
	h.now = h.now.Add(time.Minute)
	ana.get(state).with(`{"state":"denied","again":true}`)
}
