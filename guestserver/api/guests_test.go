package api_test

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// The bodies of answers about guests and decisions.
type (
	door struct {
		Decides, Remembered, Message string
		ShowQueue                    bool `json:"show_queue"`
		Rules                        struct {
			Names         []string
			PersonalLinks bool `json:"personal_links"`
		}
	}
	block struct {
		ID              int64
		Guest, Name, By string
	}
	entry struct {
		ID               int64
		Action, By, Rule string
		Guests           []struct{ ID, Name string }
		Count            int
		Reason, Detail   string
		Undoes           int64
		UndoneBy         int64 `json:"undone_by"`
	}
)

const choir = "/api/v1/meetings/" + choirID

func itoa(id int64) string { return strconv.FormatInt(id, 10) }

func (d *desk) state(id string) string {
	d.t.Helper()
	g, err := d.Find(d.t.Context(), choirID, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(g.State)
}

func TestDecisionIsUndone(t *testing.T) {
	d := newDesk(t)
	ana, cem := d.knock("Ana"), d.knock("Cem")
	denied := get[decision](d, "POST", decisions, `{"decision":"deny","everyone":true,"remember":true,"reason":"Full"}`)
	again := get[[]guestView](d, "POST", decisions+"/"+itoa(denied.Guests[0].Decision)+"/undo", "")
	if len(again) != 2 || again[0].ID != ana.ID || again[1].ID != cem.ID || again[0].State != "waiting" {
		t.Errorf("after the undo wait %+v, want Ana and Cem", again)
	}
	if now := get[door](d, "GET", choir+"/door", ""); now.Remembered != "" {
		t.Errorf("after the undo %q is remembered", now.Remembered)
	}
	d.refused("POST", decisions+"/"+itoa(denied.Guests[0].Decision)+"/undo", "", 409, "too_late")
	d.refused("POST", decisions+"/first/undo", "", 404, "unknown_decision")
}

func TestDoorIsSetByHand(t *testing.T) {
	d := newDesk(t)
	if now := get[door](d, "PUT", choir+"/remembered", `{"decision":"allow"}`); now.Remembered != "allow" || now.Decides != "allow" {
		t.Errorf("the door is %+v", now)
	}
	if ana := d.knock("Ana"); ana.State != lobby.Allowed {
		t.Errorf("Ana is %s", ana.State)
	}
	if now := get[door](d, "PUT", choir+"/remembered", `{"decision":""}`); now.Remembered != "" || now.Decides != "" {
		t.Errorf("the door is %+v", now)
	}
	d.refused("PUT", choir+"/remembered", `{"decision":"maybe"}`, 400, "invalid_decision")
	if now := get[door](d, "PUT", choir+"/queue", `{"show":false}`); now.ShowQueue {
		t.Errorf("the door is %+v", now)
	}
	if now := get[door](d, "PUT", choir+"/rules", `{"names":["Cem Ode"],"personal_links":true}`); len(now.Rules.Names) != 1 || !now.Rules.PersonalLinks {
		t.Errorf("the door is %+v", now)
	}
	if cem := d.knock("cem  ode"); cem.State != lobby.Allowed {
		t.Errorf("Cem is %s", cem.State)
	}
	d.refused("PUT", choir+"/rules", `{"from":"2026-12-01T20:00:00Z","until":"2026-12-01T18:00:00Z"}`, 400, "invalid_rules")
	d.do("PUT", choir+"/message", `{"text":"We start in five minutes"}`)
	if now := get[door](d, "GET", choir+"/door", ""); now.Message != "We start in five minutes" {
		t.Errorf("the door is %+v", now)
	}
	d.refused("PUT", choir+"/message", `{"text":"`+strings.Repeat("x", 501)+`"}`, 400, "message_too_long")
}

func TestGuestIsRenamedWrittenToAndKeptOut(t *testing.T) {
	d := newDesk(t)
	ana := d.knock("Ana")
	guest := guests + "/" + ana.ID
	d.do("PATCH", guest, `{"name":"Ana from Lima"}`)
	d.do("PUT", guest+"/message", `{"text":"A moment, please"}`)
	if now := get[[]guestView](d, "GET", guests, "")[0]; now.Name != "Ana from Lima" || now.AskedName != "Ana" || now.Message != "A moment, please" {
		t.Errorf("Ana is %+v", now)
	}
	d.refused("PATCH", guest, `{"name":" "}`, 400, "invalid_name")
	d.refused("PATCH", guests+"/nobody", `{"name":"Eva"}`, 404, "unknown_guest")

	get[decision](d, "POST", decisions, `{"decision":"allow","everyone":true}`)
	d.do("POST", guest+"/send-back", "")
	if d.state(ana.ID) != "waiting" {
		t.Errorf("after being sent back Ana is %s", d.state(ana.ID))
	}
	d.refused("POST", guest+"/send-back", "", 409, "too_late")
	get[decision](d, "POST", decisions, `{"decision":"allow","everyone":true}`)
	d.do("POST", guest+"/kick", `{"ban":true}`)
	d.refused("POST", guest+"/kick", `{}`, 409, "too_late")
	blocks := get[[]block](d, "GET", choir+"/blocks", "")
	if len(blocks) != 1 || blocks[0].Guest != ana.ID || blocks[0].By != "Ben" {
		t.Fatalf("the blocks are %+v", blocks)
	}
	d.do("DELETE", choir+"/blocks/"+itoa(blocks[0].ID), "")
	d.refused("DELETE", choir+"/blocks/"+itoa(blocks[0].ID), "", 404, "unknown_block")
	d.do("POST", guest+"/block", "")
	if blocks := get[[]block](d, "GET", choir+"/blocks", ""); len(blocks) != 1 {
		t.Errorf("the blocks are %+v", blocks)
	}
}

// TestLogTellsWhoDecidedWhatOnWhom also turns its pages.
func TestLogTellsWhoDecidedWhatOnWhom(t *testing.T) {
	d := newDesk(t)
	ana, cem := d.knock("Ana"), d.knock("Cem")
	get[decision](d.as("mo"), "POST", decisions, `{"decision":"allow","guests":["`+ana.ID+`"]}`)
	get[decision](d.as("ben"), "POST", decisions, `{"decision":"deny","guests":["`+cem.ID+`"],"reason":"Members only"}`)
	d.do("PATCH", guests+"/"+ana.ID, `{"name":"Ana Maria"}`)
	resp, text := d.ask("GET", decisions+"?limit=2", "")
	log := answered[[]entry](d, "the log", resp, text)
	if len(log) != 2 || log[0].Action != "rename" || log[0].Detail != "Ana Maria" || log[1].Action != "deny" || log[1].By != "Ben" ||
		log[1].Reason != "Members only" || log[1].Count != 1 || log[1].Guests[0].Name != "Cem" {
		t.Errorf("the log begins with %+v", log)
	}
	next, _, _ := strings.Cut(strings.TrimPrefix(resp.Header.Get("Link"), "<"), ">")
	if rest := get[[]entry](d, "GET", next, ""); len(rest) != 1 || rest[0].Action != "allow" || rest[0].By != "Mo" || rest[0].Guests[0].ID != ana.ID {
		t.Errorf("the log ends with %+v", rest)
	}
	d.refused("GET", decisions+"?cursor=eA", "", 400, "invalid_cursor")
}

// TestTablesRunNoFormulas has a guest whose name is one.
func TestTablesRunNoFormulas(t *testing.T) {
	d := newDesk(t)
	evil := `=HYPERLINK("https://evil.example.org";"Ana")`
	guest := d.knock(evil)
	get[decision](d, "POST", decisions, `{"decision":"deny","guests":["`+guest.ID+`"],"reason":"+1"}`)
	notice := meeting.Notice{Version: "-1", Text: "@SUM(A1)"}
	if err := d.meetings.Consent(t.Context(), meeting.Consent{MeetingID: choirID, GuestID: guest.ID, Kind: meeting.ToRecording, Notice: notice}); err != nil {
		t.Fatal(err)
	}
	log := d.table(decisions + ".csv")
	if len(log) != 2 || log[1][2] != "deny" || log[1][3] != "Ben" || log[1][5] != "'"+evil || log[1][7] != "'+1" {
		t.Errorf("the decisions are %q", log)
	}
	consents := d.table(choir + "/consents.csv")
	if len(consents) != 2 || consents[1][1] != guest.ID || consents[1][2] != "recording" || consents[1][3] != "'-1" || consents[1][4] != "'@SUM(A1)" {
		t.Errorf("the consents are %q", consents)
	}
}

// TestConsentsComeInParts has three guests agree to the recording.
func TestConsentsComeInParts(t *testing.T) {
	d := newDesk(t)
	var want, got []string
	for _, name := range []string{"Ana", "Ben", "Cem"} {
		g := d.knock(name)
		want = append(want, g.ID)
		consent := meeting.Consent{MeetingID: choirID, GuestID: g.ID, Kind: meeting.ToRecording, Notice: meeting.Notice{Version: "2", Text: "Yes"}}
		if err := d.meetings.Consent(t.Context(), consent); err != nil {
			t.Fatal(err)
		}
	}
	type consent struct {
		Guest, Kind string
		Notice      struct{ Version, Text string }
	}
	for next, parts := "/api/v1/meetings/"+choirID+"/consents?limit=2", 1; next != ""; parts++ {
		resp, text := d.ask("GET", next, "")
		part := answered[[]consent](d, next, resp, text)
		if len(part) > 2 || parts > 2 {
			t.Fatalf("part %d is %+v", parts, part)
		}
		for _, c := range part {
			got = append(got, c.Guest)
			if c.Kind != "recording" || c.Notice.Version != "2" || c.Notice.Text != "Yes" {
				t.Errorf("a consent is %+v", c)
			}
		}
		next, _, _ = strings.Cut(strings.TrimPrefix(resp.Header.Get("Link"), "<"), ">")
	}
	if !slices.Equal(got, want) {
		t.Errorf("the consents are those of %v, want %v", got, want)
	}
	if none := get[[]consent](d.as("cora"), "GET", "/api/v1/meetings/"+bandID+"/consents", ""); len(none) != 0 {
		t.Errorf("the consents of Band are %+v", none)
	}
}

// TestWhoHasBeenThereIsOneList asks for several states at once.
func TestWhoHasBeenThereIsOneList(t *testing.T) {
	d := newDesk(t)
	ana, ben, cem, dora := d.knock("Ana"), d.knock("Ben"), d.knock("Cem"), d.knock("Dora")
	get[decision](d, "POST", decisions, `{"decision":"allow","guests":["`+ana.ID+`","`+cem.ID+`"]}`)
	get[decision](d, "POST", decisions, `{"decision":"deny","guests":["`+ben.ID+`"]}`)
	for query, want := range map[string][]string{
		"?state=allowed&state=denied":                 {ana.ID, ben.ID, cem.ID},
		"?state=denied&state=waiting":                 {ben.ID, dora.ID},
		"?state=allowed&state=waiting&limit=2":        {ana.ID, cem.ID},
		"?state=inside&state=left":                    {},
		"?state=allowed&state=allowed&state=entering": {ana.ID, cem.ID},
	} {
		list := get[[]guestView](d, "GET", guests+query, "")
		if got := rest.Views(list, func(g guestView) string { return g.ID }); !slices.Equal(got, want) {
			t.Errorf("%s answers %v, want %v", query, got, want)
		}
	}
	// Whom a decision on everyone has let in is in the round that it closed.
	get[decision](d, "POST", decisions, `{"decision":"allow","everyone":true}`)
	if list := get[[]guestView](d, "GET", guests+"?state=allowed", ""); len(list) != 3 || list[2].ID != dora.ID {
		t.Errorf("allowed are %+v", list)
	}
	d.refused("GET", guests+"?state=waiting&state=asleep", "", 400, "unknown_state")
	d.refused("GET", guests+"?cursor=LTE", "", 400, "invalid_cursor")
}

func (d *desk) table(path string) [][]string {
	d.t.Helper()
	resp, text := d.ask("GET", path, "")
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/csv") ||
		!strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment") {
		d.t.Fatalf("%s answers %s %v %s", path, resp.Status, resp.Header, text)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		d.t.Fatal(err)
	}
	return rows
}

