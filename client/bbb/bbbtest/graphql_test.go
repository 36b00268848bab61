package bbbtest_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb/bbbtest"

	"github.com/gorilla/websocket"
)

// socket is a client's end of a GraphQL connection.
type socket struct {
	t  *testing.T
	ws *websocket.Conn
}

// session is what a join has given.
type session struct{ user, auth, token, cookie string }

func joinByAPI(t *testing.T, s *bbbtest.Simulator, query string) session {
	t.Helper()
	resp := ask(t, s, signed("join", "meetingID=choir&redirect=false&"+query))
	text := body(t, resp)
	get := func(name string) string {
		found := regexp.MustCompile("<" + name + ">(.*?)</").FindStringSubmatch(text)
		if found == nil {
			t.Fatalf("no %s in %s", name, text)
		}
		return found[1]
	}
	return session{get("user_id"), get("auth_token"), get("session_token"), resp.Cookies()[0].Value}
}

func dialSocket(t *testing.T, p *bbbtest.Pipe, cookie string) *socket {
	t.Helper()
	d := websocket.Dialer{NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		return p.Dial(ctx, network, address)
	}, Subprotocols: []string{"graphql-transport-ws"}}
	ws, _, err := d.DialContext(t.Context(), "ws://bbb.test/graphql", http.Header{"Cookie": {"JSESSIONID=" + cookie}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	return &socket{t, ws}
}

func (k *socket) send(text string) {
	k.t.Helper()
	if err := k.ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		k.t.Fatal(err)
	}
}

func (k *socket) init(token string) {
	k.t.Helper()
	k.send(`{"type":"connection_init","payload":{"headers":{"X-Session-Token":"` + token +
		`","X-ClientSessionUUID":"u","X-ClientType":"HTML5","X-ClientIsMobile":"false"}}}`)
}

// subscribe sends an operation; the variables are JSON.
func (k *socket) subscribe(id, name, query, variables string) {
	k.t.Helper()
	q, err := json.Marshal(query)
	if err != nil {
		k.t.Fatal(err)
	}
	k.send(`{"id":"` + id + `","type":"subscribe","payload":{"operationName":"` + name + `","query":` + string(q) +
		`,"variables":` + variables + `}}`)
}

// next returns the next frame that is no ping, "" if there is none for two seconds.
func (k *socket) next() string {
	k.t.Helper()
	frames := make(chan string, 1)
	for {
		go func() {
			_, text, err := k.ws.ReadMessage()
			if err != nil {
				text = []byte(err.Error())
			}
			frames <- string(text)
		}()
		select {
		case text := <-frames:
			if !strings.HasPrefix(text, `{"type":"p`) {
				return text
			}
		case <-time.After(2 * time.Second):
			_ = k.ws.SetReadDeadline(time.Unix(1, 0))
			<-frames
			return ""
		}
	}
}

// inside is a connection of a moderator who is in the meeting.
func inside(t *testing.T, p *bbbtest.Pipe, who session) *socket {
	t.Helper()
	k := dialSocket(t, p, who.cookie)
	k.init(who.token)
	has(t, k.next(), "connection_ack")
	k.subscribe("j", "UserJoin", "mutation UserJoin($authToken: String!, $clientType: String!)"+
		" { userJoinMeeting(authToken: $authToken, clientType: $clientType) }",
		`{"authToken":"`+who.auth+`","clientType":"HTML5"}`)
	has(t, k.next(), `"userJoinMeeting":true`)
	has(t, k.next(), "complete")
	<-time.After(time.Second)
	return k
}

// bubble runs a test with a meeting in which guests wait.
func bubble(t *testing.T, story func(*testing.T, *bbbtest.Simulator, *bbbtest.Pipe)) {
	synctest.Test(t, func(t *testing.T) {
		s := newSimulator()
		call(t, s, "create", "name=Choir&meetingID=choir&guestPolicy=ASK_MODERATOR")
		story(t, s, bbbtest.NewPipe(t, s))
	})
}

