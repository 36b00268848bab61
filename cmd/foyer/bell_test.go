package main_test

import (
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestGuestWhoLooksElsewhereIsCalled tells of a guest who wants to hear a sound, and does something else meanwhile.
func TestGuestWhoLooksElsewhereIsCalled(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	ana := newBrowser(t, s)
	ana.listens()
	ana.knocks(s.link, "Ana")
	ana.do(chromedp.Click("#bell"))
	ana.becomes("localStorage.tones === '659 523 '") // This is how it will sound.
	ana.looksRight("with the bell on")

	ana.hides()
	m.seesWaiting("Ana")
	m.allows("Ana")
	ana.entersMeeting("Ana")
	ana.becomes("localStorage.tones === '659 523 659 523 '")
	ana.becomes("localStorage.titles === '✔ You have been let in '")
}

// TestThoseWhoWaitAreKeptInformed tells of what guests learn while they wait: since when they do, their place, and what the moderator says.
func TestThoseWhoWaitAreKeptInformed(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	newOwner(t, s).sets(map[string]any{"show_queue": false})
	ana, ben, plain := newPhone(t, s), newBrowser(t, s), newPhone(t, s)
	ben.speaks("de-DE,de")
	plain.runsNoScripts()
	ana.livesIn("Asia/Tokyo")
	ana.knocks(s.link, "Ana")
	m.seesWaiting("Ana")
	ben.opens(s.link)
	ben.types("Ben")
	ben.taps()
	m.seesWaiting("Ana", "Ben")
	plain.knocks(s.link, "Chloé")
	m.seesWaiting("Ana", "Ben", "Chloé")
	plain.sees("for a moment")
	if since := valueOf[string](ana, "document.querySelector('#since').textContent"); !regexp.MustCompile(`^since \d+:\d\d [AP]M$`).MatchString(since) {
		t.Errorf("the guest waits %q, want the time since when", since)
	}
	for _, guest := range []*browser{ana, ben, plain} {
		guest.becomes("document.querySelector('#place').hidden")
	}

	m.showsQueue(true)
	ana.sees("You are next.")
	ben.sees("Sie sind Nummer 2 von 3.")
	plain.sees("You are number 3 of 3.")

	m.says("", "We begin at nine.")
	for _, guest := range []*browser{ana, ben, plain} {
		guest.sees("We begin at nine.")
	}
	m.says("Ben", "Please use your <full> name.")
	ben.sees("Die Moderation sagt:", "Please use your <full> name.")
	ana.looksRight("with a message to all")
	ben.looksRight("with a message to one, in German")
	plain.picture("with a message, without scripts")

	ana.taps()
	ana.sees("You are no longer waiting.")
	ben.sees("Sie sind als Nächstes an der Reihe.")
	plain.sees("You are number 2 of 2.")
	m.showsQueue(false)
	m.says("", "")
	plain.becomes("!document.body.innerText.includes('You are number') && !document.body.innerText.includes('We begin')")
	ben.becomes("document.querySelector('#place').hidden")
	m.seesWaiting("Ben", "Chloé")
}
