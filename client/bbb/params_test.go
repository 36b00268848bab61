package bbb_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"foyer/client/bbb"
)

func TestAllParametersAreSent(t *testing.T) {
	c, server := newClient(t)
	create(t, c, bbb.CreateParams{
		MeetingID: "choir", Name: "Choir", AttendeePW: "ap", ModeratorPW: "mp", GuestPolicy: bbb.AlwaysAcceptAuth, Record: true,
		Welcome: "hello & welcome", ModeratorOnlyMessage: "psst", LogoutURL: "https://a.example/?x=1&y=2",
		LoginURL: "https://a.example/b/choir", MuteOnStart: new(false), MaxParticipants: 3, Duration: time.Hour,
		ExpireUnused: 61 * time.Second, Meta: map[string]string{"a-b": "c"}, Extra: url.Values{"bannerText": {"Hi"}},
	})
	got := server.Calls("create")[0].Params
	checksum := got.Get("checksum")
	got.Del("checksum")
	want := url.Values{
		"meetingID": {"choir"}, "name": {"Choir"}, "attendeePW": {"ap"}, "moderatorPW": {"mp"},
		"guestPolicy": {"ALWAYS_ACCEPT_AUTH"}, "record": {"true"}, "welcome": {"hello & welcome"},
		"moderatorOnlyMessage": {"psst"}, "logoutURL": {"https://a.example/?x=1&y=2"},
		"loginURL": {"https://a.example/b/choir"}, "muteOnStart": {"false"}, "maxParticipants": {"3"}, "duration": {"60"},
		"meetingExpireIfNoUserJoinedInMinutes": {"2"}, "meta_a-b": {"c"}, "bannerText": {"Hi"},
	}
	if !reflect.DeepEqual(got, want) || len(checksum) != 64 {
		t.Errorf("sent %v\nwant %v", got, want)
	}
}

func TestJoinURLHasAllParametersAndTheChecksumLast(t *testing.T) {
	c, server := newClient(t)
	address, err := c.JoinURL(bbb.JoinParams{
		MeetingID: "choir", FullName: "Ana Ø & Co", Role: bbb.Viewer, UserID: "u1", Guest: new(true), CreateTime: 12,
		AvatarURL: "https://a.example/a.png", LogoutURL: "https://a.example/", ErrorRedirectURL: "https://a.example/e",
		Redirect: new(true), Extra: url.Values{"userdata-x": {"1"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(address, server.URL+"/bigbluebutton/api/join?") {
		t.Errorf("join URL %s", address)
	}
	pairs := strings.Split(u.RawQuery, "&")
	if !strings.HasPrefix(pairs[len(pairs)-1], "checksum=") {
		t.Errorf("the checksum is not last: %s", u.RawQuery)
	}
	got := u.Query()
	got.Del("checksum")
	want := url.Values{
		"meetingID": {"choir"}, "fullName": {"Ana Ø & Co"}, "role": {"VIEWER"}, "userID": {"u1"}, "guest": {"true"},
		"createTime": {"12"}, "avatarURL": {"https://a.example/a.png"}, "logoutURL": {"https://a.example/"},
		"errorRedirectUrl": {"https://a.example/e"}, "redirect": {"true"}, "userdata-x": {"1"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("signed %v\nwant %v", got, want)
	}
	if len(server.Calls()) != 0 {
		t.Error("signing a join URL called the server")
	}
}

func TestWrongParametersAreNotSent(t *testing.T) {
	c, server := newClient(t)
	creates := map[string]bbb.CreateParams{
		"no ID":      {Name: "Choir"},
		"short ID":   {MeetingID: "c", Name: "Choir"},
		"comma":      {MeetingID: "a,b", Name: "Choir"},
		"long ID":    {MeetingID: strings.Repeat("x", 257), Name: "Choir"},
		"line break": {MeetingID: "a\nb", Name: "Choir"},
		"space":      {MeetingID: "choir ", Name: "Choir"},
		"no name":    {MeetingID: "choir", Name: " "},
		"meta name":  {MeetingID: "choir", Name: "Choir", Meta: map[string]string{"a_b": ""}},
		"name twice": {MeetingID: "choir", Name: "Choir", Extra: url.Values{"name": {"other"}}},
		"checksum":   {MeetingID: "choir", Name: "Choir", Extra: url.Values{"checksum": {"0"}}},
	}
	for name, p := range creates {
		if _, err := c.Create(t.Context(), p); err == nil {
			t.Errorf("create with %s: no error", name)
		} else {
			wantKind(t, err, bbb.ErrInvalid)
		}
	}
	joins := map[string]bbb.JoinParams{
		"no ID":      {FullName: "Ana", Role: bbb.Viewer},
		"no name":    {MeetingID: "choir", Role: bbb.Viewer},
		"no role":    {MeetingID: "choir", FullName: "Ana"},
		"other role": {MeetingID: "choir", FullName: "Ana", Role: "GUEST"},
		"role twice": {MeetingID: "choir", FullName: "Ana", Role: bbb.Viewer, Extra: url.Values{"role": {"MODERATOR"}}},
	}
	for name, p := range joins {
		if address, err := c.JoinURL(p); err == nil || address != "" {
			t.Errorf("join with %s: %q", name, address)
		} else {
			wantKind(t, err, bbb.ErrInvalid)
		}
	}
	if calls := server.Calls(); len(calls) != 0 {
		t.Errorf("calls were sent: %v", calls)
	}
}