func TestConnectionNeedsCookieAndFourHeaders(t *testing.T) {
	const all = `"X-Session-Token":"TOKEN","X-ClientSessionUUID":"u","X-ClientType":"HTML5","X-ClientIsMobile":"false"`
	tests := []struct{ name, headers, cookie, want string }{
		{"all", all, "", "connection_ack"},
		{"no cookie", all, "none", "check_authorization_error"},
		{"no uuid", strings.Replace(all, "X-ClientSessionUUID", "X-Other", 1), "", "param_missing"},
		{"mobile is no string", strings.Replace(all, `"false"`, "false", 1), "", "param_missing"},
		{"unknown session", strings.Replace(all, "TOKEN", "other", 1), "", "user_not_found"},
	}
	for _, tt := range tests {
		bubble(t, func(t *testing.T, s *bbbtest.Simulator, p *bbbtest.Pipe) {
			mo := joinByAPI(t, s, "fullName=Mo&role=MODERATOR")
			if tt.cookie == "" {
				tt.cookie = mo.cookie
			}
			k := dialSocket(t, p, tt.cookie)
			k.send(`{"type":"connection_init","payload":{"headers":{` + strings.Replace(tt.headers, "TOKEN", mo.token, 1) + `}}}`)
			got := k.next()
			if has(t, got, tt.want); tt.want != "connection_ack" && !strings.Contains(got, "4403") {
				t.Errorf("%s: %s", tt.name, got)
			}
		})
	}
}

func TestFourthConnectionOfASessionIsRefused(t *testing.T) {
	bubble(t, func(t *testing.T, s *bbbtest.Simulator, p *bbbtest.Pipe) {
		mo := joinByAPI(t, s, "fullName=Mo&role=MODERATOR")
		for range 3 {
			k := dialSocket(t, p, mo.cookie)
			k.init(mo.token)
			has(t, k.next(), "connection_ack")
		}
		k := dialSocket(t, p, mo.cookie)
		k.init(mo.token)
		has(t, k.next(), "4403", "too_many_connections")
	})
}

func TestSilenceBeforeJoining(t *testing.T) {
	bubble(t, func(t *testing.T, s *bbbtest.Simulator, p *bbbtest.Pipe) {
		mo := joinByAPI(t, s, "fullName=Mo&role=MODERATOR")
		k := dialSocket(t, p, mo.cookie)
		k.init(mo.token)
		has(t, k.next(), "connection_ack")
		k.subscribe("1", "getUserCurrent", "subscription getUserCurrent { user_current { userId } }", "{}")
		if got := k.next(); got != "" || s.Dropped() != 1 {
			t.Errorf("a name that is not on the list got %q", got)
		}
	})
	for query, want := range map[string]string{
		"subscription getUserInfo { user_current { userId joined } }":   `"joined":false`,
		"subscription getUserInfo { user_current { userId presenter }}": "field 'presenter' not found",
	} {
		bubble(t, func(t *testing.T, s *bbbtest.Simulator, p *bbbtest.Pipe) {
			mo := joinByAPI(t, s, "fullName=Mo&role=MODERATOR")
			k := dialSocket(t, p, mo.cookie)
			k.init(mo.token)
			has(t, k.next(), "connection_ack")
			k.subscribe("1", "getUserInfo", query, "{}")
			has(t, k.next(), want)
		})
	}
}

