package conference_test

import (
	"net/http"
	"strings"
	"testing"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/client/bbb/pool"
	"foyer/guestserver/conference"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store/storetest"
)

// TestMeetingsAreSpreadOverServers has guests come to three meetings: one asks for a server by a tag, the others go where there is room.
// After a restart, which knows nothing, everyone still finds the meeting that runs.
func TestMeetingsAreSpreadOverServers(t *testing.T) {
	sims := map[string]*bbbtest.Server{}
	open := func() *pool.Pool {
		t.Helper()
		var servers []pool.Server
		for _, name := range []string{"one", "two", "music"} {
			if sims[name] == nil {
				sims[name] = bbbtest.NewServer(t, bbbtest.Options{})
			}
			client, err := bbb.New(bbb.Config{URL: sims[name].URL, Secret: sims[name].Secret})
			if err != nil {
				t.Fatal(err)
			}
			servers = append(servers, pool.Server{Name: name, Client: client, Tag: strings.TrimPrefix(strings.TrimPrefix(name, "one"), "two")})
		}
		p, err := pool.New(servers...)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	meetings := meeting.New(storetest.Open(t, "ben", "cora"))
	c := &conference.Conference{BBB: open(), Meetings: meetings, PublicURL: "https://foyer.example.org"}
	held := map[string]string{}
	enter := func(m meeting.Meeting) (server string) {
		t.Helper()
		g := lobby.Guest{ID: "ana", Name: "Ana", MeetingID: m.ID}
		address, err := c.JoinURL(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		for name, sim := range sims {
			if strings.HasPrefix(address, sim.URL) {
				server = name
			}
		}
		if _, page := visit(t, http.DefaultClient, address); !strings.Contains(page, "Ana") {
			t.Errorf("on %s there is no Ana:\n%s", server, page)
		}
		return server
	}
	all := []meeting.Meeting{create(t, meetings, "ben", "Choir"), create(t, meetings, "ben", "Band"), create(t, meetings, "ben", "Ball")}
	all[2].Settings.Create = map[string]string{"meta_server-tag": "music!"}
	var err error
	if all[2], err = meetings.UpdateMeeting(t.Context(), all[2]); err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		held[m.Name] = enter(m)
	}
	if held["Ball"] != "music" || held["Choir"] == held["Band"] || held["Choir"] == "music" || held["Band"] == "music" {
		t.Errorf("the meetings are on %v, want the ball on music and the others on one each", held)
	}
	c = &conference.Conference{BBB: open(), Meetings: meetings, PublicURL: "https://foyer.example.org"}
	for _, m := range all {
		if server := enter(m); server != held[m.Name] {
			t.Errorf("after a restart %s is on %s, want on %s", m.Name, server, held[m.Name])
		}
	}
}
