package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// The bodies of the answers, as openapi.yaml has them.
type (
	meetingView struct {
		ID, Name     string
		RoomName     string `json:"room_name"`
		GroupName    string `json:"group_name"`
		GuestURL     string `json:"guest_url"`
		GuestPolicy  string `json:"guest_policy"`
		LetsNobodyIn bool   `json:"lets_nobody_in"`
		Remembered   string
		Recorded     bool
		Version      int64
	}
	guestView struct {
		ID, Name, State, Reason string
		KnockedAt               time.Time  `json:"knocked_at"`
		ConsentAt               *time.Time `json:"consent_at"`
		DecidedAt               *time.Time `json:"decided_at"`
		DecidedBy               string     `json:"decided_by"`
		AskedName               string     `json:"asked_name"`
		Message                 string
		Decision                int64
	}
	decision struct {
		Decision, Remembered string
		Guests               []guestView
	}
)

const (
	guests    = "/api/v1/meetings/" + choirID + "/guests"
	decisions = "/api/v1/meetings/" + choirID + "/decisions"
)

// TestModeratorDecidesByTheAPIAlone is the whole way with nothing simulated: sign in, look, decide, sign out.
func TestModeratorDecidesByTheAPIAlone(t *testing.T) {
	d := openDesk(t)
	if _, err := d.accounts.Create(t.Context(), "ben@example.org", "Ben", password, account.Administrator); err != nil {
		t.Fatal(err)
	}
	signedIn := get[session](d, "POST", "/api/v1/session", `{"email":"Ben@Example.org","password":"`+password+`"}`)
	if signedIn.Token == "" || signedIn.ExpiresAt == "" || signedIn.Account.Email != "ben@example.org" || signedIn.Account.Name != "Ben" {
		t.Fatalf("signing in answers %+v", signedIn)
	}
	d.token = signedIn.Token
	if none := get[[]meetingView](d, "GET", "/api/v1/meetings", ""); none == nil || len(none) != 0 {
		t.Errorf("Ben's meetings are %v, want an empty list", none)
	}
	d.addMeeting(meeting.Meeting{ID: choirID, OwnerID: signedIn.Account.ID, Name: "Choir", GuestCode: "choir-abc-def-ghj", Version: 1})
	list := get[[]meetingView](d, "GET", "/api/v1/meetings", "")
	if len(list) != 1 || list[0].ID != choirID || list[0].GuestURL != "https://foyer.example.org/b/choir-abc-def-ghj" {
		t.Fatalf("Ben's meetings are %+v, want Choir with its guest link", list)
	}
	ana := d.knock("Ana")
	if waiting := get[[]guestView](d, "GET", guests, ""); len(waiting) != 1 || waiting[0].ID != ana.ID {
		t.Fatalf("there wait %+v, want Ana", waiting)
	}
	decided := get[decision](d, "POST", decisions, `{"decision":"allow","guests":["`+ana.ID+`"]}`)
	if len(decided.Guests) != 1 || decided.Guests[0].State != "allowed" || decided.Guests[0].DecidedBy != "Ben" {
		t.Errorf("decided %+v, want Ana allowed by Ben", decided)
	}
	if resp, body := d.ask("DELETE", "/api/v1/session", ""); resp.StatusCode != http.StatusNoContent || body != "" {
		t.Errorf("signing out answers %s %q", resp.Status, body)
	}
	d.wantProblem("Bearer "+d.token, "GET", "/api/v1/meetings", "", 401, "signed_out")
	d.wantProblem("", "POST", "/api/v1/session", `{"email":"ben@example.org","password":"wrong horse"}`, 401, "wrong_credentials")
	d.wantProblem("", "POST", "/api/v1/session", `{"email":"ana@example.org","password":"`+password+`"}`, 401, "wrong_credentials")
}