func TestWrongDocumentsGetAnError(t *testing.T) {
	for query, want := range map[string]string{
		"subscription Q { user_guest { userId shoeSize } }":             "field 'shoeSize' not found",
		"subscription Q { user_guest { user } }":                        "missing selection set",
		"subscription Q { user_guest { userId { x } } }":                "unexpected subselection",
		"subscription Q { poll { pollId } }":                            "field 'poll' not found",
		"subscription Q { user { userId } meeting { name } }":           "one top level field",
		"subscription Q { user { userId }":                              "not a valid",
		"# hello\nsubscription Q { user { userId } }":                   "not a valid",
		"subscription Q { a { b { c { d { e { f { g } } } } } } }":      "not a valid",
		"subscription Q { user_guest(where: {x: {_eq: 1}}) { userId }}": `"user_guest":[]`,
	} {
		bubble(t, func(t *testing.T, s *bbbtest.Simulator, p *bbbtest.Pipe) {
			k := inside(t, p, joinByAPI(t, s, "fullName=Mo&role=MODERATOR"))
			k.subscribe("1", "Q", query, "{}")
			if got := k.next(); !strings.Contains(got, want) {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		})
	}
}

// The real middleware reads mutations by patterns, so that what a parser would take can go wrong.
func TestMutationsAreReadByPatterns(t *testing.T) {
	tests := []struct{ query, want, policy string }{
		{"mutation P($p: String!) { guestUsersSetPolicy(guestPolicy: $p) }", "true", "ALWAYS_DENY"},
		{"mutation P($p: String!) {\n guestUsersSetPolicy(\nguestPolicy: $p\n) }", "true", "ALWAYS_DENY"},
		{`mutation P { guestUsersSetPolicy(guestPolicy: "ALWAYS_DENY") }`, "true", "ASK_MODERATOR"},
		{"mutation P($p: String!) { guestUsersSetPolicy(guestPolicy: $q) }", "misses guestPolicy", "ASK_MODERATOR"},
		{"mutation P($p: String!) { nothing(guestPolicy: $p) }", "not able to send", "ASK_MODERATOR"},
		{"mutation P", "failed to extract", "ASK_MODERATOR"},
		{" mutation P($p: String!) { guestUsersSetPolicy(guestPolicy: $p) }", "not a valid", "ASK_MODERATOR"},
	}
	for _, tt := range tests {
		bubble(t, func(t *testing.T, s *bbbtest.Simulator, p *bbbtest.Pipe) {
			k := inside(t, p, joinByAPI(t, s, "fullName=Mo&role=MODERATOR"))
			k.subscribe("1", "P", tt.query, `{"p":"always_deny"}`)
			if got := k.next(); !strings.Contains(got, tt.want) {
				t.Errorf("%q: %s, want %s", tt.query, got, tt.want)
			}
			has(t, k.next(), "complete")
			k.subscribe("2", "M", "subscription M { meeting { usersPolicies { guestPolicy } } }", "{}")
			has(t, k.next(), tt.policy)
		})
	}
}

func TestTrueComesBeforeTheEffect(t *testing.T) {
	bubble(t, func(t *testing.T, s *bbbtest.Simulator, p *bbbtest.Pipe) {
		ana := joinByAPI(t, s, "fullName=Ana&role=VIEWER&guest=true")
		k := inside(t, p, joinByAPI(t, s, "fullName=Mo&role=MODERATOR"))
		k.subscribe("1", "getGuestWaitingUsers", "subscription getGuestWaitingUsers { user_guest { userId } }", "{}")
		has(t, k.next(), ana.user)
		k.subscribe("2", "A", "mutation A($guests: [G]!) { guestUsersSubmitApprovalStatus(guests: $guests) }",
			`{"guests":[{"guest":"`+ana.user+`","status":"ALLOW"}]}`)
		has(t, k.next(), `"guestUsersSubmitApprovalStatus":true`)
		has(t, k.next(), "complete")
		has(t, k.next(), `"user_guest":[]`)
	})
}

func TestViewerWhoActsAsModeratorIsThrownOut(t *testing.T) {
	bubble(t, func(t *testing.T, s *bbbtest.Simulator, p *bbbtest.Pipe) {
		k := inside(t, p, joinByAPI(t, s, "fullName=Eve&role=VIEWER&guest=false"))
		k.subscribe("1", "getUserInfo", "subscription getUserInfo { user_current { ejected ejectReasonCode } }", "{}")
		has(t, k.next(), `"ejected":false`)
		k.subscribe("2", "E", "mutation E { meetingEnd }", "{}")
		has(t, k.next(), "true")
		has(t, k.next(), "complete")
		has(t, k.next(), `"ejected":true`, "not_enough_permission_eject_reason")
		has(t, k.next(), "4403")
		has(t, call(t, s, "getMeetingInfo", "meetingID=choir"), "<hasBeenForciblyEnded>false</hasBeenForciblyEnded>")
	})
}

func TestEndIsToldAndEndsConnections(t *testing.T) {
	bubble(t, func(t *testing.T, s *bbbtest.Simulator, p *bbbtest.Pipe) {
		k := inside(t, p, joinByAPI(t, s, "fullName=Mo&role=MODERATOR"))
		k.subscribe("1", "getUserInfo", "subscription getUserInfo { user_current { meeting { ended } } }", "{}")
		has(t, k.next(), `"ended":false`)
		call(t, s, "end", "meetingID=choir")
		has(t, k.next(), `"ended":true`)
		has(t, k.next(), "4403", "meeting_not_found")
	})
}

func TestIdleConnectionIsEnded(t *testing.T) {
	bubble(t, func(t *testing.T, s *bbbtest.Simulator, p *bbbtest.Pipe) {
		inside(t, p, joinByAPI(t, s, "fullName=Mo&role=MODERATOR"))
		<-time.After(58 * time.Second)
		if s.Sockets() != 1 {
			t.Error("ended too early")
		}
		<-time.After(3 * time.Second)
		if s.Sockets() != 0 {
			t.Error("not ended")
		}
	})
}

func TestOldServerHasNoGraphQL(t *testing.T) {
	s := bbbtest.New(bbbtest.Options{Secret: secret, Version27: true})
	text := body(t, ask(t, s, "/bigbluebutton/api"))
	if has(t, text, "<bbbVersion>2.7"); strings.Contains(text, "graphql") {
		t.Errorf("it names a websocket: %s", text)
	}
	if resp := ask(t, s, "/graphql"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("status %d", resp.StatusCode)
	}
	has(t, body(t, ask(t, newSimulator(), "/bigbluebutton/api")), "<graphqlWebsocketUrl>ws://example.com/graphql</graphql")
}
