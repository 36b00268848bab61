package main_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestPhoneGuestComesInWithTwoTapsAndAName(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	ana := newPhone(t, s)

	ana.opens(s.link)
	ana.sees("You are invited to", "Our meeting", "A moderator will answer your request.")
	ana.picture("join")
	ana.types("Ana")
	ana.taps()
	ana.sees("Hello Ana", "Waiting for a moderator")
	ana.picture("waiting")

	m.seesWaiting("Ana")
	m.allows("Ana")
	ana.entersMeeting("Ana")
	ana.picture("inside")
	m.seesWaiting()

	// The way back is no trap: it asks before it takes the guest in again.
	ana.do(chromedp.NavigateBack())
	ana.sees("Welcome back, Ana", "Go to the meeting")
	ana.do(chromedp.Tap("main a.button"))
	ana.entersMeeting("Ana")
}

func TestDeniedGuestIsToldWhy(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	ana := newPhone(t, s)
	ana.knocks(s.link, "Ana")

	m.seesWaiting("Ana")
	m.denies("The choir rehearses <b>alone</b> today.", "Ana")
	ana.sees("You were not let in", "The moderator says:", "The choir rehearses <b>alone</b> today.", "You can ask again in a minute.")
	ana.picture("denied")
	m.seesWaiting()
}

func TestGuestWithoutJavaScriptGoesOnByThePagesOwnRefresh(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	ana := newPhone(t, s)
	ana.runsNoScripts()
	ana.knocks(s.link, "Ana")
	ana.picture("waiting")

	m.seesWaiting("Ana")
	m.allows("Ana")
	ana.entersMeeting("Ana")
}

func TestTwoTabsOfOneGuestAreOneGuest(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	first := newBrowser(t, s)
	second := first.newTab()
	first.opens(s.link)
	second.opens(s.link)

	first.types("Ana")
	first.taps()
	first.sees("Hello Ana")
	second.types("Ana")
	second.taps()
	second.sees("Hello Ana")

	m.seesWaiting("Ana")
	m.allows("Ana")
	first.entersMeeting("Ana")
	second.entersMeeting("Ana")
	second.picture("inside")
}

func TestGuestWhoLeavesInOneTabHasLeftInTheOther(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	first := newBrowser(t, s)
	first.knocks(s.link, "Ana")
	second := first.newTab()
	second.opens(s.link)
	second.hasSocket()
	m.seesWaiting("Ana")
	// The page has to know without asking the server once more.
	valueOf[bool](second, "Boolean(window.fetch = () => new Promise(() => {}))")

	first.taps()
	first.sees("You are no longer waiting.")
	second.sees("You are invited to")
	m.seesWaiting()
}

func TestBrowserInGermanGetsGerman(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	ana := newPhone(t, s)
	ana.speaks("de-DE,de,en")
	ana.opens(s.link)
	ana.sees("Sie sind eingeladen zu", "Ihr Name", "Teilnehmen")
	if lang := valueOf[string](ana, "document.documentElement.lang"); !strings.HasPrefix(lang, "de") {
		t.Errorf("the page says that it is in %q, want German", lang)
	}
	ana.picture("join")
	ana.types("Änne Groß")
	ana.taps()
	ana.sees("Hallo Änne Groß", "Warten auf die Moderation", "Uhr")
	ana.picture("waiting")

	m.seesWaiting("Änne Groß")
	m.denies("", "Änne Groß")
	ana.sees("Sie wurden nicht eingelassen")
}

func TestUnknownLinkSaysWhatToDo(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	ana := newPhone(t, s)
	ana.mayFail() // The page comes with status 404.
	ana.opens(s.url + "/b/our-abc-def-ghi")
	ana.sees("The requested meeting does not exist", "Please check that the link is typed correctly.")
	ana.picture("unknown link")
}
