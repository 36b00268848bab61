package api_test

import (
	"net/http"
	"strings"
	"testing"

	"foyer/guestserver/account"
)

// TestWhatEachRoleMayDo asks for everything with each role. What is not one's own is 404, what one's role does not allow is 403.
func TestWhatEachRoleMayDo(t *testing.T) {
	d := newDesk(t)
	ana := d.knock("Ana")
	groups := get[[]place](d.as("ada"), "GET", "/api/v1/groups", "")
	room := get[[]place](d, "GET", "/api/v1/groups/"+groups[0].ID+"/rooms", "")[0].ID
	links := get[[]link](d.as("ben"), "GET", "/api/v1/meetings/"+choirID+"/links", "")
	const m = "/api/v1/meetings/" + choirID
	guest := m + "/guests/" + ana.ID
	// The least role that an operation asks for: a member's, moderator's or owner's in Choir, or that of an administrator.
	for _, c := range []struct{ least, method, path, body string }{
		{"member", "GET", m, ""},
		{"owner", "PATCH", m, `{}`},
		{"owner", "DELETE", m, ""},
		{"member", "GET", m + "/invitation", ""},
		{"moderator", "GET", m + "/members", ""},
		{"owner", "PUT", m + "/members/mo", `{"role":"moderator"}`},
		{"owner", "DELETE", m + "/members/nobody", ""},
		{"moderator", "GET", m + "/links", ""},
		{"owner", "POST", m + "/links", `{"kind":"personal"}`},
		{"moderator", "GET", m + "/links/" + links[0].ID, ""},
		{"owner", "PATCH", m + "/links/" + links[0].ID, `{}`},
		{"owner", "DELETE", m + "/links/" + links[0].ID, ""},
		{"member", "GET", m + "/conference", ""},
		{"moderator", "POST", m + "/start", ""},
		{"moderator", "POST", m + "/end", ""},
		{"member", "POST", m + "/join", `{}`},
		{"moderator", "POST", m + "/join", `{"companion":true}`},
		{"moderator", "GET", m + "/door", ""},
		{"moderator", "PUT", m + "/remembered", `{"decision":""}`},
		{"moderator", "PUT", m + "/message", `{"text":""}`},
		{"moderator", "PUT", m + "/queue", `{"show":true}`},
		{"moderator", "PUT", m + "/rules", `{}`},
		{"moderator", "GET", m + "/guests", ""},
		{"moderator", "PATCH", guest, `{"name":"Ana"}`},
		{"moderator", "PUT", guest + "/message", `{"text":""}`},
		{"moderator", "POST", guest + "/send-back", ""},
		{"moderator", "POST", guest + "/kick", `{}`},
		{"moderator", "POST", guest + "/block", ""},
		{"moderator", "GET", m + "/blocks", ""},
		{"moderator", "DELETE", m + "/blocks/99", ""},
		{"moderator", "GET", m + "/decisions", ""},
		{"moderator", "GET", m + "/decisions.csv", ""},
		{"moderator", "POST", m + "/decisions", `{"decision":"allow","everyone":true}`},
		{"moderator", "POST", m + "/decisions/99/undo", ""},
		{"owner", "GET", m + "/consents", ""},
		{"owner", "GET", m + "/consents.csv", ""},
		{"moderator", "GET", m + "/recordings", ""},
		{"moderator", "PATCH", m + "/recordings/none", `{}`},
		{"owner", "DELETE", m + "/recordings/none", ""},
		{"owner", "GET", guest + "/data", ""},
		{"owner", "DELETE", guest, ""},
		{"administrator", "PATCH", "/api/v1/portal", `{}`},
		{"administrator", "POST", "/api/v1/groups", `{}`},
		{"administrator", "GET", "/api/v1/accounts", ""},
		{"administrator", "POST", "/api/v1/accounts", `{}`},
		{"administrator", "GET", "/api/v1/accounts/ben", ""},
		{"administrator", "PATCH", "/api/v1/accounts/ben", `{}`},
		{"administrator", "DELETE", "/api/v1/accounts/nobody", ""},
		{"administrator", "PUT", "/api/v1/accounts/nobody/password", `{}`},
	} {
		for _, who := range []struct{ name, role string }{
			{"", ""}, {"cora", "stranger"}, {"max", "member"}, {"mo", "moderator"}, {"ben", "owner"}, {"ada", "administrator"},
		} {
			q := request{method: c.method, path: c.path, body: c.body}
			if who.name != "" {
				q.authorization = "Bearer " + d.tokens[who.name]
			}
			resp, text := d.send(q)
			refused := resp.StatusCode == http.StatusUnauthorized || strings.Contains(text, `"not_allowed"`) ||
				strings.Contains(text, `"not_administrator"`) || who.role == "stranger" && strings.Contains(text, `"unknown_meeting"`)
			if may := rank(who.role) >= rank(c.least); may == refused {
				t.Errorf("%s %s as %q, where %s is needed, answers %s %s", c.method, c.path, who.role, c.least, resp.Status, text)
			}
			if who.role == "stranger" && strings.HasPrefix(c.path, m) && resp.StatusCode != http.StatusNotFound {
				t.Errorf("%s %s tells a stranger that there is such a meeting: %s", c.method, c.path, resp.Status)
			}
		}
	}
	// What is above Choir, Ben sees and does not change.
	for _, path := range []string{"/api/v1/groups/" + groups[0].ID, "/api/v1/rooms/" + room} {
		d.as("ben").refused("PATCH", path, "{}", 403, "not_allowed")
		d.refused("DELETE", path, "", 403, "not_allowed")
		d.refused("GET", path+"/members", "", 403, "not_allowed")
	}
	d.refused("POST", "/api/v1/groups/"+groups[0].ID+"/rooms", `{"name":"Mine"}`, 403, "not_allowed")
	d.refused("POST", "/api/v1/rooms/"+room+"/meetings", `{"name":"Mine"}`, 403, "not_allowed")
}

