package main_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPlaceSurvivesWhatAPhoneGoesThrough tells of a guest who is the first in the queue, and of all that happens to its phone meanwhile.
func TestPlaceSurvivesWhatAPhoneGoesThrough(t *testing.T) {
	t.Parallel()
	s := startServer(t, "--grace", "2s")
	m := newModerator(t, s)
	line := newLine(t, s)
	phone := newPhone(t, s)
	phone.mayAsk(line.url)
	phone.mayFail()
	ana := phone.newTab()
	ana.knocks(line.of(s.link), "Ana")
	m.seesWaiting("Ana")
	ben := newBrowser(t, s)
	ben.mayFail()
	ben.knocks(s.link, "Ben")
	m.seesWaiting("Ana", "Ben")

	ana.do(chromedp.Reload())
	ana.sees("Hello Ana", "Waiting for a moderator")

	// The phone sleeps, without a network, for longer than the grace time.
	ana.sleeps()
	line.cut()
	m.seesWaiting("Ben")
	line.mended()
	ana.wakes()
	m.seesWaiting("Ana", "Ben")

	// It loses the network, and finds another one.
	ana.hasSocket()
	ana.isOnline(false)
	line.cut()
	ana.sees("Connection lost, trying again. You keep your place.")
	ana.looksRight("without a network")
	line.mended()
	ana.isOnline(true)
	ana.sees("Connected. Waiting for a moderator")
	m.seesWaiting("Ana", "Ben")

	// The guest closes the page. While it is away, the server is restarted; then it opens the link anew, in two tabs.
	ana.close()
	m.seesWaiting("Ben")
	s.killed()
	s.startedAgain()
	m.seesWaiting("Ben")
	ana = phone.newTab()
	ana.opens(line.of(s.link))
	ana.sees("Hello Ana")
	second := phone.newTab()
	second.opens(line.of(s.link))
	second.sees("Hello Ana")
	m.seesWaiting("Ana", "Ben")
	ana.close()
	m.seesWaiting("Ana", "Ben")

	// The phone sleeps while the guest is let in.
	second.hasSocket()
	second.sleeps()
	m.allows("Ana")
	m.seesWaiting("Ben")
	second.wakes()
	second.entersMeeting("Ana")
}
