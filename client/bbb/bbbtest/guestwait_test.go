package bbbtest_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb/bbbtest"
)

// poll asks as the waiting page does.
func poll(t *testing.T, s *bbbtest.Simulator, who session) string {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/bigbluebutton/api/guestWait?redirect=false&sessionToken="+who.token, nil)
	r.AddCookie(&http.Cookie{Name: "JSESSIONID", Value: who.cookie})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return body(t, w.Result())
}

func decide(k *socket, who session, status string) {
	k.subscribe("d"+who.user, "A", "mutation A($guests: [G]!) { guestUsersSubmitApprovalStatus(guests: $guests) }",
		`{"guests":[{"guest":"`+who.user+`","status":"`+status+`"}]}`)
}

func TestWaitingPageIsToldWhatWasDecided(t *testing.T) {
	bubble(t, func(t *testing.T, s *bbbtest.Simulator, p *bbbtest.Pipe) {
		ana := joinByAPI(t, s, "fullName=Ana&role=VIEWER&guest=true")
		ben := joinByAPI(t, s, "fullName=Ben&role=VIEWER&guest=true")
		has(t, poll(t, s, ben), `"guestStatus":"WAIT"`, `"positionInWaitingQueue":2`, `"messageKey":"guestWait"`)
		k := inside(t, p, joinByAPI(t, s, "fullName=Mo&role=MODERATOR"))
		k.subscribe("m", "M", "mutation M($message: String!) { guestUsersSetLobbyMessage(message: $message) }",
			`{"message":"Soon"}`)
		synctest.Wait()
		has(t, poll(t, s, ben), `"lobbyMessage":"Soon"`)
		page := "/bigbluebutton/html5client/guestWait?sessionToken="
		has(t, body(t, ask(t, s, page+ben.token)), "Message from the moderator: Soon", "Your place in the line: 2")
		decide(k, ana, "ALLOW")
		decide(k, ben, "DENY")
		synctest.Wait()
		has(t, poll(t, s, ana), `"guestStatus":"ALLOW"`, `"url":"/bigbluebutton/html5client/?sessionToken=`+ana.token)
		has(t, poll(t, s, ben), `"guestStatus":"DENY"`, `"messageKey":"guestDeny"`)
		has(t, body(t, ask(t, s, page+ana.token)), "You are in the meeting")
		has(t, body(t, ask(t, s, page+ben.token)), "did not let you in")
	})
}

func TestGuestWaitNeedsTheCookie(t *testing.T) {
	bubble(t, func(t *testing.T, s *bbbtest.Simulator, _ *bbbtest.Pipe) {
		ana := joinByAPI(t, s, "fullName=Ana&role=VIEWER&guest=true")
		ana.cookie = "other"
		has(t, poll(t, s, ana), "missingSession")
	})
}

func TestGuestWhosePageIsClosedLeavesTheLobby(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := bbbtest.New(bbbtest.Options{Secret: secret, GoneAfter: 30 * time.Second})
		call(t, s, "create", "name=Choir&meetingID=choir&guestPolicy=ASK_MODERATOR")
		ana := joinByAPI(t, s, "fullName=Ana&role=VIEWER&guest=true")
		ben := joinByAPI(t, s, "fullName=Ben&role=VIEWER&guest=true")
		for range 4 {
			<-time.After(10 * time.Second)
			poll(t, s, ben)
		}
		has(t, poll(t, s, ben), `"positionInWaitingQueue":1`)
		has(t, poll(t, s, ana), "guestInvalid")
	})
}

func TestPeopleActOnThePage(t *testing.T) {
	bubble(t, func(t *testing.T, s *bbbtest.Simulator, p *bbbtest.Pipe) {
		_, address := enter(t, s, "meetingID=choir&fullName=Ana&role=VIEWER&guest=false")
		for _, name := range []string{"Raise hand", "Join audio", "Start camera", "Mute"} {
			link := regexp.MustCompile(`href="([^"]*)"[^>]*>` + name).FindStringSubmatch(body(t, ask(t, s, address)))
			if link == nil {
				t.Fatalf("no way to %s", name)
			}
			ask(t, s, strings.ReplaceAll(link[1], "&amp;", "&"))
		}
		has(t, body(t, ask(t, s, address)), "hand raised", "muted", "camera on", "Lower hand", "Unmute")
		has(t, call(t, s, "getMeetingInfo", "meetingID=choir"), "<hasJoinedVoice>true", "<hasVideo>true")
		k := inside(t, p, joinByAPI(t, s, "fullName=Mo&role=MODERATOR"))
		k.subscribe("1", "C", "mutation C($chatId: String!, $t: String!)"+
			" { chatSendMessage(chatId: $chatId, chatMessageInMarkdownFormat: $t) }",
			`{"chatId":"MAIN-PUBLIC-GROUP-CHAT","t":"Hello <b>"}`)
		synctest.Wait()
		has(t, body(t, ask(t, s, address)), "Chat", "Hello &lt;b&gt;")
	})
}
