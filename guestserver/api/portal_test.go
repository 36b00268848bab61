package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"foyer/guestserver/api/rest"
)

// The bodies of answers about what is above meetings.
type (
	value[T any] struct {
		Value  T
		Source string
	}
	effective struct {
		GuestPolicy value[string]            `json:"guest_policy"`
		Welcome     value[string]            `json:"welcome"`
		MuteOnStart value[bool]              `json:"mute_on_start"`
		Create      map[string]value[string] `json:"create"`
	}
	place struct {
		ID, Name, Slug, Role string
		RoomID               string `json:"room_id"`
		GroupID              string `json:"group_id"`
		Settings             map[string]any
		Effective            effective
		Version              int
	}
	member struct {
		AccountID string `json:"account_id"`
		Name      string
		Email     string
		Role      string
	}
)

// TestSettingsAreInheritedFromPortalToMeeting makes a group, a room and a meeting, and sets something on each level.
func TestSettingsAreInheritedFromPortalToMeeting(t *testing.T) {
	d := newDesk(t).as("ada")
	portal := d.change("PATCH", "/api/v1/portal", `"1"`, `{"settings":{"welcome":"Hello","mute_on_start":true,"create":{"maxParticipants":"9"}}}`)
	if portal != `"2"` {
		t.Errorf("the portal's next version is %s, want 2", portal)
	}
	g := get[place](d, "POST", "/api/v1/groups", `{"name":"Singers","site_url":"https://singers.example.org"}`)
	if g.Slug != "singers" || g.Role != "owner" || g.Effective.Welcome != (value[string]{"Hello", "portal"}) {
		t.Fatalf("the group is %+v", g)
	}
	group := "/api/v1/groups/" + g.ID
	d.change("PATCH", group, `"1"`, `{"settings":{"welcome":"Sing","create":{"maxParticipants":"20","lockSettingsDisableCam":"true"}}}`)
	r := get[place](d, "POST", group+"/rooms", `{"name":"Attic","settings":{"guest_policy":"ALWAYS_ACCEPT"}}`)
	m := get[place](d, "POST", "/api/v1/rooms/"+r.ID+"/meetings", `{"name":"Altos","settings":{"mute_on_start":false}}`)
	want := effective{
		GuestPolicy: value[string]{"ALWAYS_ACCEPT", "room"}, Welcome: value[string]{"Sing", "group"}, MuteOnStart: value[bool]{false, "meeting"},
	}
	got := get[place](d, "GET", "/api/v1/meetings/"+m.ID, "").Effective
	if got.Create["maxParticipants"] != (value[string]{"20", "group"}) || got.Create["lockSettingsDisableCam"] != (value[string]{"true", "group"}) {
		t.Errorf("the parameters are %+v", got.Create)
	}
	if got.Create = nil; got.GuestPolicy != want.GuestPolicy || got.Welcome != want.Welcome || got.MuteOnStart != want.MuteOnStart {
		t.Errorf("in the meeting holds %+v, want %+v", got, want)
	}

	// Null brings back what is inherited, one parameter at a time.
	d.change("PATCH", group, `"2"`, `{"settings":{"welcome":null,"create":{"maxParticipants":null}}}`)
	changed := get[place](d, "GET", group, "")
	if changed.Effective.Welcome != (value[string]{"Hello", "portal"}) || changed.Effective.Create["maxParticipants"] != (value[string]{"9", "portal"}) ||
		changed.Effective.Create["lockSettingsDisableCam"] != (value[string]{"true", "group"}) || changed.Name != "Singers" {
		t.Errorf("after the patch the group is %+v", changed)
	}
	if room := get[place](d, "GET", "/api/v1/rooms/"+r.ID, "").Effective; room.GuestPolicy != want.GuestPolicy {
		t.Errorf("in the room holds %+v", room)
	}
}