func TestEveryRefusalIsAProblem(t *testing.T) {
	d := newDesk(t)
	d.knock("Ana")
	ben, cora := "Bearer "+d.tokens["ben"], "Bearer "+d.tokens["cora"]
	long := `{"decision":"allow","guests":["` + strings.Repeat("x", 1<<20) + `"]}`
	for _, c := range []struct {
		name, authorization, method, path, body string
		status                                  int
		code                                    string
	}{
		{"signed out", "", "GET", "/api/v1/meetings", "", 401, "signed_out"},
		{"signed out, guests", "", "GET", guests, "", 401, "signed_out"},
		{"signed out, decision", "", "POST", decisions, `{"decision":"allow","everyone":true}`, 401, "signed_out"},
		{"unknown session", "Bearer x", "GET", "/api/v1/meetings", "", 401, "signed_out"},
		{"no bearer", "Basic " + d.token, "GET", "/api/v1/meetings", "", 401, "signed_out"},
		{"bare token", d.token, "GET", "/api/v1/meetings", "", 401, "signed_out"},
		{"broken database", "Bearer broken", "GET", "/api/v1/meetings", "", 500, "internal"},
		{"other's meeting", cora, "GET", guests, "", 404, "unknown_meeting"},
		{"other's decision", cora, "POST", decisions, `{"decision":"allow","everyone":true}`, 404, "unknown_meeting"},
		{"unknown meeting", ben, "GET", "/api/v1/meetings/x/guests", "", 404, "unknown_meeting"},
		{"unknown state", ben, "GET", guests + "?state=elsewhere", "", 400, "unknown_state"},
		{"state that is SQL", ben, "GET", guests + "?state=waiting'--", "", 400, "unknown_state"},
		{"no decision", ben, "POST", decisions, `{"guests":["x"]}`, 400, "invalid_decision"},
		{"unknown decision", ben, "POST", decisions, `{"decision":"maybe","everyone":true}`, 400, "invalid_decision"},
		{"for nobody", ben, "POST", decisions, `{"decision":"allow"}`, 400, "invalid_decision"},
		{"for both", ben, "POST", decisions, `{"decision":"allow","guests":["x"],"everyone":true}`, 400, "invalid_decision"},
		{"long reason", ben, "POST", decisions, `{"decision":"deny","everyone":true,"reason":"` + strings.Repeat("ä", 201) + `"}`, 400, "invalid_decision"},
		{"null", ben, "POST", decisions, `null`, 400, "invalid_decision"},
		{"no body", ben, "POST", decisions, ``, 415, "unsupported_media_type"},
		{"no JSON", ben, "POST", decisions, `decision=allow`, 400, "invalid_json"},
		{"wrong type", ben, "POST", decisions, `{"decision":"allow","guests":"all"}`, 400, "invalid_json"},
		{"unknown field", ben, "POST", decisions, `{"decision":"allow","evryone":true}`, 400, "unknown_field"},
		{"two bodies", ben, "POST", decisions, `{"decision":"allow","everyone":true}{}`, 400, "invalid_json"},
		{"bad limit", ben, "GET", guests + "?limit=0", "", 400, "invalid_limit"},
		{"bad cursor", ben, "GET", guests + "?cursor=%21", "", 400, "invalid_cursor"},
		{"half a body", ben, "POST", decisions, `{"decision":"allow","every`, 400, "invalid_json"},
		{"too long", ben, "POST", decisions, long, 413, "too_long"},
		{"sign-in without JSON", "", "POST", "/api/v1/session", `email=x`, 400, "invalid_json"},
		{"sign-in too long", "", "POST", "/api/v1/session", long, 413, "too_long"},
		{"no such address", ben, "GET", "/api/v1/nothing", "", 404, "unknown_route"},
		{"no such version", ben, "GET", "/api/v9/meetings", "", 404, "unknown_route"},
		{"no such method", ben, "DELETE", "/api/v1/meetings", "", 404, "unknown_route"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if detail := d.wantProblem(c.authorization, c.method, c.path, c.body, c.status, c.code); strings.Contains(detail, "disk full") {
				t.Errorf("%q tells the cause, which is for the log", detail)
			}
		})
	}
	if waiting := get[[]guestView](d, "GET", guests, ""); len(waiting) != 1 {
		t.Errorf("after all that there wait %+v, want Ana", waiting)
	}
}

