package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/client/bbb/bbbtest"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
)

// link is the body of an answer about one.
type link struct {
	ID, URL, Kind, Name, Role string
	Off                       bool
	Limit                     int
	AccessCode                string     `json:"access_code"`
	ExpiresAt                 *time.Time `json:"expires_at"`
	Version                   int
}

func TestOwnerMakesAndChangesAMeeting(t *testing.T) {
	d := newDesk(t).as("ada")
	group := get[[]place](d, "GET", "/api/v1/groups", "")[0].ID
	room := get[[]place](d, "GET", "/api/v1/groups/"+group+"/rooms", "")[0].ID
	d.do("DELETE", "/api/v1/rooms/"+room+"/members/ben", "")
	get[member](d, "PUT", "/api/v1/rooms/"+room+"/members/ben", `{"role":"moderator"}`)
	d.as("ben")
	type meetingDetails struct {
		place
		GuestURL     string     `json:"guest_url"`
		LetsNobodyIn bool       `json:"lets_nobody_in"`
		StartsAt     *time.Time `json:"starts_at"`
	}
	m := get[meetingDetails](d, "POST", "/api/v1/rooms/"+room+"/meetings",
		`{"name":"Tenors","starts_at":"2026-12-01T18:00:00Z","ends_at":"2026-12-01T20:00:00Z","settings":{"guest_policy":"ALWAYS_DENY"}}`)
	if m.Role != "owner" || m.GroupID != group || m.RoomID != room || !m.LetsNobodyIn || !strings.HasPrefix(m.GuestURL, publicURL+"/b/tenors-") ||
		m.StartsAt == nil || !m.StartsAt.Equal(time.Date(2026, 12, 1, 18, 0, 0, 0, time.UTC)) {
		t.Fatalf("the meeting is %+v", m)
	}
	path := "/api/v1/meetings/" + m.ID
	d.change("PATCH", path, `"1"`, `{"name":"Basses","starts_at":null,"ends_at":null,"settings":{"guest_policy":null}}`)
	changed := get[meetingDetails](d, "GET", path, "")
	if changed.Name != "Basses" || changed.GuestURL != m.GuestURL || changed.LetsNobodyIn || changed.StartsAt != nil {
		t.Errorf("after the patch the meeting is %+v", changed)
	}
	resp, text := d.send(request{
		method: "PATCH", path: path, body: `{"starts_at":"2026-12-01T20:00:00Z","ends_at":"2026-12-01T18:00:00Z"}`,
		authorization: "Bearer " + d.token, ifMatch: "*",
	})
	if resp.StatusCode != http.StatusBadRequest || !strings.Contains(text, "it ends before it starts") {
		t.Errorf("a meeting that ends before it starts answers %s %s", resp.Status, text)
	}

	// It moves only where its owner could have made it.
	attic := get[place](d.as("ada"), "POST", "/api/v1/groups/"+group+"/rooms", `{"name":"Attic"}`).ID
	move := request{method: "PATCH", path: path, body: `{"room_id":"` + attic + `"}`, authorization: "Bearer " + d.tokens["ben"], ifMatch: "*"}
	if resp, text := d.send(move); resp.StatusCode != http.StatusNotFound {
		t.Errorf("moving to a foreign room answers %s %s", resp.Status, text)
	}
	get[member](d, "PUT", "/api/v1/rooms/"+attic+"/members/ben", `{"role":"member"}`)
	if resp, text := d.send(move); resp.StatusCode != http.StatusForbidden {
		t.Errorf("moving to a room of others answers %s %s", resp.Status, text)
	}
	get[member](d, "PUT", "/api/v1/rooms/"+attic+"/members/ben", `{"role":"moderator"}`)
	if resp, text := d.send(move); resp.StatusCode != http.StatusOK {
		t.Errorf("moving answers %s %s", resp.Status, text)
	}
}

// TestChangedPolicyReachesTheDoor has the next guest let in after the policy was changed on any level, and who waits waits.
func TestChangedPolicyReachesTheDoor(t *testing.T) {
	d := newDesk(t)
	d.knock("Ana")
	d.as("ada").change("PATCH", "/api/v1/portal", "*", `{"settings":{"guest_policy":"ALWAYS_ACCEPT"}}`)
	if ben := d.knock("Ben"); ben.State != lobby.Allowed {
		t.Errorf("after the change Ben is %s", ben.State)
	}
	d.as("ben").change("PATCH", "/api/v1/meetings/"+choirID, "*", `{"settings":{"guest_policy":"ALWAYS_DENY"}}`)
	if cem := d.knock("Cem"); cem.State != lobby.Denied {
		t.Errorf("after the next change Cem is %s", cem.State)
	}
	if waiting := get[[]guestView](d, "GET", guests, ""); len(waiting) != 1 {
		t.Errorf("there wait %+v, want Ana", waiting)
	}
}