func TestSettingsAreRefusedByName(t *testing.T) {
	d := newDesk(t).as("ada")
	for body, keys := range map[string][]string{
		`{"settings":{"guest_policy":"MAYBE"}}`:              {"guest_policy"},
		`{"settings":{"create":{"maxParticipant":"1"}}}`:     {"create.maxParticipant"},
		`{"settings":{"create":{"maxParticipants":"many"}}}`: {"create.maxParticipants"},
		`{"settings":{"waiting_place":"garden"}}`:            {"waiting_place"},
		`{"settings":{"mute":true}}`:                         {"mute"},
		`{"settings":{"mute_on_start":"yes","mute":null}}`:   {"mute", "mute_on_start"},
	} {
		resp, text := d.send(request{method: "PATCH", path: "/api/v1/portal", body: body, authorization: "Bearer " + d.token, ifMatch: `"1"`})
		var p rest.Problem
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatal(err)
		}
		got := rest.Views(p.Errors, func(w rest.WrongSetting) string { return w.Key })
		if resp.StatusCode != http.StatusBadRequest || p.Code != "invalid_settings" || !slices.Equal(got, keys) {
			t.Errorf("%s answers %s %s, want it to name %q", body, resp.Status, text, keys)
		}
	}
	for _, body := range []string{`{"setings":{}}`, `{"settings":[]}`, `{"settings":"mute"}`} {
		resp, text := d.send(request{method: "PATCH", path: "/api/v1/portal", body: body, authorization: "Bearer " + d.token, ifMatch: `"1"`})
		if resp.StatusCode != http.StatusBadRequest || !strings.Contains(text, "etings") && !strings.Contains(text, "settings") {
			t.Errorf("%s answers %s %s", body, resp.Status, text)
		}
	}
	if p := get[place](d, "GET", "/api/v1/portal", ""); p.Version != 1 || len(p.Settings) != 0 {
		t.Errorf("after all that the portal is %+v", p)
	}
}

// TestTwoAdministratorsDoNotOverwriteEachOther has both read, and both write.
func TestTwoAdministratorsDoNotOverwriteEachOther(t *testing.T) {
	d := newDesk(t).as("ada")
	g := get[place](d, "POST", "/api/v1/groups", `{"name":"Singers"}`)
	r := get[place](d, "POST", "/api/v1/groups/"+g.ID+"/rooms", `{"name":"Attic"}`)
	m := get[place](d, "POST", "/api/v1/rooms/"+r.ID+"/meetings", `{"name":"Altos"}`)
	links := get[[]link](d, "GET", "/api/v1/meetings/"+m.ID+"/links", "")
	for path, body := range map[string]string{
		"/api/v1/portal":                                     `{"settings":{"welcome":"Hi"}}`,
		"/api/v1/groups/" + g.ID:                             `{"name":"Singers!"}`,
		"/api/v1/rooms/" + r.ID:                              `{"name":"Attic!"}`,
		"/api/v1/meetings/" + m.ID:                           `{"name":"Altos!"}`,
		"/api/v1/meetings/" + m.ID + "/links/" + links[0].ID: `{"limit":7}`,
	} {
		read, _ := d.ask("GET", path, "")
		version := read.Header.Get("ETag")
		next := d.change("PATCH", path, version, body)
		if next == "" || next == version {
			t.Errorf("%s goes from version %s to %s", path, version, next)
		}
		for wrong, code := range map[string]string{version: "changed_meanwhile", "": "precondition_required", `"x"`: "changed_meanwhile"} {
			resp, text := d.send(request{method: "PATCH", path: path, body: body, authorization: "Bearer " + d.token, ifMatch: wrong})
			if !strings.Contains(text, code) {
				t.Errorf("%s with version %q answers %s %s, want %s", path, wrong, resp.Status, text, code)
			}
			if path != "/api/v1/portal" {
				resp, text := d.send(request{method: "DELETE", path: path, authorization: "Bearer " + d.token, ifMatch: wrong})
				if !strings.Contains(text, code) {
					t.Errorf("removing %s with version %q answers %s %s, want %s", path, wrong, resp.Status, text, code)
				}
			}
		}
		// A proxy that compresses answers makes the tag weak, and * means any version.
		d.change("PATCH", path, "W/"+next, body)
		d.change("PATCH", path, "*", body)
	}
}