func TestMeetingsAreOnesOwn(t *testing.T) {
	d := newDesk(t)
	if err := d.Remember(t.Context(), choirID, lobby.Deny, lobby.Person{}); err != nil {
		t.Fatal(err)
	}
	list := get[[]meetingView](d, "GET", "/api/v1/meetings", "")
	want := meetingView{
		ID: choirID, Name: "Choir", RoomName: "Our room", GroupName: "Our group", GuestURL: "https://foyer.example.org/b/choir-abc-def-ghj",
		GuestPolicy: "ASK_MODERATOR", Remembered: "deny", Recorded: true, Version: 1,
	}
	if len(list) != 1 || list[0] != want {
		t.Errorf("Ben's meetings are %+v, want %+v", list, want)
	}
	if none := get[[]meetingView](d.as("max"), "GET", "/api/v1/meetings", ""); len(none) != 0 {
		t.Errorf("Max moderates %+v, want nothing: he is a member", none)
	}
}

func TestGuestsAreListedByState(t *testing.T) {
	d := newDesk(t)
	ana, cem, dora := d.knock("Ana"), d.knock("Cem"), d.knock("Dora")
	get[decision](d, "POST", decisions, `{"decision":"deny","guests":["`+cem.ID+`"],"reason":"Members only"}`)
	get[decision](d, "POST", decisions, `{"decision":"allow","guests":["`+dora.ID+`"]}`)
	for state, want := range map[string][]string{
		"": {ana.ID}, "?state=waiting": {ana.ID}, "?state=denied": {cem.ID}, "?state=allowed": {dora.ID},
		"?state=entering": {}, "?state=inside": {}, "?state=gone": {}, "?state=left": {},
	} {
		list := get[[]guestView](d, "GET", guests+state, "")
		ids := []string{}
		for _, g := range list {
			ids = append(ids, g.ID)
		}
		if list == nil || fmt.Sprint(ids) != fmt.Sprint(want) {
			t.Errorf("guests%s are %v, want %v", state, ids, want)
		}
	}
	denied := get[[]guestView](d, "GET", guests+"?state=denied", "")[0]
	if denied.Name != "Cem" || denied.State != "denied" || denied.Reason != "Members only" || denied.DecidedBy != "Ben" ||
		denied.DecidedAt == nil || denied.ConsentAt == nil || denied.KnockedAt.IsZero() {
		t.Errorf("Cem is %+v", denied)
	}
	if waiting := get[[]guestView](d, "GET", guests, "")[0]; waiting.DecidedAt != nil || waiting.DecidedBy != "" {
		t.Errorf("Ana is %+v, want nobody to have decided", waiting)
	}
}

func TestDecisionAnswersWhomItDecided(t *testing.T) {
	d := newDesk(t)
	ana, cem := d.knock("Ana"), d.knock("Cem")
	first := get[decision](d, "POST", decisions, `{"decision":"allow","guests":["`+ana.ID+`","nobody"]}`)
	if first.Decision != "allow" || len(first.Guests) != 1 || first.Guests[0].ID != ana.ID || first.Remembered != "" {
		t.Errorf("the first decision answers %+v, want Ana", first)
	}
	late := get[decision](d, "POST", decisions, `{"decision":"deny","guests":["`+ana.ID+`"]}`)
	if late.Guests == nil || len(late.Guests) != 0 {
		t.Errorf("the late decision answers %+v, want an empty list", late)
	}
	all := get[decision](d, "POST", decisions, `{"decision":"deny","everyone":true,"remember":true,"reason":"Full"}`)
	if len(all.Guests) != 1 || all.Guests[0].ID != cem.ID || all.Guests[0].Reason != "Full" || all.Remembered != "deny" {
		t.Errorf("the decision on everyone answers %+v, want Cem, and deny remembered", all)
	}
	if dora := d.knock("Dora"); dora.State != lobby.Denied {
		t.Errorf("Dora is %s, want denied", dora.State)
	}
}

// TestDecisionOnThousandsByNameFits has as many guests as the lobby is made for.
func TestDecisionOnThousandsByNameFits(t *testing.T) {
	d := newDesk(t)
	ana := d.knock("Ana")
	ids := make([]string, 15_000)
	for i := range ids {
		ids[i] = fmt.Sprintf("%08d-1111-4111-8111-111111111111", i)
	}
	ids[len(ids)-1] = ana.ID
	body, err := json.Marshal(map[string]any{"decision": "allow", "guests": ids})
	if err != nil {
		t.Fatal(err)
	}
	if decided := get[decision](d, "POST", decisions, string(body)); len(decided.Guests) != 1 || decided.Guests[0].ID != ana.ID {
		t.Errorf("decided %+v, want Ana", decided)
	}
}
