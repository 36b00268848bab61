package opentalk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"foyer/client/portal"
	"foyer/client/portal/opentalk"
	"foyer/client/portal/rest"
)

// token must never turn up in an error.
const token = "t0k3n-of-a-session"

// controller is a fake of OpenTalk's, whose answers are those of its documentation.
type controller struct {
	*httptest.Server
	t *testing.T
	// start is what the start of a room answers, and roomserverStart that of its own address in 0.31 to 0.33.
	start, roomserverStart func(http.ResponseWriter)
	base                   string
	bodies                 []string
	invites                string
	asked                  int
}

func serve(t *testing.T) *controller {
	t.Helper()
	c := &controller{t: t, base: "v1", invites: `[
		{"invite_code":"old","room_id":"r1","active":false,"expiration":null},
		{"invite_code":"soon","room_id":"r1","active":true,"expiration":"2026-12-01T00:00:00Z"},
		{"invite_code":"ever","room_id":"r1","active":true,"expiration":null}]`}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/opentalk/api", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("the token is sent before it is known where to")
		}
		reply(w, 200, fmt.Sprintf(`{"opentalk_api":{"v1":{"base_url":%q}}}`, c.base))
	})
	mux.HandleFunc("GET /v1/events", c.signedIn(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("after") == "" {
			w.Header().Set("Link", `<https://elsewhere/v1/events?per_page=100&after=x>; rel="after", <https://elsewhere/v1/events?per_page=100&after=x>; rel="next"`)
			reply(w, 200, `[`+anEvent("r1", "Daily", "recurring", time.Now().AddDate(0, -1, 0), true)+`,
				{"id":"e9","type":"exception","recurring_event_id":"e1","title":"Daily, moved","can_edit":true}]`)
			return
		}
		reply(w, 200, `[`+strings.Join([]string{
			anEvent("r2", "Now", "single", time.Now(), true), anEvent("r3", "Next month", "single", time.Now().AddDate(0, 1, 0), true),
			anEvent("r4", "Of somebody else", "single", time.Now(), false), anEvent("r1", "Daily again", "single", time.Now(), true),
		}, ",")+`]`)
	}))
	mux.HandleFunc("GET /v1/rooms/{id}/invites", c.signedIn(func(w http.ResponseWriter, r *http.Request) {
		c.asked++
		if r.PathValue("id") == "r1" {
			reply(w, 200, c.invites)
			return
		}
		reply(w, 200, `[]`)
	}))
	mux.HandleFunc("POST /v1/rooms/{id}/invites", c.signedIn(func(w http.ResponseWriter, r *http.Request) {
		c.keep(r)
		reply(w, 200, `{"invite_code":"new","room_id":"r1","active":true,"expiration":null}`)
	}))
	mux.HandleFunc("PUT /v1/rooms/{id}/invites/{code}", c.signedIn(func(w http.ResponseWriter, r *http.Request) {
		c.keep(r)
		reply(w, 200, `{"invite_code":"`+r.PathValue("code")+`","room_id":"r1","active":true,"expiration":"2026-12-24T00:00:00Z"}`)
	}))
	mux.HandleFunc("DELETE /v1/rooms/{id}/invites/{code}", c.signedIn(func(w http.ResponseWriter, r *http.Request) {
		c.bodies = append(c.bodies, "deleted "+r.PathValue("code"))
		w.WriteHeader(204)
	}))
	mux.HandleFunc("POST /v1/rooms/{id}/start", c.signedIn(func(w http.ResponseWriter, r *http.Request) {
		c.keep(r)
		c.start(w)
	}))
	mux.HandleFunc("POST /v1/rooms/{id}/roomserver/start", c.signedIn(func(w http.ResponseWriter, r *http.Request) {
		c.keep(r)
		c.roomserverStart(w)
	}))
	c.Server = httptest.NewServer(mux)
	t.Cleanup(c.Close)
	return c
}

