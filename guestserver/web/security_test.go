package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"foyer/guestserver/lobby"
)

func TestFormOfAnotherSiteIsRefused(t *testing.T) {
	for _, c := range []struct {
		name, header, value string
		want                int
	}{
		{"our page", "Sec-Fetch-Site", "same-origin", http.StatusSeeOther},
		{"our page over plain HTTP", "Origin", "http://foyer.test", http.StatusSeeOther},
		{"another site", "Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		{"another site over plain HTTP", "Origin", "http://evil.test", http.StatusForbidden},
		{"a page without origin", "Origin", "null", http.StatusForbidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			r := httptest.NewRequest(http.MethodPost, "http://foyer.test"+link, strings.NewReader("name=Ana"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(c.header, c.value)
			w := httptest.NewRecorder()
			h.handler(t, Options{}).ServeHTTP(w, r)
			if w.Code != c.want {
				t.Errorf("the answer is %d, want %d", w.Code, c.want)
			}
			if let := len(h.guests) == 1; let != (c.want == http.StatusSeeOther) {
				t.Errorf("%d guests wait", len(h.guests))
			}
		})
	}
}

func TestCookiesAreSafe(t *testing.T) {
	for _, secure := range []bool{false, true} {
		h := newHouse(t)
		h.record("We put it on our site.", "2026-03")
		r := httptest.NewRequest(http.MethodPost, link, strings.NewReader("name=Ana+Čapek&consent=2026-03"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.handler(t, Options{Secure: secure}).ServeHTTP(w, r)
		cookies := w.Result().Cookies()
		names := map[string]bool{}
		for _, c := range cookies {
			names[c.Name] = true
			if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge <= 0 || c.Secure != secure {
				t.Errorf("cookie is %v", c)
			}
		}
		want := []string{CookieName(meetingID), "foyer_name", "foyer_consent_" + meetingID[:8], "foyer_device"}
		if slices.Sort(want); !slices.Equal(slices.Sorted(maps.Keys(names)), want) {
			t.Errorf("cookies are %v", cookies)
		}
	}
}

// TestNothingThatIsTypedMakesAHeader sends line breaks wherever something can be typed.
func TestNothingThatIsTypedMakesAHeader(t *testing.T) {
	const evil = "x\r\nSet-Cookie: evil=1\r\n\r\n<script>"
	escaped := url.QueryEscape(evil)
	for _, c := range []struct{ method, path, body string }{
		{http.MethodPost, link, "name=" + escaped + "&code=" + escaped + "&consent=" + escaped + "&token=" + escaped},
		{http.MethodPost, "/language", "language=" + escaped + "&back=" + escaped},
		{http.MethodPost, "/language", "language=de&back=" + url.QueryEscape(link+evil)},
		{http.MethodGet, "/b/" + url.PathEscape(evil), ""},
		{http.MethodGet, "/b/" + url.PathEscape(evil) + "/more/of/it", ""},
		{http.MethodGet, link + "?" + escaped, ""},
	} {
		h := newHouse(t)
		h.meeting.Name, h.meeting.GroupName = evil, evil
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.handler(t, Options{}).ServeHTTP(w, r)
		for name, values := range w.Header() {
			for _, v := range values {
				if strings.ContainsAny(v, "\r\n") || strings.Contains(v, "evil=1") && name == "Set-Cookie" {
					t.Errorf("%s %s is answered with %s: %q", c.method, c.path, name, v)
				}
			}
		}
		if strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%s %s shows what was typed as markup", c.method, c.path)
		}
	}
}

func TestTokenOfNoTokensFormNeverReachesTheLobby(t *testing.T) {
	for _, value := range []string{"", "short", strings.Repeat("a", 63) + "-", strings.Repeat("a", 65)} {
		h := newHouse(t)
		h.guests[value] = &lobby.Guest{MeetingID: meetingID, State: lobby.Allowed}
		r := httptest.NewRequest(http.MethodGet, waiting, nil)
		r.AddCookie(&http.Cookie{Name: CookieName(meetingID), Value: value})
		w := httptest.NewRecorder()
		h.handler(t, Options{}).ServeHTTP(w, r)
		if got := w.Header().Get("Location"); got != link {
			t.Errorf("token %q leads to %q", value, got)
		}
	}
}

func TestEveryAnswerHasTheSecurityHeaders(t *testing.T) {
	ana := newHouse(t).browser(t)
	for _, path := range []string{"/", link, "/b/nobody", "/nowhere", link + "/state", link + "/qr.png"} {
		header := ana.get(path).header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff",
			"Referrer-Policy":        "same-origin",
			"Cache-Control":          "no-store",
			"X-Robots-Tag":           "noindex, nofollow",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		csp := header.Get("Content-Security-Policy")
		for _, part := range []string{
			"default-src 'none'", "script-src 'self';", "style-src 'self';", "base-uri 'none'", "frame-ancestors 'none'",
		} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy %q lacks %q", path, csp, part)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "form-action") {
			t.Errorf("%s: the policy is %q", path, csp)
		}
	}
}

var (
	inline   = regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|javascript:|<script(?:\s+[a-z-]+(?:="[^"]*")?)*>[^<]`)
	resource = regexp.MustCompile(`(?:src|href)="(/assets/[^"]+)"`)
	outside  = regexp.MustCompile(`(?:src|action|<link[^>]*href)="(?:https?:)?//`)
)

func TestPagesAreSmallAndSelfContained(t *testing.T) {
	for name, page := range everyPage(t, "de") {
		t.Run(name, func(t *testing.T) {
			if found := inline.FindString(page.body); found != "" {
				t.Errorf("the page has %q in it", found)
			}
			if found := outside.FindString(page.body); found != "" {
				t.Errorf("the page refers to elsewhere: %q", found)
			}
			size := len(page.body)
			loaded := map[string]bool{}
			for _, m := range resource.FindAllStringSubmatch(page.body, -1) {
				if loaded[m[1]] {
					continue
				}
				loaded[m[1]] = true
				file := page.browser.get(m[1]).at(http.StatusOK, m[1])
				if got := file.header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
					t.Errorf("%s is kept %q", m[1], got)
				}
				if got := file.header.Get("Content-Type"); got == "application/octet-stream" {
					t.Errorf("%s has no type", m[1])
				}
				size += len(file.body)
			}
			if len(loaded) < 2 || size > 30<<10 {
				t.Errorf("the page has %d bytes with all of %v, want at most 30 KiB", size, loaded)
			}
		})
	}
}

// TestBrowserIsNewOnce has a browser knock twice. Of a new one the lobby need not look for what it did before; of any other it must.
func TestBrowserIsNewOnce(t *testing.T) {
	h := newHouse(t)
	ana := h.browser(t)
	ana.knock("Ana")
	h.only(t).State = lobby.Left
	ana.knock("Ana")
	first, second := h.knocks[0], h.knocks[1]
	if !first.NewDevice || second.NewDevice || first.Device != second.Device {
		t.Errorf("the first knock is of %q, new: %t; the second of %q, new: %t", first.Device, first.NewDevice, second.Device, second.NewDevice)
	}
}

// TestPageOfOneGuestIsNotKept looks into the pages that are kept for the next visitor: whom they name could never be erased.
func TestPageOfOneGuestIsNotKept(t *testing.T) {
	h := newHouse(t)
	site := h.handler(t, Options{}).(*Site)
	h.link.AccessCode = "4711"
	form := strings.NewReader(url.Values{"name": {"Ana López"}, "code": {"0815"}}.Encode())
	mistaken := httptest.NewRequest(http.MethodPost, link, form)
	mistaken.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	site.ServeHTTP(w, mistaken)
	if !strings.Contains(w.Body.String(), "Ana López") {
		t.Fatalf("the form with a mistake does not show the name:\n%s", w.Body)
	}
	stranger := httptest.NewRecorder()
	site.ServeHTTP(stranger, httptest.NewRequest(http.MethodGet, link, nil))
	if kept := fmt.Sprintf("%v", site.pages); strings.Contains(kept+stranger.Body.String(), "Ana") {
		t.Error("the name is kept with the pages")
	}
	if kept := fmt.Sprintf("%v", site.pages); !strings.Contains(kept, h.meeting.ID) {
		t.Error("the page of the stranger, which all see alike, is not kept")
	}
}

func TestFileOfAnotherVersionIsNotKept(t *testing.T) {
	page := newHouse(t).browser(t).get("/assets/0123456789.foyer.css")
	page.at(http.StatusOK, "/assets/0123456789.foyer.css").with(":root")
	if got := page.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("it is kept %q", got)
	}
}