// TestMemberOfOneMeetingSeesWhatItIsIn has Max, who is a member of Choir alone, and Cora, who owns Band in the same room.
func TestMemberOfOneMeetingSeesWhatItIsIn(t *testing.T) {
	d := newDesk(t).as("ada")
	group := get[[]place](d, "GET", "/api/v1/groups", "")[0]
	room := get[[]place](d, "GET", "/api/v1/groups/"+group.ID+"/rooms", "")[0]
	get[place](d, "POST", "/api/v1/groups/"+group.ID+"/rooms", `{"name":"Attic"}`)
	other := get[place](d, "POST", "/api/v1/groups", `{"name":"Others"}`)
	d.addAccount("eva", account.Moderator)

	d.as("max")
	if seen := get[[]place](d, "GET", "/api/v1/groups", ""); len(seen) != 1 || seen[0].Name != group.Name {
		t.Errorf("Max sees the groups %+v", seen)
	}
	if seen := get[[]place](d, "GET", "/api/v1/groups/"+group.ID+"/rooms", ""); len(seen) != 1 || seen[0].Name != room.Name {
		t.Errorf("Max sees the rooms %+v", seen)
	}
	if seen := get[[]place](d, "GET", "/api/v1/rooms/"+room.ID+"/meetings", ""); len(seen) != 1 || seen[0].Name != "Choir" {
		t.Errorf("Max sees the meetings %+v", seen)
	}
	for _, path := range []string{"/api/v1/groups/" + group.ID, "/api/v1/rooms/" + room.ID} {
		if p := get[place](d, "GET", path, ""); p.Role != "below" {
			t.Errorf("%s answers %+v", path, p)
		}
	}
	d.refused("GET", "/api/v1/groups/"+other.ID, "", 404, "unknown_meeting")

	// A role in the room shows all that is in it, and still no other room.
	get[member](d.as("ada"), "PUT", "/api/v1/rooms/"+room.ID+"/members/max", `{"role":"moderator"}`)
	d.as("max")
	if seen := get[[]place](d, "GET", "/api/v1/rooms/"+room.ID+"/meetings", ""); len(seen) != 2 {
		t.Errorf("as the room's moderator Max sees %+v", seen)
	}
	if seen := get[[]place](d, "GET", "/api/v1/groups/"+group.ID+"/rooms", ""); len(seen) != 1 {
		t.Errorf("as the room's moderator Max sees the rooms %+v", seen)
	}
	if p := get[place](d, "GET", "/api/v1/groups/"+group.ID, ""); p.Role != "below" {
		t.Errorf("to the room's moderator the group is %+v", p)
	}
	// Who is in nothing sees nothing, and nobody is given such a role.
	if seen := get[[]place](d.as("eva"), "GET", "/api/v1/groups", ""); len(seen) != 0 {
		t.Errorf("Eva sees %+v", seen)
	}
	d.refused("GET", "/api/v1/rooms/"+room.ID, "", 404, "unknown_meeting")
	d.as("ada").refused("PUT", "/api/v1/rooms/"+room.ID+"/members/eva", `{"role":"below"}`, 400, "invalid_meeting")
}

