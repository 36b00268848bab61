package signal_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/meeting"
)

func TestStartRequestsThatAreRefused(t *testing.T) {
	w := newWorld(t)
	choirStart, bandStart := "/v1/rooms/"+choirID+"/start", "/v1/rooms/"+bandID+"/start"
	for _, c := range []struct {
		name, path, body, authorization string
		status                          int
		code                            string
	}{
		{"signed out", choirStart, "", "", 401, "unauthorized"},
		{"unknown session", choirStart, "", "Bearer Dora's token", 401, "unauthorized"},
		{"no bearer", choirStart, "", "Ben's token", 401, "unauthorized"},
		{"other's meeting", bandStart, "", "Bearer Ben's token", 404, "not_found"},
		{"unknown meeting", "/v1/rooms/x/start", "", "Bearer Ben's token", 404, "not_found"},
		{"broken database", choirStart, "", "Bearer broken", 500, "internal_server_error"},
		{"no invite code", choirStart + "_invited", "", "", 404, "not_found"},
		{"unknown invite code", choirStart + "_invited", `{"invite_code":"choir-abc-def-ghk"}`, "", 404, "not_found"},
		{"code of another room", bandStart + "_invited", `{"invite_code":"choir-abc-def-ghj"}`, "", 400, "bad_request"},
		{"no JSON", choirStart + "_invited", `invite_code=choir`, "", 400, "bad_request"},
		{"wrong type", choirStart + "_invited", `{"invite_code":1}`, "", 400, "bad_request"},
		{"endless", choirStart + "_invited", `{"invite_code":"` + strings.Repeat("x", 1<<20) + `"}`, "", 400, "bad_request"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.post(c.path, c.body, "Authorization", c.authorization)
			if a.status != c.status || a.Code != c.code || a.Message == "" || strings.Contains(a.Message, "\n") || a.Ticket != "" {
				t.Errorf("answers %d %s %q, want %d %s and a sentence", a.status, a.Code, a.Message, c.status, c.code)
			}
			if strings.Contains(a.Message, "disk full") {
				t.Errorf("the answer %q tells the cause, which is for the log", a.Message)
			}
			if unauthorized := a.header.Get("WWW-Authenticate") != ""; unauthorized != (c.status == 401) {
				t.Errorf("WWW-Authenticate is %q", a.header.Get("WWW-Authenticate"))
			}
		})
	}
}

func TestInviteCodeIsTakenHoweverItIsTyped(t *testing.T) {
	w := newWorld(t)
	a := w.post("/v1/rooms/"+choirID+"/start_invited", `{"invite_code":"Choir ABC def GHJ","more":[1]}`)
	if a.status != http.StatusOK || !strings.HasPrefix(a.Ticket, choirID+"#") || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("answers %+v", a)
	}
}

// TestWhoeverGuessesInviteCodesLearnsNothing has somebody in a network guess. Who waits there already comes back.
func TestWhoeverGuessesInviteCodesLearnsNothing(t *testing.T) {
	w := newWorld(t)
	start := func(room, code, resumption string) answer {
		t.Helper()
		body := `{"invite_code":"` + code + `","resumption":"` + resumption + `"}`
		return w.post("/v1/rooms/"+room+"/start_invited", body, "X-Forwarded-For", "192.0.2.1")
	}
	_, token := w.guest("Ana")
	for i := range meeting.DefaultLimits().NetworkGuess.Burst {
		if a := start(choirID, "nothing", ""); a.status != http.StatusNotFound {
			t.Fatalf("guess %d is answered %+v, want 404", i, a)
		}
	}
	for _, room := range []string{choirID, "any-room"} {
		for _, code := range []string{"nothing", choir.GuestCode} {
			a := start(room, code, "")
			if a.status != http.StatusTooManyRequests || a.Code != "too_many_tries" || a.header.Get("Retry-After") != "5" {
				t.Errorf("%q for %s is answered %+v, want to be told to wait 5 seconds", code, room, a)
			}
		}
	}
	if a := start(choirID, choir.GuestCode, token); a.status != http.StatusOK {
		t.Errorf("Ana comes back and is answered %+v", a)
	}
	if a := w.invited(""); a.status != http.StatusOK {
		t.Errorf("somebody elsewhere is answered %+v", a)
	}
}

