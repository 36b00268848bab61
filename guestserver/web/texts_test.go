package web

import (
	"net/http"
	"net/url"
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
		h.link.AccessCode, h.meeting.Effective.Terms.Value = "4711", meeting.Notice{URL: "https://example.org/terms"}
		return ana.knock("")
	})
	add("join with wrong code", func(h *house, ana *browser) seen {
		h.link.AccessCode = "4711"
		return ana.post(link, url.Values{"name": {"Ana"}, "code": {"0815"}})
	})
	add("join with all that can be asked", func(h *house, ana *browser) seen {
		h.record("The concert is recorded and put on our site.", "2026-03")
		h.meeting.Effective.RecordingConsent.Value.URL = "https://example.org/recording"
		h.meeting.Effective.Terms.Value = meeting.Notice{Version: "7", Text: strings.Repeat("Be kind. ", 100), URL: "https://example.org/terms"}
		h.link.AccessCode, h.meeting.SiteURL, h.meeting.StartsAt = "4711", "https://example.org", h.now.Add(time.Hour)
		return ana.get(link)
	})
	add("join after removal", func(h *house, ana *browser) seen {
		ana.knock("Ana")
		h.remove(t, "Please mute your microphone.")
		return ana.get(link)
	})
	add("ended", func(h *house, ana *browser) seen {
		ana.knock("Ana")
		h.remove(t, "")
		h.door.LastEnd = h.now.Add(time.Minute)
		return ana.get(waiting)
	})
	add("no conference", func(h *house, ana *browser) seen {
		h.link.OnlyWhileRunning, h.runErr = true, lobby.ErrConference
		return ana.get(link)
	})
	add("early", func(h *house, ana *browser) seen {
		h.running, h.link.OnlyWhileRunning, h.meeting.StartsAt = false, true, h.now.Add(26*time.Hour)
		return ana.get(link)
	})
	add("goodbye", func(h *house, ana *browser) seen {
		h.meeting.SiteURL = "https://example.org"
		return ana.get(link + "/goodbye")
	})
	add("privacy", func(_ *house, ana *browser) seen { return ana.get("/privacy") })
	add("nothing of mine", func(_ *house, ana *browser) seen { return ana.get(link + "/mine") })
	add("mine", func(h *house, ana *browser) seen {
		h.record("", "")
		h.meeting.Effective.Terms.Value = meeting.Notice{URL: "https://example.org/terms"}
		ana.post(link, url.Values{"name": {"Ana"}, "consent": {meeting.OwnWords}, "terms": {meeting.OwnWords}})
		g := h.only(t)
		g.AskedName, g.Message, g.DecidedAt, g.Reason = "Anna", "Please wait", h.now, "Full"
		return ana.get(link + "/mine")
	})
	add("mine no more", func(_ *house, ana *browser) seen {
		ana.knock("Ana")
		return ana.post(link+"/erase", nil)
	})
	add("join with long name", func(_ *house, ana *browser) seen { return ana.knock(strings.Repeat("a", 200)) })
	add("join open meeting", func(h *house, ana *browser) seen {
		h.policy(meeting.AlwaysAccept)
		return ana.get(link)
	})
	add("closed", func(h *house, ana *browser) seen {
		h.policy(meeting.AlwaysDeny)
		return ana.get(link)
	})
	add("allowed", func(h *house, ana *browser) seen {
		h.policy(meeting.AlwaysAccept)
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
	guest("wait in a queue", func(h *house, g *lobby.Guest) {
		h.door = lobby.Door{ShowQueue: true, Message: "We begin in five minutes.\nGet yourselves a cup of tea."}
		h.meeting.StartsAt = h.now.Add(5 * time.Minute)
	})
	guest("let in too early", func(h *house, g *lobby.Guest) { g.State, h.enterErr = lobby.Allowed, meeting.ErrNotRunning })
	guest("no answer", func(h *house, g *lobby.Guest) { g.State, h.enterErr = lobby.Allowed, lobby.ErrConference })
	guest("not set up", func(h *house, g *lobby.Guest) { g.State, h.enterErr = lobby.Allowed, lobby.ErrSetup })
	guest("denied", func(h *house, _ *lobby.Guest) { h.deny(t, "Staff only") })
	guest("denied and blocked", func(h *house, g *lobby.Guest) {
		h.deny(t, "")
		h.blocks = []lobby.Block{{GuestID: g.ID}}
	})
	guest("denied a while ago", func(h *house, _ *lobby.Guest) {
		h.deny(t, "")
		h.now = h.now.Add(time.Hour)
	})
	guest("denied by policy", func(_ *house, g *lobby.Guest) { g.State = lobby.Denied })
	for name, err := range map[string]error{
		"off": meeting.ErrSwitchedOff, "expired": meeting.ErrExpired, "replaced": meeting.ErrReplaced,
	} {
		add(name, func(h *house, ana *browser) seen {
			h.linkErr = err
			return ana.get(link)
		})
	}
	for name, err := range map[string]error{
		"blocked": lobby.ErrBlocked, "full": lobby.ErrFull, "throttled": lobby.ErrThrottled,
	} {
		add(name, func(h *house, ana *browser) seen {
			h.knockErr = err
			return ana.knock("Ana")
		})
	}
	add("full without script", func(h *house, ana *browser) seen {
		h.knockErr = lobby.ErrFull
		return ana.get(link + "?full")
	})
	add("join when a seat is free", func(_ *house, ana *browser) seen { return ana.get(link + "?full") })
	add("too many tries", func(h *house, ana *browser) seen {
		h.link.AccessCode, h.unlockErr = "4711", &meeting.TooManyTriesError{RetryAfter: 90 * time.Second}
		return ana.post(link, url.Values{"name": {"Ana"}, "code": {"0815"}})
	})
	add("too many links", func(h *house, ana *browser) seen {
		h.guessed = &meeting.TooManyTriesError{RetryAfter: 4 * time.Minute}
		return ana.get("/b/nobody")
	})
	add("no date", func(_ *house, ana *browser) seen { return ana.get(link + "/meeting.ics") })
	add("unknown link", func(_ *house, ana *browser) seen { return ana.get("/b/nobody") })
	add("nowhere", func(_ *house, ana *browser) seen { return ana.get("/nowhere") })
	add("bad form", func(h *house, ana *browser) seen {
		h.knockErr = lobby.ErrTokenTaken
		return ana.knock("Ana")
	})
	add("long form", func(_ *house, ana *browser) seen { return ana.knock(strings.Repeat("a", maxForm)) })
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
			if strings.Count(page.body, "<h1") != 1 {
				t.Errorf("%s has not one heading", name)
			}
		}
	}
}

func allProblems() []problem {
	return []problem{
		unknown, noPage, noDate, otherSite, badForm, longForm, broken, closed, blocked, switchedOff, expired, replaced, throttled,
		tooManyTries, guessed, noConference,
	}
}

var usedKey = regexp.MustCompile(`"(guest\.[a-z._]*[a-z])"`)

func TestEveryTextIsUsedAndEveryUsedTextIsThere(t *testing.T) {
	english, err := assets.Keys(language.English)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, pattern := range []string{"*.go", "page/*.go", "invite/*.go", "page/templates/*.html"} {
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
	for _, what := range allProblems() {
		used["guest.problem."+string(what)+".title"] = true
		used["guest.problem."+string(what)+".text"] = true
	}
	for key := range used {
		if english[key] == nil {
			t.Errorf("%q is used, but there is no such text", key)
		}
	}
	for key := range english {
		// The problems of signing in are those of package signin, those of the desk of package deskpage.
		foreign := strings.HasPrefix(key, "guest.problem.signin_") || strings.HasPrefix(key, "guest.problem.desk_")
		if strings.HasPrefix(key, "guest.") && !foreign && !used[key] {
			t.Errorf("%q is not used", key)
		}
	}
}
