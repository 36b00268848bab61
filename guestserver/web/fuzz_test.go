package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzGuest sends anything as code, name and cookie: the answer is never a failure, and never contains markup of the guest's.
func FuzzGuest(f *testing.F) {
	f.Add("cho-abc-def-ghi", "Ana", "QW5h")
	f.Add(" CHO-ABC-DEF-GHI", "<script>", "PHNjcmlwdD4")
	f.Add("\xff/..", "\u202e", "\xff")
	f.Fuzz(func(t *testing.T, code, name, cookie string) {
		handler := newHouse(t).handler(t, Options{})
		path := "/b/" + url.PathEscape(code)
		form := url.Values{"name": {name}}.Encode()
		for _, r := range []*http.Request{
			httptest.NewRequest(http.MethodGet, path, nil),
			httptest.NewRequest(http.MethodPost, path, strings.NewReader(form)),
			httptest.NewRequest(http.MethodPost, link, strings.NewReader(form)),
		} {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Cookie", "foyer_name="+cookie+"; foyer_device="+cookie+"; foyer_language="+cookie+"; "+CookieName(meetingID)+"="+cookie)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code >= http.StatusInternalServerError {
				t.Fatalf("%s %s is answered with %d", r.Method, r.URL, w.Code)
			}
			if strings.Contains(w.Body.String(), "<script>") {
				t.Fatalf("%s %s brings the guest's markup: %s", r.Method, r.URL, w.Body)
			}
		}
	})
}
