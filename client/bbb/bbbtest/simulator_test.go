package bbbtest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"foyer/client/bbb/bbbtest"
)

const secret = "tulip"

// ask sends a request to the simulator as the demo's mux does, and returns the answer.
func ask(t *testing.T, h http.Handler, address string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	return w.Result()
}

// signed returns the path of a call, signed over the query as it stands.
func signed(call, query string) string {
	sum := sha256.Sum256([]byte(call + query + secret))
	return "/bigbluebutton/api/" + call + "?" + query + "&checksum=" + hex.EncodeToString(sum[:])
}

// call makes a call and returns the XML.
func call(t *testing.T, h http.Handler, name, query string) string {
	t.Helper()
	return body(t, ask(t, h, signed(name, query)))
}

func body(t *testing.T, resp *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// has checks that a text contains all parts.
func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
}

func newSimulator() *bbbtest.Simulator { return bbbtest.New(bbbtest.Options{Secret: secret}) }

func TestChecksumRunsOverTheRawQuery(t *testing.T) {
	s := newSimulator()
	const query = "name=Test+Meeting&meetingID=a%62c"
	has(t, call(t, s, "create", query), "<returncode>SUCCESS</returncode>", "<meetingID>abc</meetingID>")
	sum := sha256.Sum256([]byte("create" + query + secret))
	checksum := "checksum=" + hex.EncodeToString(sum[:])
	has(t, body(t, ask(t, s, "/bigbluebutton/api/create?"+checksum+"&"+query)), "duplicateWarning")
	for name, address := range map[string]string{
		"none":       query,
		"escaped":    "name=Test%20Meeting&meetingID=a%62c&" + checksum,
		"short":      query + "&checksum=abc",
		"of another": "meetingID=abc&" + checksum,
	} {
		if text := body(t, ask(t, s, "/bigbluebutton/api/create?"+address)); !strings.Contains(text, "checksumError") {
			t.Errorf("checksum %s: %s", name, text)
		}
	}
}

func TestParametersAreChecked(t *testing.T) {
	s := newSimulator()
	call(t, s, "create", "name=Choir&meetingID=choir&moderatorPW=mp&attendeePW=ap")
	tests := []struct{ call, query, key string }{
		{"create", "name=Choir", "missingParamMeetingID"},
		{"create", "name=Choir&meetingID=c", "validationError"},
		{"create", "name=Choir&meetingID=a,b", "validationError"},
		{"create", "name=Choir&meetingID=" + strings.Repeat("x", 257), "validationError"},
		{"create", "name=C&meetingID=choir", "validationError"},
		{"create", "name=Choir&meetingID=choir&record=perhaps", "validationError"},
		{"create", "name=Choir&meetingID=choir&duration=long", "validationError"},
		{"create", "name=Choir&meetingID=choir&moderatorPW=mp&attendeePW=other", "idNotUnique"},
		{"create", "name=Choir&meetingID=choir", "duplicateWarning"},
		{"isMeetingRunning", "x=1", "missingParamMeetingID"},
		{"getMeetingInfo", "meetingID=board", "notFound"},
		{"end", "meetingID=board", "notFound"},
		{"end", "meetingID=choir", "sentEndMeetingRequest"},
	}
	for _, tt := range tests {
		text := call(t, s, tt.call, tt.query)
		if !strings.Contains(text, "<messageKey>"+tt.key+"</messageKey>") {
			t.Errorf("%s?%s: want %s in %s", tt.call, tt.query, tt.key, text)
		}
	}
}

// refused returns the message key with which a join is sent away, and where to.
func refused(t *testing.T, resp *http.Response) (key string, to *url.URL) {
	t.Helper()
	to, err := resp.Location()
	if err != nil {
		t.Fatalf("status %d without a way on: %s", resp.StatusCode, body(t, resp))
	}
	_, rest, _ := strings.Cut(to.Query().Get("errors"), `"key":"`)
	key, _, _ = strings.Cut(rest, `"`)
	return key, to
}