func TestGuestLinkIsReplacedSwitchedAndBounded(t *testing.T) {
	d := newDesk(t)
	const path = "/api/v1/meetings/" + choirID + "/links"
	first := get[[]link](d, "GET", path, "")[0]
	if first.URL != publicURL+"/b/choir-abc-def-ghj" || first.Kind != "guest" {
		t.Fatalf("the guest link is %+v", first)
	}
	d.change("PATCH", path+"/"+first.ID, `"1"`, `{"off":true,"limit":30,"access_code":"Sesam1","expires_at":"2026-12-31T00:00:00Z"}`)
	switched := get[link](d, "GET", path+"/"+first.ID, "")
	if !switched.Off || switched.Limit != 30 || switched.AccessCode != "Sesam1" || switched.ExpiresAt == nil || switched.URL != first.URL {
		t.Errorf("the switched link is %+v", switched)
	}
	d.change("PATCH", path+"/"+first.ID, `"2"`, `{"expires_at":null}`)
	next := get[link](d, "POST", path, `{"kind":"guest"}`)
	if next.URL == first.URL || next.Off || next.AccessCode != "Sesam1" {
		t.Errorf("the new link is %+v", next)
	}
	if list := get[[]link](d, "GET", path, ""); len(list) != 1 || list[0].ID != next.ID {
		t.Errorf("the links are %+v", list)
	}
	d.refused("POST", path, `{"kind":"guest","limit":3}`, 400, "invalid_link")
	d.refused("POST", path, `{"kind":"other"}`, 400, "invalid_link")
	d.refused("POST", path, `{"kind":"personal","role":"king"}`, 400, "invalid_meeting")

	personal := get[link](d, "POST", path, `{"kind":"personal","name":"Dr. Ana","role":"moderator","expires_at":"2026-12-31T00:00:00Z"}`)
	if personal.Name != "Dr. Ana" || personal.Role != "moderator" || personal.Kind != "personal" {
		t.Errorf("the personal link is %+v", personal)
	}
	d.change("DELETE", path+"/"+personal.ID, `"1"`, "")
	resp, text := d.send(request{method: "DELETE", path: path + "/" + next.ID, authorization: "Bearer " + d.token, ifMatch: "*"})
	if resp.StatusCode != http.StatusBadRequest {
		t.Errorf("removing the guest link answers %s %s", resp.Status, text)
	}
}

// TestInvitationSpeaksTheLanguageThatIsAskedFor also keeps the access code from members.
func TestInvitationSpeaksTheLanguageThatIsAskedFor(t *testing.T) {
	d := newDesk(t)
	links := get[[]link](d, "GET", "/api/v1/meetings/"+choirID+"/links", "")
	d.change("PATCH", "/api/v1/meetings/"+choirID+"/links/"+links[0].ID, "*", `{"access_code":"Sesam1"}`)
	d.change("PATCH", "/api/v1/meetings/"+choirID, "*", `{"starts_at":"2026-12-01T18:00:00Z"}`)
	type invitation struct{ Text, Poster, Calendar string }
	const path = "/api/v1/meetings/" + choirID + "/invitation"
	english, german := get[invitation](d, "GET", path, ""), get[invitation](d, "GET", path+"?language=de", "")
	for _, i := range []invitation{english, german} {
		if !strings.Contains(i.Text, links[0].URL) || !strings.Contains(i.Text, "Sesam1") || !strings.Contains(i.Text, "Choir") ||
			i.Poster != links[0].URL+"/poster.pdf" || i.Calendar != links[0].URL+"/meeting.ics" {
			t.Errorf("the invitation is %+v", i)
		}
	}
	if english.Text == german.Text {
		t.Errorf("in English and German the invitation is %q", english.Text)
	}
	if toMember := get[invitation](d.as("max"), "GET", path, ""); strings.Contains(toMember.Text, "Sesam1") {
		t.Errorf("members are told the access code: %q", toMember.Text)
	}
}

// TestModeratorStartsJoinsAndEnds is on a simulated BigBlueButton.
func TestModeratorStartsJoinsAndEnds(t *testing.T) {
	d := newDesk(t).as("mo")
	const m = "/api/v1/meetings/" + choirID
	type state struct {
		Running      bool
		Participants int
	}
	if s := get[state](d, "GET", m+"/conference", ""); s.Running {
		t.Errorf("before the start the meeting is %+v", s)
	}
	d.do("POST", m+"/start", "")
	if created := d.bbb.Calls("create"); len(created) != 1 || created[0].Params.Get("meetingID") != choirID {
		t.Errorf("the conference server was asked for %+v", created)
	}
	type joinURL struct{ URL string }
	for name, role := range map[string]string{"mo": "MODERATOR", "ben": "MODERATOR", "max": "VIEWER"} {
		join := get[joinURL](d.as(name), "POST", m+"/join", `{}`)
		if !strings.HasPrefix(join.URL, d.bbb.URL) || !strings.Contains(join.URL, "role="+role) || !strings.Contains(join.URL, "guest=false") {
			t.Errorf("%s joins at %s, want as %s", name, join.URL, role)
		}
	}
	if join := get[joinURL](d.as("mo"), "POST", m+"/join", `{"companion":true}`); !strings.Contains(join.URL, "bot=true") {
		t.Errorf("the companion joins at %s", join.URL)
	}
	ana := d.knock("Ana")
	d.do("POST", m+"/end", "")
	if left := get[[]guestView](d, "GET", guests+"?state=left", ""); len(left) != 1 || left[0].ID != ana.ID {
		t.Errorf("after the end there have left %+v, want Ana", left)
	}
}

