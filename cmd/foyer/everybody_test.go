package main_test

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestKeyboardIsEnough tells of a guest without a mouse, who gets from the form to the meeting, and back.
func TestKeyboardIsEnough(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	ana := newBrowser(t, s)
	ana.opens(s.link)

	ana.presses(tabKey, "A", "n", "a", tabKey, enterKey)
	ana.sees("Hello Ana")
	m.seesWaiting("Ana")
	ana.becomes("!document.querySelector('#bell').hidden")
	ana.presses(tabKey)
	ana.becomes("document.activeElement.id === 'bell' && document.activeElement.matches(':focus-visible')")
	ana.presses(" ")
	ana.becomes("document.activeElement.ariaPressed === 'true'")
	ana.picture("on the bell")
	ana.presses(tabKey, enterKey)
	ana.sees("You are no longer waiting.")
	ana.looksRight("left")
	m.seesWaiting()

	// The name is kept. Past the form and the notes at the end, the language.
	ana.presses(tabKey, tabKey, tabKey, tabKey, tabKey)
	ana.becomes("document.activeElement.lang === 'de'")
	ana.presses(enterKey)
	ana.sees("Sie sind eingeladen zu")
	ana.presses(tabKey, enterKey)
	ana.sees("Hallo Ana")
	m.seesWaiting("Ana")
	m.allows("Ana")
	ana.entersMeeting("Ana")
}

// TestPagesHoldForEveryEye looks at a guest's way with the eyes of those who need large letters, their own colours, or a quiet page.
func TestPagesHoldForEveryEye(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	newOwner(t, s).sets(map[string]any{
		"record": true, "terms": map[string]any{"version": "1", "text": "Be kind.", "url": "https://example.org/terms"},
	})
	for _, eye := range []struct {
		name     string
		screen   chromedp.Action[chromedp.Void]
		features []*emulation.MediaFeature
	}{
		{"at 200 percent", chromedp.EmulateViewport(640, 400, chromedp.EmulateScale(2)), nil},
		{"in forced colours", chromedp.EmulateViewport(1280, 800), []*emulation.MediaFeature{
			{Name: "forced-colors", Value: "active"}, {Name: "prefers-color-scheme", Value: "dark"}}},
		{"in the dark and quiet", chromedp.EmulateViewport(narrow, 640, chromedp.EmulateScale(2), chromedp.EmulateMobile), []*emulation.MediaFeature{
			{Name: "prefers-reduced-motion", Value: "reduce"}, {Name: "prefers-color-scheme", Value: "dark"}}},
	} {
		t.Run(eye.name, func(t *testing.T) {
			t.Parallel()
			ana := newBrowser(t, s)
			ana.hasScreen(eye.screen)
			ana.prefers(eye.features...)
			ana.opens(s.link)
			ana.sees("You are invited to")
			ana.looksRight("join")
			ana.types("Ana")
			ana.do(chromedp.Click("#consent"), chromedp.Click("#terms"), chromedp.Click("main form button"))
			ana.sees("Hello Ana")
			ana.looksRight("waiting")
			if still := valueOf[bool](ana, "matchMedia('(prefers-reduced-motion)').matches"); still {
				ana.becomes("document.getAnimations().length === 0")
			} else {
				ana.becomes("document.getAnimations().length > 0")
			}
			ana.do(chromedp.Click("footer p a"))
			ana.sees("Your data", "Agreed to the recording")
			ana.looksRight("mine")
		})
	}
}

// TestLanguageChosenByHandStays tells of a guest whose browser asks for English, and who reads German.
func TestLanguageChosenByHandStays(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	phone := newPhone(t, s)
	phone.mayFail()
	ana := phone.newTab()
	ana.opens(s.link)
	ana.sees("You are invited to")
	ana.do(chromedp.Tap("button[lang=de]"))
	ana.sees("Sie sind eingeladen zu")
	ana.becomes("document.documentElement.lang === 'de'")
	ana.looksRight("join")
	ana.types("Ana")
	ana.taps()
	ana.sees("Hallo Ana", "Warten auf die Moderation")
	m.seesWaiting("Ana")

	m.denies("Heute nur für Mitglieder.", "Ana")
	ana.sees("Sie wurden nicht eingelassen", "Die Moderation sagt:", "Heute nur für Mitglieder.")
	ana.looksRight("denied")
	m.undoes()
	ana.sees("Hallo Ana")
	ana.close()

	ana = phone.newTab()
	ana.opens(s.link)
	ana.sees("Hallo Ana")
	m.allows("Ana")
	ana.entersMeeting("Ana")
	ana.do(chromedp.Tap("a.leave"))
	ana.sees("Auf Wiedersehen")
	ana.looksRight("goodbye")
	ana.opens(s.url + "/b/our-abc-def-ghi")
	ana.sees("Das gewünschte Meeting gibt es nicht")
	ana.looksRight("unknown link")
	ana.opens(s.url + "/privacy")
	ana.sees("Datenschutz", "Auf diesem Server")
	ana.looksRight("privacy")
	ana.do(chromedp.Tap("button[lang=en]"))
	ana.sees("On this server")
}
