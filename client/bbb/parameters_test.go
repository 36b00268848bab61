package bbb_test

import (
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"foyer/client/bbb"
)

func TestCreateParametersAreThoseOfTheAPI(t *testing.T) {
	kinds := bbb.CreateParameters()
	got := slices.Sorted(maps.Keys(kinds))
	want := slices.Sorted(slices.Values(strings.Fields(documented)))
	if !slices.Equal(got, want) {
		t.Errorf("the parameters are %v, want %v", got, want)
	}
	for name, want := range map[string]bbb.Kind{
		"welcome": bbb.KindText, "guestPolicy": bbb.KindText, "record": bbb.KindBool, "muteOnStart": bbb.KindBool,
		"maxParticipants": bbb.KindNumber, "userCameraCap": bbb.KindNumber, "duration": bbb.KindMinutes,
		"endWhenNoModeratorDelayInMinutes": bbb.KindMinutes, "disabledFeatures": bbb.KindList, "groups": bbb.KindJSON,
		"lockSettingsDisableCam": bbb.KindBool, "breakoutRoomsRecord": bbb.KindBool, "sequence": bbb.KindNumber,
	} {
		if kinds[name] != want {
			t.Errorf("%s is %s, want %s", name, kinds[name], want)
		}
	}
}

// TestJoinParametersAreThoseThatAreSent gives each tagged field a value, and looks for its name in the address.
func TestJoinParametersAreThoseThatAreSent(t *testing.T) {
	var p bbb.JoinParams
	fill(reflect.ValueOf(&p).Elem())
	p.Role, p.CreateTime = bbb.Viewer, 1
	c, _ := newClient(t)
	address, err := c.JoinURL(p)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	sent := u.Query()
	sent.Del("checksum")
	kinds := bbb.JoinParameters()
	if got, want := slices.Sorted(maps.Keys(sent)), slices.Sorted(maps.Keys(kinds)); !slices.Equal(got, want) {
		t.Errorf("there are sent %v, and known %v", got, want)
	}
	if kinds["guest"] != bbb.KindBool || kinds["createTime"] != bbb.KindNumber || kinds["role"] != bbb.KindText {
		t.Errorf("the kinds are %v", kinds)
	}
}

func TestNextServerIsTheOneThatTheBalancerSigned(t *testing.T) {
	for name, c := range map[string]struct {
		status   int
		location string
		want     string
	}{
		"another server's join":   {302, "https://b.example.org/bigbluebutton/api/join?meetingID=x&checksum=1", "https://b.example.org/bigbluebutton/api/join?meetingID=x&checksum=1"},
		"its own client":          {302, "/html5client/?sessionToken=secret", ""},
		"another server's client": {302, "https://b.example.org/html5client/?sessionToken=secret", ""},
		"a join without checksum": {302, "https://b.example.org/bigbluebutton/api/join?meetingID=x", ""},
		"a user in the address":   {302, "https://a:b@b.example.org/bigbluebutton/api/join?checksum=1", ""},
		"a file":                  {302, "file:///bigbluebutton/api/join?checksum=1", ""},
		"nowhere":                 {302, "", ""},
		"a page":                  {200, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				http.SetCookie(w, &http.Cookie{Name: "JSESSIONID", Value: "1"})
				if c.location != "" {
					w.Header().Set("Location", c.location)
				}
				w.WriteHeader(c.status)
			}))
			defer s.Close()
			next, err := bbb.NextServer(t.Context(), s.Client(), s.URL+"/bigbluebutton/api/join?checksum=0")
			if err != nil || next != c.want {
				t.Errorf("NextServer = %q, %v; want %q", next, err, c.want)
			}
		})
	}
	t.Run("down", func(t *testing.T) {
		s := httptest.NewServer(nil)
		s.Close()
		_, err := bbb.NextServer(t.Context(), http.DefaultClient, s.URL+"/bigbluebutton/api/join?fullName=Ana&checksum=secret")
		if !errors.Is(err, bbb.ErrUnreachable) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "Ana") {
			t.Errorf("NextServer: %v, want ErrUnreachable and no address", err)
		}
	})
	t.Run("back to http", func(t *testing.T) {
		s := httptest.NewTLSServer(http.RedirectHandler("http://b.example.org/bigbluebutton/api/join?checksum=1", http.StatusFound))
		defer s.Close()
		if next, err := bbb.NextServer(t.Context(), s.Client(), s.URL+"/bigbluebutton/api/join?checksum=0"); err != nil || next != "" {
			t.Errorf("NextServer = %q, %v; want none", next, err)
		}
	})
}