func TestGuestsDataIsHandedOutAndErased(t *testing.T) {
	d := newDesk(t)
	ana := d.knock("Ana")
	get[decision](d, "POST", decisions, `{"decision":"deny","guests":["`+ana.ID+`"]}`)
	notice := meeting.Notice{Version: "1", Text: "You are recorded."}
	if err := d.meetings.Consent(t.Context(), meeting.Consent{MeetingID: choirID, GuestID: ana.ID, Kind: meeting.ToRecording, Notice: notice}); err != nil {
		t.Fatal(err)
	}
	type data struct {
		Guest     guestView
		Decisions []entry
		Consents  []struct {
			Kind   string
			Notice meeting.Notice
		}
	}
	got := get[data](d, "GET", guests+"/"+ana.ID+"/data", "")
	if got.Guest.Name != "Ana" || len(got.Decisions) != 1 || len(got.Consents) != 1 || got.Consents[0].Notice != notice {
		t.Errorf("of Ana is known %+v", got)
	}
	d.do("DELETE", guests+"/"+ana.ID, "")
	d.refused("GET", guests+"/"+ana.ID+"/data", "", 404, "unknown_guest")
	d.refused("DELETE", guests+"/"+ana.ID, "", 404, "unknown_guest")
	if log := get[[]entry](d, "GET", decisions, ""); len(log) != 1 || len(log[0].Guests) != 0 || log[0].Count != 1 {
		t.Errorf("the log still tells %+v", log)
	}
}