func rank(role string) int {
	for i, r := range []string{"", "stranger", "member", "moderator", "owner", "administrator"} {
		if r == role {
			return i
		}
	}
	return -1
}

// TestOneMeetingsThingsAreNotAnothers names what belongs to Choir in a request about Band.
func TestOneMeetingsThingsAreNotAnothers(t *testing.T) {
	d := newDesk(t)
	ana := d.knock("Ana")
	link := get[[]link](d, "GET", "/api/v1/meetings/"+choirID+"/links", "")[0].ID
	decided := get[decision](d, "POST", decisions, `{"decision":"deny","guests":["`+ana.ID+`"]}`).Guests[0].Decision
	d.do("POST", guests+"/"+ana.ID+"/block", "")
	const band = "/api/v1/meetings/" + bandID
	d.as("cora")
	d.refused("GET", band+"/links/"+link, "", 404, "unknown_meeting")
	d.refused("PATCH", band+"/links/"+link, `{"off":true}`, 404, "unknown_meeting")
	d.refused("DELETE", band+"/links/"+link, "", 404, "unknown_meeting")
	d.refused("PATCH", band+"/guests/"+ana.ID, `{"name":"Eva"}`, 404, "unknown_guest")
	d.refused("PUT", band+"/guests/"+ana.ID+"/message", `{"text":"Hello"}`, 404, "unknown_guest")
	d.refused("POST", band+"/guests/"+ana.ID+"/block", "", 404, "unknown_guest")
	d.refused("POST", band+"/guests/"+ana.ID+"/kick", `{}`, 404, "unknown_guest")
	d.refused("POST", band+"/guests/"+ana.ID+"/send-back", "", 404, "unknown_guest")
	d.refused("GET", band+"/guests/"+ana.ID+"/data", "", 404, "unknown_guest")
	d.refused("DELETE", band+"/guests/"+ana.ID, "", 404, "unknown_guest")
	d.refused("POST", band+"/decisions/"+itoa(decided)+"/undo", "", 404, "unknown_decision")
	blocks := get[[]block](d.as("ben"), "GET", "/api/v1/meetings/"+choirID+"/blocks", "")
	d.as("cora").refused("DELETE", band+"/blocks/"+itoa(blocks[0].ID), "", 404, "unknown_block")
	if list := get[decision](d, "POST", band+"/decisions", `{"decision":"allow","guests":["`+ana.ID+`"]}`); len(list.Guests) != 0 {
		t.Errorf("Cora decided on %+v", list.Guests)
	}
}
