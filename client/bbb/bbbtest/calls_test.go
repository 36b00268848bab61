package bbbtest_test

import (
	"crypto/sha1"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb/bbbtest"
)

// post makes a call with a body.
func post(s http.Handler, call, query, body string) *http.Response {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, signed(call, query), strings.NewReader(body)))
	return w.Result()
}

func TestEachCallHasItsMethod(t *testing.T) {
	s := newSimulator()
	call(t, s, "create", "name=Choir&meetingID=choir")
	for _, name := range []string{"insertDocument", "putRecordingTextTrack"} {
		if resp := ask(t, s, signed(name, "meetingID=choir")); resp.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("GET %s: status %d", name, resp.StatusCode)
		}
	}
	if resp := post(s, "sendChatMessage", "meetingID=choir&message=hello", ""); resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST sendChatMessage: status %d", resp.StatusCode)
	}
}

func TestBodyIsOutsideOfTheChecksum(t *testing.T) {
	s := newSimulator()
	call(t, s, "create", "name=Choir&meetingID=choir")
	const good = `<modules><module name="presentation"><document name="a.pdf">eA==</document><document url="https://a.example/b.pdf"/></module></modules>`
	has(t, body(t, post(s, "insertDocument", "meetingID=choir", good)), "SUCCESS", "Presentation is being uploaded")
	page, _ := enter(t, s, "meetingID=choir&fullName=Mo&role=MODERATOR")
	has(t, page, "Presentations", "a.pdf", "b.pdf")
	for _, bad := range []string{"<modules>", `<modules><module name="presentation"><document name="a.pdf">?</document></module></modules>`} {
		has(t, body(t, post(s, "insertDocument", "meetingID=choir", bad)), "validationError")
	}
	has(t, body(t, post(s, "insertDocument", "meetingID=board", good)), "FAILED", "not found")
}

func TestChatKeepsAnEnd(t *testing.T) {
	s := newSimulator()
	call(t, s, "create", "name=Choir&meetingID=choir")
	for range 500 {
		call(t, s, "sendChatMessage", "meetingID=choir&message=early&userName=Foyer")
	}
	call(t, s, "sendChatMessage", "meetingID=choir&message=latest")
	page, _ := enter(t, s, "meetingID=choir&fullName=Mo&role=MODERATOR")
	has(t, page, "System", "latest")
	has(t, call(t, s, "sendChatMessage", "meetingID=choir&message="+strings.Repeat("x", 501)), "validationError")
	has(t, call(t, s, "sendChatMessage", "meetingID=board&message=hello"), "meetingNotFound")
}

func TestServerThatTakesSHA1Alone(t *testing.T) {
	s := bbbtest.New(bbbtest.Options{Secret: secret, Hashes: []string{"sha1"}})
	has(t, call(t, s, "getMeetings", "x=1"), "checksumError")
	sum := sha1.Sum([]byte("getMeetings" + "x=1" + secret))
	has(t, body(t, ask(t, s, "/bigbluebutton/api/getMeetings?x=1&checksum="+hex.EncodeToString(sum[:]))), "noMeetings")
}

// receiver takes the events of hooks, without a network.
type receiver chan *http.Request

func (r receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	r <- req
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: req}, nil
}

func TestHookPostsSignedEventsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := make(receiver, 10)
		s := bbbtest.New(bbbtest.Options{Secret: secret, HookClient: &http.Client{Transport: got}})
		has(t, call(t, s, "hooks/create", "callbackURL=https%3A%2F%2Fa.example%2Fhook"), "<hookID>1</hookID>")
		has(t, call(t, s, "hooks/create", "callbackURL=https%3A%2F%2Fa.example%2Fhook"), "duplicateWarning", "<hookID>1</hookID>")
		has(t, call(t, s, "hooks/create", "callbackURL=nowhere"), "createHookError")
		has(t, call(t, s, "hooks/create", "x=1"), "missingParamCallbackURL")
		call(t, s, "create", "name=Choir&meetingID=choir&meetingExpireWhenLastUserLeftInMinutes=0")
		_, address := enter(t, s, "meetingID=choir&fullName=Ana&role=VIEWER&guest=true&userID=u1")
		ask(t, s, address)
		ask(t, s, strings.Replace(address, "?", "leave?", 1))
		call(t, s, "end", "meetingID=choir")
		synctest.Wait()
		for _, want := range []string{"meeting-created", "user-joined", "user-left", "meeting-ended"} {
			r := <-got
			text, err := io.ReadAll(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			sum := sha1.Sum([]byte("https://a.example/hook" + string(text) + secret))
			if r.URL.Query().Get("checksum") != hex.EncodeToString(sum[:]) {
				t.Errorf("%s is not signed: %s", want, r.URL)
			}
			has(t, string(text), "%22id%22%3A%22"+want+"%22", "choir")
		}
		if len(got) != 0 {
			t.Errorf("%d more events", len(got))
		}
		has(t, call(t, s, "hooks/destroy", "hookID=1"), "<removed>true</removed>")
		has(t, call(t, s, "hooks/destroy", "hookID=1"), "destroyMissingHook")
		has(t, call(t, s, "hooks/destroy", "x=1"), "missingParamHookID")
	})
}

func TestClockOfTheServerCanBeWrong(t *testing.T) {
	s := bbbtest.New(bbbtest.Options{Secret: secret, Ahead: time.Hour})
	date, err := http.ParseTime(ask(t, s, "/bigbluebutton/api").Header.Get("Date"))
	if ahead := time.Until(date); err != nil || ahead < 59*time.Minute || ahead > 61*time.Minute {
		t.Errorf("the server is %v ahead, %v", ahead, err)
	}
}
