package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

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

// TestAccessCodeIsAskedForByEachLink has a guest of the meeting's link come by somebody's personal one, which makes a moderator.
func TestAccessCodeIsAskedForByEachLink(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana").at(http.StatusOK, waiting)
	h.only(t).State = lobby.Left
	h.link.Kind, h.link.ID, h.link.Role, h.link.AccessCode = meeting.PersonalLink, "7", meeting.EntersAsModerator, "4711"
	ana.get(link).at(http.StatusOK, link).with(`name="code"`)
	ana.knock("Ana").at(http.StatusUnprocessableEntity, link).with("Please enter the access code.")
	ana.post(link, url.Values{"name": {"Ana"}, "code": {"4711"}}).at(http.StatusOK, waiting)
}

func TestGuessingTheAccessCodeIsStopped(t *testing.T) {
	h := newHouse(t)
	h.link.AccessCode, h.unlockErr = "4711", &meeting.TooManyTriesError{RetryAfter: 30 * time.Second}
	page := h.browser(t).post(link, url.Values{"name": {"Ana"}, "code": {"1"}}).at(http.StatusTooManyRequests, link)
	if got := page.with("Too many tries", "try again in 30 seconds").header.Get("Retry-After"); got != "30" {
		t.Errorf("Retry-After is %q, want 30", got)
	}
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

func TestGuestDeniedByPolicyHearsOfNoModerator(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.deny(t, "")
	h.only(t).DecidedBy = lobby.Person{}
	ana.get(waiting).with("is not letting guests in").without("moderator")
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
	for _, path := range []string{
		"/b/nobody", "/b/nobody/wait", "/b/nobody/qr.png", "/b/%20", "/b/" + strings.Repeat("a", 300), link + strings.Repeat("%20", 300),
	} {
		page := ana.get(path)
		page.at(http.StatusNotFound, page.url.Path).with("The requested meeting does not exist", "check that the link")
	}
	ana.post("/b/nobody", nil).at(http.StatusNotFound, "/b/nobody")
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