func TestGroupsAndRoomsGoOnlyWhenTheyAreEmpty(t *testing.T) {
	d := newDesk(t).as("ada")
	g := get[place](d, "POST", "/api/v1/groups", `{"name":"Singers"}`)
	r := get[place](d, "POST", "/api/v1/groups/"+g.ID+"/rooms", `{"name":"Attic"}`)
	m := get[place](d, "POST", "/api/v1/rooms/"+r.ID+"/meetings", `{"name":"Altos"}`)
	path := map[string]string{"group": "/api/v1/groups/" + g.ID, "room": "/api/v1/rooms/" + r.ID, "meeting": "/api/v1/meetings/" + m.ID}
	for _, what := range []string{"group", "room"} {
		resp, text := d.send(request{method: "DELETE", path: path[what], authorization: "Bearer " + d.token, ifMatch: "*"})
		if resp.StatusCode != http.StatusConflict || !strings.Contains(text, "not_empty") {
			t.Errorf("removing the %s answers %s %s", what, resp.Status, text)
		}
	}
	if list := get[[]place](d, "GET", path["group"]+"/rooms", ""); len(list) != 1 || list[0].ID != r.ID {
		t.Errorf("the rooms are %+v", list)
	}
	if list := get[[]place](d, "GET", path["room"]+"/meetings", ""); len(list) != 1 || list[0].ID != m.ID {
		t.Errorf("the meetings are %+v", list)
	}
	for _, what := range []string{"meeting", "room", "group"} {
		d.change("DELETE", path[what], "*", "")
		d.refused("GET", path[what], "", 404, "unknown_meeting")
	}
	d.refused("POST", "/api/v1/groups", `{"name":"x"}`, 400, "invalid_meeting")
	d.refused("POST", "/api/v1/groups", `{"name":"Group","slug":"our-group"}`, 409, "slug_taken")
}

// TestRolesHoldDownwards makes Max, who has no role any more, an owner of the group, and so of all in it.
func TestRolesHoldDownwards(t *testing.T) {
	d := newDesk(t)
	d.do("DELETE", "/api/v1/meetings/"+choirID+"/members/max", "")
	if none := get[[]place](d.as("max"), "GET", "/api/v1/groups", ""); len(none) != 0 {
		t.Errorf("Max sees the groups %+v", none)
	}
	groups := get[[]place](d.as("ada"), "GET", "/api/v1/groups", "")
	if len(groups) != 1 || groups[0].Slug != "our-group" {
		t.Fatalf("Ada sees the groups %+v", groups)
	}
	group := "/api/v1/groups/" + groups[0].ID
	room := "/api/v1/rooms/" + get[[]place](d, "GET", group+"/rooms", "")[0].ID
	d.as("max").refused("GET", group, "", 404, "unknown_meeting")
	d.refused("GET", room, "", 404, "unknown_meeting")
	d.refused("POST", room+"/meetings", `{"name":"Max's"}`, 404, "unknown_meeting")

	for _, path := range []string{group, room, "/api/v1/meetings/" + choirID} {
		added := get[member](d.as("ada"), "PUT", path+"/members/max@example.org", `{"role":"owner"}`)
		if added.AccountID != "max" || added.Role != "owner" || added.Name != "Max" {
			t.Errorf("adding Max to %s answers %+v", path, added)
		}
		if got := get[place](d.as("max"), "GET", "/api/v1/meetings/"+choirID, ""); got.Role != "owner" {
			t.Errorf("with a role in %s Max is %s of Choir", path, got.Role)
		}
		found := false
		for _, m := range get[[]member](d, "GET", path+"/members", "") {
			found = found || m == added
		}
		if !found {
			t.Errorf("Max is no member of %s", path)
		}
		d.do("DELETE", path+"/members/max", "")
	}
	d.as("ada").refused("PUT", group+"/members/nobody@example.org", `{"role":"owner"}`, 404, "unknown_account")
	d.refused("PUT", group+"/members/max", `{"role":"king"}`, 400, "invalid_meeting")
	if seen := get[[]place](d.as("ada"), "GET", "/api/v1/groups", ""); len(seen) != 1 {
		t.Errorf("Ada sees the groups %+v", seen)
	}
}
