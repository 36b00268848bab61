package deskpage_test

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/peer"
)

// forms are all that can be sent to the desk of a meeting, with fields that would do something.
func forms(guest lobby.Guest) map[string][]string {
	return map[string][]string{
		"/decide": {"allow", guest.ID}, "/undo": {"decision", "1"}, "/remember": {"decision", "allow"}, "/say": {"text", "Hello"},
		"/rename": {"guest", guest.ID, "name", "Eve"}, "/block": {"guest", guest.ID}, "/unblock": {"block", "1"},
		"/send-back": {"guest", guest.ID}, "/kick": {"guest", guest.ID}, "/queue": {}, "/join": {}, "/ticket": {},
	}
}

// untouched checks that nothing has happened at Choir but for a knock.
func (h *house) untouched(guest lobby.Guest) {
	h.t.Helper()
	if g := h.stands(guest, lobby.Waiting); g.Name != guest.Name {
		h.t.Errorf("the guest is called %s", g.Name)
	}
	entries, err := h.Decisions(h.t.Context(), choirID, 0, 10)
	if err != nil || len(entries) != 0 {
		h.t.Errorf("the log has %+v (%v)", entries, err)
	}
}

func TestOtherSitesCannotActInAModeratorsName(t *testing.T) {
	h := newHouse(t)
	ana := h.knocks("Ana")
	ben := h.as("ben")
	ben.origin = "https://evil.test"
	for path, fields := range forms(ana) {
		ben.post(choir+path, fields...).at(http.StatusForbidden, choir+path).with("That came from another site")
	}
	sessions, err := h.accounts.ListSessions(t.Context(), "ben")
	if err != nil {
		t.Fatal(err)
	}
	ben.post("/desk/devices", "session", sessions[0].ID).at(http.StatusForbidden, "/desk/devices")
	ben.post("/desk/signin", "email", "max@example.org", "password", password).at(http.StatusForbidden, "/desk/signin")
	ben.post("/signout").at(http.StatusForbidden, "/signout")
	h.untouched(ana)
	ben.get(choir).at(http.StatusOK, choir).with("Ana")
}

func TestOnlyModeratorsSeeAMeetingAndAct(t *testing.T) {
	h := newHouse(t)
	ana := h.knocks("Ana")
	for _, stranger := range []string{"max", "cora"} {
		b := h.as(stranger)
		for path, fields := range forms(ana) {
			b.post(choir+path, fields...).at(http.StatusNotFound, choir+path).without("Choir")
		}
		for _, path := range []string{"", "/everyone", "/guests/" + ana.ID} {
			b.get(choir+path).at(http.StatusNotFound, choir+path).with("This is not one of your meetings").without("Choir", "Ana")
		}
	}
	nobody := h.browser()
	for path, fields := range forms(ana) {
		nobody.post(choir+path, fields...).at(http.StatusOK, "/desk/signin").has(`name="next" value="` + choir + `"`)
	}
	h.as("ben").get("/desk/"+bandID).at(http.StatusNotFound, "/desk/"+bandID)
	h.as("ben").get("/desk/none/at/all").at(http.StatusNotFound, "/desk/none/at/all")
	h.untouched(ana)
}

// TestFormThatHasNotArrivedWholeDoesNothing sends forms that are too long, or break off. Read as empty they would take back what is said.
func TestFormThatHasNotArrivedWholeDoesNothing(t *testing.T) {
	h := newHouse(t)
	ana := h.knocks("Ana")
	ben := h.as("ben")
	ben.post(choir+"/say", "text", "We begin at eight.")
	for path, fields := range forms(ana) {
		fields = append(fields, "more", strings.Repeat("x", 17<<10))
		ben.post(choir+path, fields...).at(http.StatusBadRequest, choir+path).with("The form did not arrive well")
	}
	ben.post("/desk/signin?next=%zz", "email", "ben@example.org").at(http.StatusBadRequest, "/desk/signin")
	h.stands(ana, lobby.Waiting)
	ben.get(choir + "/everyone").with("We begin at eight.")
}

func TestDemotedModeratorSeesNothingMore(t *testing.T) {
	h := newHouse(t)
	mo := h.as("mo")
	ana := h.knocks("Ana")
	mo.get(choir).with("Ana")
	h.setRole("mo", meeting.RoleMember)
	mo.post(choir+"/decide", "allow", ana.ID).at(http.StatusNotFound, choir+"/decide")
	mo.get("/desk").without("Choir")
	h.untouched(ana)
}

