package cookie

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"foyer/guestserver/lobby/names"
)

const meetingID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"

// comesBack returns the next request of a browser that got these cookies.
func comesBack(w *httptest.ResponseRecorder) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, c := range w.Result().Cookies() {
		r.AddCookie(c)
	}
	return r
}

func TestDeviceIsKnownAgain(t *testing.T) {
	jar := Jar{Key: []byte("key")}
	w := httptest.NewRecorder()
	device := jar.Device(w, httptest.NewRequest(http.MethodGet, "/", nil), meetingID)
	back := comesBack(w)
	if again := jar.Device(httptest.NewRecorder(), back, meetingID); again != device || device == "" {
		t.Errorf("the device is %q, then %q", device, again)
	}
	if other := jar.Device(httptest.NewRecorder(), back, "another meeting"); other == device {
		t.Error("two meetings know the device by the same id")
	}
	if stranger := jar.Device(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), meetingID); stranger == device {
		t.Error("two browsers are one device")
	}
}

func TestForgedDeviceIsANewOne(t *testing.T) {
	jar := Jar{Key: []byte("key")}
	w := httptest.NewRecorder()
	Jar{Key: []byte("another key")}.Device(w, httptest.NewRequest(http.MethodGet, "/", nil), meetingID)
	forged := comesBack(w)
	mine := httptest.NewRecorder()
	jar.Device(mine, forged, meetingID)
	if id := jar.device(forged); id != "" {
		t.Errorf("the forged device %q is taken", id)
	}
	if id := jar.device(comesBack(mine)); id == "" {
		t.Error("the browser was given no device of its own")
	}
	for _, value := range []string{"", ".", "x", "x.", strings.Repeat("a", 4000)} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.AddCookie(&http.Cookie{Name: deviceCookie, Value: value})
		if id := jar.device(r); id != "" {
			t.Errorf("the cookie %.20q gives the device %q", value, id)
		}
	}
}

func TestConsentIsToTheseWordsAtThisMeeting(t *testing.T) {
	jar := Jar{Key: []byte("key")}
	w := httptest.NewRecorder()
	jar.SetConsent(w, meetingID, "You are recorded.")
	back := comesBack(w)
	for _, c := range []struct {
		meeting, words string
		want           bool
	}{
		{meetingID, "You are recorded.", true},
		{meetingID, "You are recorded and broadcast.", false},
		{"another meeting", "You are recorded.", false},
	} {
		if got := jar.Consented(back, c.meeting, c.words); got != c.want {
			t.Errorf("the consent to %q at %.8s is %v", c.words, c.meeting, got)
		}
	}
}

func TestForgettingLeavesNothingOfTheGuest(t *testing.T) {
	jar := Jar{Key: []byte("key")}
	w := httptest.NewRecorder()
	jar.Device(w, httptest.NewRequest(http.MethodGet, "/", nil), meetingID)
	jar.SetToken(w, meetingID, strings.Repeat("a", 64))
	jar.SetGuestName(w, "Ana")
	jar.SetConsent(w, meetingID, "words")
	kept := w.Result().Cookies()
	w = httptest.NewRecorder()
	jar.Forget(w, meetingID)
	jar.ForgetDevice(w)
	dropped := map[string]bool{}
	for _, c := range w.Result().Cookies() {
		dropped[c.Name] = c.MaxAge < 0
	}
	for _, c := range kept {
		if !dropped[c.Name] {
			t.Errorf("the browser keeps %s", c.Name)
		}
	}
}

// FuzzCookies reads anything: a name that comes out is one that a guest could have, and a device is never one.
func FuzzCookies(f *testing.F) {
	f.Add("QW5h")
	f.Add("=")
	f.Add("4oCu")
	f.Add("ABC.DEF")
	f.Fuzz(func(t *testing.T, value string) {
		jar := Jar{Key: []byte("key")}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Cookie", nameCookie+"="+value+"; "+deviceCookie+"="+value+"; "+TokenName(meetingID)+"="+value)
		if name := jar.GuestName(r); name != "" {
			if clean, err := names.Clean(name); err != nil || clean != name {
				t.Errorf("the cookie %q gives the name %q, which is %q, %v", value, name, clean, err)
			}
		}
		if id := jar.device(r); id != "" {
			t.Errorf("the cookie %q gives the device %q", value, id)
		}
		if token := jar.Token(r, meetingID); token != "" && !IsToken(token) {
			t.Errorf("the cookie %q gives the token %q", value, token)
		}
	})
}