func TestJoinRefusesByRedirect(t *testing.T) {
	s := newSimulator()
	call(t, s, "create", "name=Choir&meetingID=choir&guestPolicy=ALWAYS_DENY")
	tests := []struct{ query, key string }{
		{"fullName=Ana&role=VIEWER", "missingParamMeetingID"},
		{"meetingID=choir&role=VIEWER", "missingParamFullName"},
		{"meetingID=board&fullName=Ana&role=VIEWER", "invalidMeetingIdentifier"},
		{"meetingID=choir&fullName=Ana&role=VIEWER&createTime=5", "mismatchCreateTimeParam"},
		{"meetingID=choir&fullName=Ana&role=VIEWER&guest=maybe", "validationError"},
		{"meetingID=choir&fullName=Ana&role=VIEWER&auth=maybe", "validationError"},
		{"meetingID=choir&fullName=Ana&role=VIEWER&guest=true", "guestDeniedAccess"},
		{"meetingID=choir&fullName=Ana&role=VIEWER&guest=true&redirect=false", "guestDeniedAccess"},
		{"meetingID=choir&fullName=Ana&role=VIEWER", "guestDeniedAccess"},
	}
	for _, tt := range tests {
		if key, _ := refused(t, ask(t, s, signed("join", tt.query))); key != tt.key {
			t.Errorf("join?%s was refused with %q, want %s", tt.query, key, tt.key)
		}
	}
	const ana = "meetingID=choir&fullName=Ana&role=VIEWER&guest=true"
	_, to := refused(t, ask(t, s, signed("join", ana+"&logoutURL=https%3A%2F%2Fa.example%2Fx%3Fy%3D1")))
	if to.Host != "a.example" || to.Query().Get("y") != "1" {
		t.Errorf("refused to %s", to)
	}
	_, to = refused(t, ask(t, s, signed("join", ana+"&errorRedirectUrl=https%3A%2F%2Fb.example&logoutURL=https%3A%2F%2Fa.example")))
	if to.Host != "b.example" {
		t.Errorf("refused to %s", to)
	}
	key, to := refused(t, ask(t, s, "/bigbluebutton/api/join?"+ana+"&logoutURL=https%3A%2F%2Fa.example&checksum=0"))
	if key != "checksumError" || to.Host == "a.example" {
		t.Errorf("an unsigned join was refused with %s to %s", key, to)
	}
}

func TestJoinNeedsRoleOrPassword(t *testing.T) {
	s := newSimulator()
	call(t, s, "create", "name=Choir&meetingID=choir&moderatorPW=mp&attendeePW=ap")
	for _, query := range []string{"", "&role=GUEST", "&password=wrong"} {
		has(t, call(t, s, "join", "meetingID=choir&fullName=Ana"+query), "<messageKey>Params required</messageKey>")
	}
	for _, query := range []string{"&role=viewer", "&password=ap", "&role=MODERATOR&password=wrong", "&password=mp"} {
		text := call(t, s, "join", "meetingID=choir&fullName=Ana&redirect=false&guest=false"+query)
		has(t, text, "<messageKey>successfullyJoined</messageKey>", "<guestStatus>ALLOW</guestStatus>",
			"<url>http://example.com/bigbluebutton/html5client/?sessionToken=")
	}
}

func TestJoinIsByGETOnly(t *testing.T) {
	s := newSimulator()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, signed("join", "meetingID=choir&fullName=Ana&role=VIEWER"), nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("status %d", w.Code)
	}
}

func TestRootTellsVersionsWithoutChecksum(t *testing.T) {
	s := newSimulator()
	for _, address := range []string{"/bigbluebutton/api", "/bigbluebutton/api/"} {
		has(t, body(t, ask(t, s, address)), "<version>2.0</version>", "<bbbVersion>3.")
	}
}

func TestAnswersHaveElementsThatNoClientKnows(t *testing.T) {
	has(t, call(t, newSimulator(), "getMeetings", "x=1"), "<messageKey>noMeetings</messageKey>", "<futureElement")
}

func TestCallsAreRecordedAndBounded(t *testing.T) {
	s := newSimulator()
	for range 2500 {
		ask(t, s, "/bigbluebutton/api/end?meetingID=choir")
	}
	ask(t, s, "/bigbluebutton/api/create?meetingID=last")
	if n := len(s.Calls()); n < 500 || n > 1000 {
		t.Errorf("%d calls are kept", n)
	}
	if got := s.Calls("create", "join"); len(got) != 1 || got[0].Params.Get("meetingID") != "last" {
		t.Errorf("calls %v", got)
	}
}
