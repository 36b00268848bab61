package web

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"foyer/assets"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// pageOf is a page and the browser that shows it.
type pageOf struct {
	seen
	browser *browser
}

// everyPage returns each page that there is, by a name, in a language.
func everyPage(t *testing.T, language string) map[string]pageOf {
	t.Helper()
	all := map[string]pageOf{}
	add := func(name string, change func(h *house, ana *browser) seen) {
		h := newHouse(t)
		ana := h.browser(t)
		ana.language = language
		all[name] = pageOf{change(h, ana), ana}
	}
	guest := func(name string, change func(h *house, g *lobby.Guest)) {
		add(name, func(h *house, ana *browser) seen {
			ana.knock("Ana")
			change(h, h.only(t))
			return ana.get(waiting)
		})
	}
	add("start", func(_ *house, ana *browser) seen { return ana.get("/") })
	add("join", func(_ *house, ana *browser) seen { return ana.get(link) })
	add("join after leaving", func(_ *house, ana *browser) seen { return ana.get(link + "?left") })
	add("join with mistakes", func(h *house, ana *browser) seen {
		h.meeting.Recorded = true
		return ana.knock("")
	})
	add("join with long name", func(_ *house, ana *browser) seen { return ana.knock(strings.Repeat("a", 200)) })
	add("join open meeting", func(h *house, ana *browser) seen {
		h.meeting.GuestPolicy = meeting.AlwaysAccept
		return ana.get(link)
	})
	add("closed", func(h *house, ana *browser) seen {
		h.meeting.GuestPolicy = meeting.AlwaysDeny
		return ana.get(link)
	})
	add("allowed", func(h *house, ana *browser) seen {
		h.meeting.GuestPolicy = meeting.AlwaysAccept
		return ana.knock("Ana")
	})
	add("return", func(h *house, ana *browser) seen {
		ana.knock("Ana")
		h.only(t).State = lobby.Entering
		return ana.get(link)
	})
	guest("wait", func(*house, *lobby.Guest) {})
	guest("wait a minute", func(h *house, _ *lobby.Guest) { h.now = h.now.Add(time.Minute) })
	guest("wait an hour", func(h *house, _ *lobby.Guest) { h.now = h.now.Add(time.Hour) })
	guest("no answer", func(h *house, g *lobby.Guest) { g.State, h.enterErr = lobby.Allowed, lobby.ErrConference })
	guest("not set up", func(h *house, g *lobby.Guest) { g.State, h.enterErr = lobby.Allowed, lobby.ErrSetup })
	guest("denied", func(h *house, _ *lobby.Guest) { h.deny(t, "Staff only") })
	guest("denied by policy", func(_ *house, g *lobby.Guest) { g.State = lobby.Denied })
	add("unknown link", func(_ *house, ana *browser) seen { return ana.get("/b/nobody") })
	add("nowhere", func(_ *house, ana *browser) seen { return ana.get("/nowhere") })
	add("bad form", func(_ *house, ana *browser) seen { return ana.knock(strings.Repeat("a", maxForm)) })
	add("another site", func(_ *house, ana *browser) seen {
		ana.client.Transport = fromElsewhere{}
		defer func() { ana.client.Transport = nil }()
		return ana.knock("Ana")
	})
	add("failure", func(h *house, ana *browser) seen {
		h.err = os.ErrDeadlineExceeded
		defer func() { h.err = nil }()
		return ana.get(link)
	})
	return all
}

// fromElsewhere sends forms as a page of another site does.
type fromElsewhere struct{}

func (fromElsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Origin", "https://evil.test")
	return http.DefaultTransport.RoundTrip(r)
}

// noText is what stands in a page when a text, or what it is filled with, is missing.
var noText = regexp.MustCompile(`guest\.[a-z]+|app\.name|<no value>|%!|\{\{`)

func TestEveryPageHasItsTexts(t *testing.T) {
	for _, language := range []string{"en", "de"} {
		for name, page := range everyPage(t, language) {
			if found := noText.FindString(page.body); found != "" {
				t.Errorf("%s in %s shows %q", name, language, found)
			}
			if !strings.Contains(page.body, `<html lang="`+language+`">`) {
				t.Errorf("%s is not in %s", name, language)
			}
			if strings.Count(page.body, "<h1>") != 1 {
				t.Errorf("%s has not one heading", name)
			}
		}
	}
}

var usedKey = regexp.MustCompile(`"(guest\.[a-z.]*[a-z])"`)

func TestEveryTextIsUsedAndEveryUsedTextIsThere(t *testing.T) {
	english, err := assets.Keys(language.English)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range usedKey.FindAllStringSubmatch(string(data), -1) {
				used[m[1]] = true
			}
		}
	}
	for _, kind := range []string{"closed", "link", "page", "origin", "form", "internal"} {
		used["guest.problem."+kind+".title"] = true
		used["guest.problem."+kind+".text"] = true
	}
	for key := range used {
		if english[key] == nil {
			t.Errorf("%q is used, but there is no such text", key)
		}
	}
	for key := range english {
		if strings.HasPrefix(key, "guest.") && !used[key] {
			t.Errorf("%q is not used", key)
		}
	}
}