func anEvent(room, title, kind string, at time.Time, canEdit bool) string {
	date := func(t time.Time) string {
		return fmt.Sprintf(`{"datetime":%q,"timezone":"Europe/Berlin"}`, t.UTC().Format(time.RFC3339))
	}
	return fmt.Sprintf(`{"id":"e-%s","title":%q,"description":"","room":{"id":%q,"waiting_room":true,"guest_access":"direct_access",
		"e2e_encryption":false},"type":%q,"is_time_independent":false,"is_all_day":false,"starts_at":%s,"ends_at":%s,"is_adhoc":false,
		"invite_status":"accepted","can_edit":%t}`, room, title, room, kind, date(at), date(at.Add(time.Hour)), canEdit)
}

func (c *controller) signedIn(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token {
			w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token", error_description="The user session expired"`)
			reply(w, 401, `{"code":"unauthorized","message":"The session has expired"}`)
			return
		}
		h(w, r)
	}
}

func (c *controller) keep(r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	c.bodies = append(c.bodies, string(body))
}

// reply answers as OpenTalk does, with its odd content type.
func reply(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func answer(status int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { reply(w, status, body) }
}

func (c *controller) portal() *opentalk.Portal {
	return opentalk.New(c.URL, func(context.Context) (string, error) { return token, nil })
}

func TestEventsOfTodayAreMeetings(t *testing.T) {
	c := serve(t)
	p := c.portal()
	for range 2 {
		meetings, err := p.Meetings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(meetings) != 2 || meetings[0].ID != "r1" || meetings[0].Name != "Daily" || meetings[1].Name != "Now" {
			t.Fatalf("meetings are %+v", meetings)
		}
		if got := meetings[0].GuestURL; got != c.URL+"/room/r1?invite=ever" || meetings[1].GuestURL != "" {
			t.Errorf("guest links are %q and %q", got, meetings[1].GuestURL)
		}
		if meetings[0].GuestPolicy != portal.AskModerator || meetings[1].StartsAt.IsZero() {
			t.Errorf("meetings are %+v", meetings)
		}
	}
	if c.asked != 2 {
		t.Errorf("invites were asked for %d times", c.asked)
	}
}

func TestTicketOfTheController(t *testing.T) {
	c := serve(t)
	c.start = answer(200, `{"ticket":"r1#abc","resumption":"def"}`)
	got, err := c.portal().Ticket(t.Context(), "r1", "before")
	want := portal.Ticket{URL: "ws" + c.URL[4:] + "/signaling", Secret: "r1#abc", Resumption: "def"}
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	var body struct {
		Resumption   string `json:"resumption"`
		DeviceSecret string `json:"device_secret"`
	}
	if json.Unmarshal([]byte(c.bodies[0]), &body) != nil || body.Resumption != "before" || len(body.DeviceSecret) < 16 {
		t.Errorf("sent %s", c.bodies[0])
	}
}

func TestTicketOfTheRoomServer(t *testing.T) {
	const roomServer = `{"token":"abc","roomserver_address":"https://rooms.example.org"}`
	want := portal.Ticket{URL: "https://rooms.example.org", Secret: "abc", RoomServer: true}
	tests := []struct {
		name                   string
		start, roomserverStart func(http.ResponseWriter)
	}{
		{"since 0.34", answer(200, roomServer), answer(404, `{"code":"not_found","message":"x"}`)},
		{"0.31 to 0.33", answer(400, `{"code":"bad_request","message":"x"}`), answer(200, roomServer)},
	}
	for _, tt := range tests {
		c := serve(t)
		c.start, c.roomserverStart = tt.start, tt.roomserverStart
		p := c.portal()
		for range 2 {
			if got, err := p.Ticket(t.Context(), "r1", ""); err != nil || got != want {
				t.Errorf("%s: %+v, %v", tt.name, got, err)
			}
		}
		if first, last := c.bodies[0], c.bodies[len(c.bodies)-1]; first != last {
			t.Errorf("%s: the device is %s, then %s", tt.name, first, last)
		}
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		name   string
		answer func(http.ResponseWriter)
		want   string
	}{
		{"banned", answer(403, `{"code":"banned_from_room","message":"You are banned"}`), "banned_from_room"},
		{"a password", answer(401, `{"code":"wrong_room_password","message":"No"}`), "wrong_room_password"},
		{"no such room", answer(404, `{"code":"not_found","message":"No"}`), rest.CodeUnknownMeeting},
		{"bad values", answer(422, `{"code":"validation_failed","message":"No","validation_errors":[{"field":"x","code":"y"}]}`),
			"validation_failed"},
		{"other JSON", answer(200, `{"hello":"world"}`), opentalk.CodeNotOpenTalk},
		{"a web page", func(w http.ResponseWriter) { _, _ = io.WriteString(w, "<html>") }, opentalk.CodeNotOpenTalk},
		{"a proxy", func(w http.ResponseWriter) { w.WriteHeader(502) }, rest.CodeUnavailable},
	}
	for _, tt := range tests {
		c := serve(t)
		c.start, c.roomserverStart = tt.answer, tt.answer
		_, err := c.portal().Ticket(t.Context(), "r1", "")
		refused, ok := errors.AsType[*portal.Error](err)
		if !ok || refused.Code != tt.want || strings.Contains(err.Error(), token) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestExpiredSessionIsSignedOut(t *testing.T) {
	c := serve(t)
	p := opentalk.New(c.URL, func(context.Context) (string, error) { return "old", nil })
	if _, err := p.Meetings(t.Context()); !errors.Is(err, portal.ErrSignedOut) {
		t.Errorf("got %v", err)
	}
	gone := fmt.Errorf("refresh: %w", portal.ErrSignedOut)
	p = opentalk.New(c.URL, func(context.Context) (string, error) { return "", gone })
	if _, err := p.Meetings(t.Context()); !errors.Is(err, portal.ErrSignedOut) {
		t.Errorf("got %v", err)
	}
}

func TestInvitesAreLinks(t *testing.T) {
	c := serve(t)
	p := c.portal()
	links, err := p.Links(t.Context(), "r1")
	if err != nil || len(links) != 3 || !links[0].Off || links[1].ExpiresAt.IsZero() || links[2].ID != "ever" {
		t.Fatalf("links are %+v, %v", links, err)
	}
	made, err := p.NewLink(t.Context(), "r1", portal.Link{})
	if err != nil || made.URL != c.URL+"/room/r1?invite=new" {
		t.Errorf("made %+v, %v", made, err)
	}
	christmas := time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)
	changed, err := p.SaveLink(t.Context(), "r1", portal.Link{ID: "ever", ExpiresAt: christmas})
	if err != nil || !changed.ExpiresAt.Equal(christmas) {
		t.Errorf("changed %+v, %v", changed, err)
	}
	if _, err := p.SaveLink(t.Context(), "r1", portal.Link{ID: "soon", Off: true}); err != nil {
		t.Error(err)
	}
	want := `{"expiration":null} {"expiration":"2026-12-24T00:00:00Z"} deleted soon`
	if got := strings.Join(c.bodies, " "); got != want {
		t.Errorf("sent %s", got)
	}
}

// The API may be at another address, but no token goes there in the open.
func TestWhereTheAPIIs(t *testing.T) {
	other := serve(t)
	other.start = answer(200, `{"ticket":"r1#abc","resumption":"def"}`)
	c := serve(t)
	c.base = other.URL + "/v1/"
	got, err := c.portal().Ticket(t.Context(), "r1", "")
	if err != nil || got.URL != "ws"+other.URL[4:]+"/signaling" {
		t.Errorf("got %v, %v", got, err)
	}
	for _, base := range []string{"", "ftp://x/v1", "http://[bad"} {
		c := serve(t)
		c.base = base
		if _, err := c.portal().Meetings(t.Context()); err == nil || !strings.Contains(err.Error(), opentalk.CodeNotOpenTalk) {
			t.Errorf("%q: %v", base, err)
		}
	}
	p := opentalk.New("mo@example.org", nil)
	if _, err := p.Meetings(t.Context()); err == nil || !strings.Contains(err.Error(), rest.CodeInvalidAddress) {
		t.Errorf("no address: %v", err)
	}
}