// TestRevokedSessionDecidesNothing clicks on a page that has not heard that its session was revoked.
func TestRevokedSessionDecidesNothing(t *testing.T) {
	h := newHouse(t)
	ana := h.knocks("Ana")
	lost := h.as("ben")
	lost.get(choir).with("Ana")
	sessions, err := h.accounts.ListSessions(t.Context(), "ben")
	if err != nil || len(sessions) != 1 {
		t.Fatalf("the sessions are %+v (%v)", sessions, err)
	}
	h.as("ben").post("/desk/devices", "session", sessions[0].ID).at(http.StatusOK, "/desk/devices")
	lost.post(choir+"/decide", "allow", ana.ID).at(http.StatusOK, "/desk/signin").without("Ana")
	h.untouched(ana)
}

func TestAGuestOfAnotherMeetingIsNoneOfTheirs(t *testing.T) {
	h := newHouse(t)
	eve, _, err := h.Knock(t.Context(), lobby.Knock{MeetingID: bandID, Name: "Eve"})
	if err != nil {
		t.Fatal(err)
	}
	ben := h.as("ben")
	ben.get(choir+"/guests/"+eve.ID).at(http.StatusNotFound, choir+"/guests/"+eve.ID).without("Eve")
	for _, path := range []string{"/decide", "/rename", "/block"} {
		ben.post(choir+path, forms(eve)[path]...).at(http.StatusNotFound, choir+path).without("Eve")
	}
	if g, err := h.Find(t.Context(), bandID, eve.ID); err != nil || g.State != lobby.Waiting || g.Name != "Eve" {
		t.Errorf("Eve is %+v (%v)", g, err)
	}
}

func TestNobodyIsSentElsewhereAfterSigningIn(t *testing.T) {
	h := newHouse(t)
	ben := h.as("ben")
	for _, next := range []string{"https://evil.test", "//evil.test", `/\evil.test`} {
		ben.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		answer := ben.get("/desk/signin?next=" + next)
		if to := answer.header.Get("Location"); to != "/" {
			t.Errorf("next=%s leads to %q", next, to)
		}
	}
}

func TestGuessingPasswordsIsSlowedAsByTheAPI(t *testing.T) {
	h := newHouse(t)
	h.desk.Proxies = peer.Proxies{netip.MustParsePrefix("127.0.0.0/8")}
	b := h.browser()
	b.client.Transport = from("203.0.113.7")
	for range account.PersonLimit().Burst {
		b.post("/desk/signin", "email", "ben@example.org", "password", "guess").at(http.StatusUnprocessableEntity, "/desk/signin")
	}
	b.post("/desk/signin", "email", "ben@example.org", "password", "guess").at(http.StatusTooManyRequests, "/desk/signin").
		with("There have been too many tries.")
	b.client.Transport = from("198.51.100.7")
	b.post("/desk/signin", "email", "ben@example.org", "password", "guess").at(http.StatusUnprocessableEntity, "/desk/signin")
}

// from sends requests as a proxy does that got them from an address.
type from string

func (f from) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("X-Forwarded-For", string(f))
	return http.DefaultTransport.RoundTrip(r)
}

func TestTicketIsForTheSignedInAlone(t *testing.T) {
	h := newHouse(t)
	var given struct{ Ticket, Resumption string }
	answer := h.as("mo").post(choir+"/ticket").at(http.StatusOK, choir+"/ticket")
	if err := json.Unmarshal([]byte(answer.body), &given); err != nil || given.Ticket == "" || given.Resumption == "" {
		t.Errorf("the ticket is %s (%v)", answer.body, err)
	}
	if strings.Contains(answer.header.Get("Set-Cookie"), "session") {
		t.Error("the ticket comes with a session")
	}
}

var (
	inline  = regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|javascript:|<script(?:\s+[a-z-]+(?:="[^"]*")?)*>[^<]`)
	outside = regexp.MustCompile(`(?:src|action|<link[^>]*href)="(?:https?:)?//`)
)

func TestPagesAreStrictAndSmall(t *testing.T) {
	h := newHouse(t)
	ana := h.knocks("Ana")
	ben := h.as("ben")
	for _, path := range []string{"/desk", "/desk/devices", choir, choir + "/everyone", choir + "/guests/" + ana.ID} {
		answer := ben.get(path).at(http.StatusOK, path)
		policy := answer.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'; script-src 'self'; style-src 'self'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
		if answer.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept", path)
		}
		for _, bad := range []*regexp.Regexp{inline, outside} {
			if found := bad.FindString(answer.body); found != "" {
				t.Errorf("%s has %q", path, found)
			}
		}
	}
	size := len(ben.get(choir).body)
	files := regexp.MustCompile(`/assets/[^"]+`).FindAllString(ben.get(choir).body, -1)
	seen := map[string]bool{}
	for _, file := range files {
		if !seen[file] {
			size += len(ben.get(file).at(http.StatusOK, file).body)
		}
		seen[file] = true
	}
	if size > 60<<10 || len(seen) < 3 {
		t.Errorf("the page has %d bytes with its %d files, want 60 KiB at most", size, len(seen))
	}
}