func TestConferenceServerInTroubleIsToldByCode(t *testing.T) {
	d := newDesk(t).as("mo")
	d.bbb.SetFault(bbbtest.FaultDown)
	d.refused("POST", "/api/v1/meetings/"+choirID+"/start", "", 502, "conference_unavailable")
}

// TestRaisedLimitReachesThoseWhoWait has a rule let in as many as the guest link allows, and the owner raise that.
func TestRaisedLimitReachesThoseWhoWait(t *testing.T) {
	d := newDesk(t)
	ana, ben, cem := d.knock("Ana"), d.knock("Ben"), d.knock("Cem")
	link := "/api/v1/meetings/" + choirID + "/links/" + get[[]link](d, "GET", "/api/v1/meetings/"+choirID+"/links", "")[0].ID
	d.change("PATCH", link, "*", `{"limit":1}`)
	get[struct{}](d, "PUT", "/api/v1/meetings/"+choirID+"/rules", `{"names":["Ana","Ben"]}`)
	waits := func(want ...lobby.Guest) {
		t.Helper()
		ids := func(g guestView) string { return g.ID }
		if got := rest.Views(get[[]guestView](d, "GET", guests, ""), ids); !slices.Equal(got, rest.Views(want, func(g lobby.Guest) string { return g.ID })) {
			t.Errorf("%v wait, want %v", got, want)
		}
	}
	waits(ben, cem)
	d.change("PATCH", link, "*", `{"limit":2}`)
	waits(cem)
	if allowed := get[[]guestView](d, "GET", guests+"?state=allowed", ""); len(allowed) != 2 || allowed[0].ID != ana.ID {
		t.Errorf("%+v are allowed, want Ana and Ben", allowed)
	}
}

// TestEndIsKeptWhileTheConferenceServerIsDown ends a meeting, and removes another.
func TestEndIsKeptWhileTheConferenceServerIsDown(t *testing.T) {
	d := newDesk(t)
	ana := d.knock("Ana")
	d.bbb.SetFault(bbbtest.FaultDown)
	if resp, text := d.ask("POST", "/api/v1/meetings/"+choirID+"/end", ""); resp.StatusCode != http.StatusAccepted || text != "" {
		t.Errorf("ending answers %s %s", resp.Status, text)
	}
	if left := get[[]guestView](d, "GET", guests+"?state=left", ""); len(left) != 1 || left[0].ID != ana.ID {
		t.Errorf("after the end there have left %+v, want Ana", left)
	}
	resp, text := d.as("cora").send(request{
		method: "DELETE", path: "/api/v1/meetings/" + bandID, authorization: "Bearer " + d.tokens["cora"], ifMatch: "*",
	})
	if resp.StatusCode != http.StatusAccepted || text != "" {
		t.Errorf("removing answers %s %s", resp.Status, text)
	}
	d.refused("GET", "/api/v1/meetings/"+bandID, "", http.StatusNotFound, "unknown_meeting")
	if left, err := d.meetings.Endings(t.Context()); err != nil || len(left) != 2 {
		t.Errorf("there is left to be ended %+v, %v; want both", left, err)
	}
}

func TestListsComeInParts(t *testing.T) {
	d := newDesk(t)
	want := []string{}
	for _, name := range []string{"Ana", "Ben", "Cem", "Dora", "Eva"} {
		want = append(want, d.knock(name).ID)
	}
	got := []string{}
	for next, parts := guests+"?limit=2&state=waiting", 0; next != ""; parts++ {
		resp, text := d.ask("GET", next, "")
		part := answered[[]guestView](d, next, resp, text)
		if len(part) > 2 || parts > 3 {
			t.Fatalf("part %d is %+v", parts, part)
		}
		for _, g := range part {
			got = append(got, g.ID)
		}
		address, rel, _ := strings.Cut(strings.TrimPrefix(resp.Header.Get("Link"), "<"), ">")
		if next = address; next != "" && rel != `; rel="next"` {
			t.Errorf("the header is Link: %s", resp.Header.Get("Link"))
		}
		// Who goes in between leaves no gap and no double.
		if parts == 0 {
			get[decision](d, "POST", decisions, `{"decision":"deny","guests":["`+want[1]+`"]}`)
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the parts are %v, want %v", got, want)
	}
}
