package bbbtest_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"foyer/client/bbb/bbbtest"
)

// enter joins and follows the way in. It returns the page and its address.
func enter(t *testing.T, s *bbbtest.Simulator, query string) (page, address string) {
	t.Helper()
	resp := ask(t, s, signed("join", query))
	if resp.StatusCode != http.StatusFound || len(resp.Cookies()) != 1 || resp.Cookies()[0].Name != "JSESSIONID" {
		t.Fatalf("join: status %d, cookies %v", resp.StatusCode, resp.Cookies())
	}
	address = resp.Header.Get("Location")
	if !strings.HasPrefix(address, "/bigbluebutton/html5client/") {
		t.Fatalf("the way in is %s, want a path without a host", address)
	}
	return body(t, ask(t, s, address)), address
}

func TestPageShowsWhoIsInside(t *testing.T) {
	s := newSimulator()
	call(t, s, "create", "name=Choir+%26+%3Cb%3E&meetingID=choir")
	page, mo := enter(t, s, "meetingID=choir&fullName=Mo+Adler&role=MODERATOR")
	has(t, page, "You are in the meeting", "Choir &amp; &lt;b&gt;", "Mo Adler", "Moderator", "Nobody yet")
	if strings.Contains(page, ">Guest<") {
		t.Error("the moderator has the badge of guests")
	}
	page, _ = enter(t, s, "meetingID=choir&fullName=%3Cscript%3Ealert(1)%3C%2Fscript%3E&role=VIEWER&guest=true")
	has(t, page, "&lt;script&gt;alert(1)&lt;/script&gt;", ">Guest<", "Mo Adler", "Also here")
	if strings.Contains(page, "<script>") {
		t.Error("the name was not escaped")
	}
	has(t, body(t, ask(t, s, mo)), "&lt;script&gt;alert(1)", ">Guest<")
}

func TestNobodyIsInsideBeforeThePageIsOpened(t *testing.T) {
	s := newSimulator()
	call(t, s, "create", "name=Choir&meetingID=choir")
	way := ask(t, s, signed("join", "meetingID=choir&fullName=Mo&role=MODERATOR")).Header.Get("Location")
	has(t, call(t, s, "isMeetingRunning", "meetingID=choir"), "<running>false</running>")
	ask(t, s, way)
	has(t, call(t, s, "isMeetingRunning", "meetingID=choir"), "<running>true</running>")
}

func TestPageIsStrict(t *testing.T) {
	s := newSimulator()
	call(t, s, "create", "name=Choir&meetingID=choir")
	page, address := enter(t, s, "meetingID=choir&fullName=Mo&role=MODERATOR")
	resp := ask(t, s, address)
	has(t, resp.Header.Get("Content-Security-Policy"), "default-src 'none'", "frame-ancestors 'none'", "form-action 'none'")
	if csp := resp.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") {
		t.Errorf("the policy is %s", csp)
	}
	has(t, resp.Header.Get("Referrer-Policy")+resp.Header.Get("Cache-Control"), "no-referrer", "no-store")
	if regexp.MustCompile(`(?i)<style|style=| on[a-z]+=|<script>`).MatchString(page) {
		t.Errorf("style or script inside the page:\n%s", page)
	}
	links := regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1)
	for _, link := range links {
		if strings.HasPrefix(link[1], "data:") {
			continue
		}
		if !strings.HasPrefix(link[1], "/bigbluebutton/html5client/") {
			t.Errorf("the page leads to %s", link[1])
		}
		if resp := ask(t, s, link[1]); resp.StatusCode >= http.StatusBadRequest {
			t.Errorf("%s: status %d", link[1], resp.StatusCode)
		}
	}
	if len(links) < 4 {
		t.Errorf("only %d links in\n%s", len(links), page)
	}
}

func TestGuestWaitsInTheLobby(t *testing.T) {
	s := newSimulator()
	call(t, s, "create", "name=Choir&meetingID=choir&guestPolicy=ASK_MODERATOR")
	page, address := enter(t, s, "meetingID=choir&fullName=Ana&role=VIEWER&guest=true")
	has(t, page, "Please wait", "lobby", "Ana", "Stop waiting")
	has(t, address, "/guestWait?sessionToken=")
	// The other address of the client does not lead past the lobby.
	has(t, body(t, ask(t, s, strings.Replace(address, "guestWait", "", 1))), "Please wait")
	info := call(t, s, "getMeetingInfo", "meetingID=choir")
	has(t, info, "<participantCount>0</participantCount>", "<running>false</running>")
	if strings.Contains(info, "Ana") {
		t.Error("a waiting guest is listed")
	}
}

func TestLeaveGoesToTheLogoutURL(t *testing.T) {
	s := newSimulator()
	call(t, s, "create", "name=Choir&meetingID=choir&logoutURL=https%3A%2F%2Fa.example%2Fbye")
	tests := []struct{ query, want string }{
		{"", "https://a.example/bye"},
		{"&logoutURL=https%3A%2F%2Fb.example%2F", "https://b.example/"},
		{"&logoutURL=javascript%3Aalert(1)", "/bigbluebutton/html5client/left"},
	}
	for _, tt := range tests {
		page, address := enter(t, s, "meetingID=choir&fullName=Ana&role=VIEWER&guest=true"+tt.query)
		link := regexp.MustCompile(`class="leave" href="([^"]*)"`).FindStringSubmatch(page)
		if link == nil {
			t.Fatalf("no way out in\n%s", page)
		}
		if to := ask(t, s, link[1]).Header.Get("Location"); to != tt.want {
			t.Errorf("leave with %q goes to %s, want %s", tt.query, to, tt.want)
		}
		if resp := ask(t, s, address); resp.StatusCode != http.StatusNotFound {
			t.Errorf("after leaving the page has status %d", resp.StatusCode)
		}
	}
	has(t, call(t, s, "getMeetingInfo", "meetingID=choir"), "<participantCount>0</participantCount>")
}

func TestRefusedPersonReadsWhyAndNothingElse(t *testing.T) {
	s := newSimulator()
	call(t, s, "create", "name=Choir&meetingID=choir&guestPolicy=ALWAYS_DENY")
	_, to := refused(t, ask(t, s, signed("join", "meetingID=choir&fullName=Ana&role=VIEWER&guest=true")))
	has(t, body(t, ask(t, s, to.String())), "You could not come in", "lets no guests in")
	page := body(t, ask(t, s, `/bigbluebutton/html5client/left?errors=[{"key":"x","message":"Call+0900+TULIP"}]`))
	if has(t, page, "You could not come in"); strings.Contains(page, "TULIP") {
		t.Error("the page shows a text that anybody can put into its address")
	}
}