func TestTicketOpensOneConnection(t *testing.T) {
	w := newWorld(t)
	ticket := signaling.TicketProtocol(w.moderatorTicket())
	other := signaling.TicketProtocol(w.moderatorTicket())
	for _, c := range []struct {
		name      string
		origin    string
		protocols []string
		want      string
	}{
		{"no ticket", "", []string{signaling.Subprotocol}, "Unauthorized missing_ticket"},
		{"empty ticket", "", []string{"ticket#", signaling.Subprotocol}, "Unauthorized missing_ticket"},
		{"wrong ticket", "", []string{"ticket#" + choirID + "#x", signaling.Subprotocol}, "Unauthorized invalid_ticket"},
		{"no protocol", "", []string{ticket}, "Bad Request missing_protocol"},
		{"nothing", "", nil, "Bad Request missing_protocol"},
		{"right", "", []string{signaling.Subprotocol, ticket}, ""},
		{"used", "", []string{signaling.Subprotocol, ticket}, "Unauthorized invalid_ticket"},
		{"foreign page", "https://evil.example.org", []string{other, signaling.Subprotocol}, "Forbidden"},
		{"no page at all", "null", []string{signaling.TicketProtocol(w.moderatorTicket()), signaling.Subprotocol}, "Forbidden"},
		{"page that only looks like ours", "https://foyer.example.org.evil.example", []string{
			signaling.TicketProtocol(w.moderatorTicket()), signaling.Subprotocol,
		}, "Forbidden"},
		{"own page", "https://foyer.example.org", []string{
			signaling.TicketProtocol(w.moderatorTicket()), signaling.Subprotocol,
		}, ""},
		{"own page by the address that was called", w.server.URL, []string{
			signaling.TicketProtocol(w.moderatorTicket()), signaling.Subprotocol,
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			header := http.Header{}
			if c.origin != "" {
				header.Set("Origin", c.origin)
			}
			conn, status := w.tryConnect(header, c.protocols...)
			if status != c.want {
				t.Errorf("answer %q, want %q", status, c.want)
			}
			if conn == nil {
				return
			}
			if got := conn.Subprotocol(); got != signaling.Subprotocol {
				t.Errorf("the server speaks %q, want %q", got, signaling.Subprotocol)
			}
			conn.wantNothing()
		})
	}
}

// TestTicketIsWorthNoMoreThanItsHolder has Mia take tickets, and loses her the right to them before she uses them.
func TestTicketIsWorthNoMoreThanItsHolder(t *testing.T) {
	w := newWorld(t)
	ben := w.as("Ben")
	spare, another := w.startAs("Mia", "").Ticket, w.startAs("Mia", "").Ticket
	w.member("mia", meeting.RoleMember)
	mia := w.connect(spare)
	mia.send(&signaling.Join{})
	mia.wantError("control insufficient_permissions")
	w.member("mia", meeting.RoleModerator)
	w.as("Mia")
	ben.send(&signaling.Ban{Target: "mia"})
	receive[*signaling.Joined](ben)
	receive[*signaling.Blocked](ben)
	receive[*signaling.Left](ben)
	mia = w.connect(another)
	mia.send(&signaling.Join{})
	receive[*signaling.Banned](mia)
	mia.wantClosed(websocket.CloseNormalClosure)
}

func TestTicketExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newPipeWorld(t)
		late, early := w.moderatorTicket(), w.moderatorTicket()
		<-time.After(29 * time.Second)
		w.connect(early).wantNothing()
		<-time.After(time.Second)
		c, status := w.tryConnect(http.Header{}, signaling.TicketProtocol(late), signaling.Subprotocol)
		if c != nil || status != "Unauthorized invalid_ticket" {
			t.Errorf("after half a minute the answer is %q, want invalid_ticket", status)
		}
		// Giving the next ticket sweeps the old ones away.
		<-time.After(time.Minute)
		w.connect(w.moderatorTicket()).wantNothing()
	})
}

// TestForeignPageGetsNoTicket has another site's form ask with the guest's cookies. Its answer would give the browser another device.
func TestForeignPageGetsNoTicket(t *testing.T) {
	w := newWorld(t)
	body := `{"invite_code":"` + choir.GuestCode + `"}`
	for origin, status := range map[string]int{
		"https://evil.example.org": 403, "null": 403, "https://foyer.example.org": 200, w.server.URL: 200, "": 200,
	} {
		a := w.post("/v1/rooms/"+choirID+"/start_invited", body, "Origin", origin)
		if a.status != status || status == 403 && (a.Code != "cross_origin" || a.Ticket != "" || a.header.Get("Set-Cookie") != "") {
			t.Errorf("a page of %q is answered %+v, want %d", origin, a, status)
		}
	}
}
