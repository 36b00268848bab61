package main_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestEveryClosedDoorSaysWhatToDo tells of a guest who tries again and again, and of the owner of the link, who keeps the guest out each time
// in another way.
func TestEveryClosedDoorSaysWhatToDo(t *testing.T) {
	t.Parallel()
	s := startServer(t, "--limit-codes", "2/1m")
	o := newOwner(t, s)
	ana := newPhone(t, s)
	ana.mayFail() // Most of the pages come with a status of their own.
	ana.speaks("de-DE,de")

	o.changesLink(map[string]any{"off": true})
	ana.opens(s.link)
	ana.sees("Dieser Link ist abgeschaltet", "Fragen Sie bei der Person nach, die Sie eingeladen hat.", "Our meeting")
	ana.looksRight("switched off")

	o.changesLink(map[string]any{"off": false, "expires_at": "2026-01-01T00:00:00Z"})
	ana.opens(s.link)
	ana.sees("Dieser Link ist abgelaufen")
	ana.looksRight("expired")

	o.changesLink(map[string]any{"expires_at": nil})
	o.sets(map[string]any{"guest_policy": "ALWAYS_DENY"})
	ana.opens(s.link)
	ana.sees("Dieses Meeting lässt keine Gäste ein")
	ana.looksRight("closed")

	o.sets(map[string]any{"guest_policy": "ASK_MODERATOR"})
	o.changesLink(map[string]any{"access_code": "tulip7"})
	ana.opens(s.link)
	ana.types("Ana")
	ana.do(chromedp.SendKeys("#code", "rose7"))
	ana.taps()
	ana.sees("Dieser Zugangscode ist falsch.")
	ana.looksRight("wrong code")
	ana.becomes("document.activeElement.id === 'code' && document.querySelector('#name').value === 'Ana'")
	ana.do(chromedp.SendKeys("#code", "lily7"))
	ana.taps()
	ana.becomes("document.querySelector('#code')?.value === ''")
	ana.do(chromedp.SendKeys("#code", "tulip7"))
	ana.taps()
	ana.sees("Zu viele Versuche", "Noch einmal versuchen")
	ana.looksRight("too many tries")

	anew := o.makesLink(map[string]any{"kind": "guest"})
	ana.opens(s.link)
	ana.sees("Dieser Link gilt nicht mehr")
	ana.looksRight("replaced")
	ana.opens(anew)
	ana.sees("Sie sind eingeladen zu")
}

// TestGuestWhoFindsTheMeetingFullGetsTheNextPlace tells of two guests and one chair, and of the goodbye.
func TestGuestWhoFindsTheMeetingFullGetsTheNextPlace(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	newOwner(t, s).changesLink(map[string]any{"limit": 1})
	ana, ben := newPhone(t, s), newBrowser(t, s)
	ana.knocks(s.link, "Ana")
	m.seesWaiting("Ana")
	m.allows("Ana")
	ana.entersMeeting("Ana")

	ben.mayFail()
	ben.opens(s.link)
	ben.types("Ben")
	ben.taps()
	ben.sees("This meeting is full", "Waiting for a free place")
	ben.looksRight("full")

	ana.do(chromedp.Click("a.leave"))
	ana.sees("Goodbye", "You have left the meeting.", "Join again")
	ana.looksRight("goodbye")
	ben.sees("Hello Ben") // The page has knocked by itself.
	m.seesWaiting("Ben")
	m.allows("Ben")
	ben.entersMeeting("Ben")
}

// TestGuestFollowsTheModeratorsMind tells of a guest who is turned away, called back, sent back, thrown out and shut out with everybody else.
func TestGuestFollowsTheModeratorsMind(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	ana := newPhone(t, s)
	ana.knocks(s.link, "Ana")
	m.seesWaiting("Ana")
	m.denies("", "Ana")
	ana.sees("You were not let in", "A moderator has declined your request.", "You can ask again in a minute.")
	ana.looksRight("denied")
	m.undoes()
	ana.sees("Hello Ana", "Waiting for a moderator")
	m.seesWaiting("Ana")

	// BigBlueButton leads those whom it has thrown out to the goodbye.
	goodbye := s.link + "/goodbye"
	m.allows("Ana")
	ana.entersMeeting("Ana")
	m.sendsBack("Ana")
	ana.sees("You are not in the meeting")
	ana.opens(goodbye)
	ana.sees("Hello Ana", "Waiting for a moderator")
	m.seesWaiting("Ana")
	m.allows("Ana")
	ana.entersMeeting("Ana")
	m.kicks("Ana")
	ana.sees("You are not in the meeting")
	ana.opens(goodbye)
	ana.sees("A moderator has ended your stay in the meeting.", "You are invited to")
	ana.looksRight("kicked")
	ana.types("Ana")
	ana.taps()
	ana.sees("Hello Ana")
	m.seesWaiting("Ana")

	m.blocks("Ana")
	ana.sees("You were not let in", "You cannot ask again for this meeting.")
	ana.looksRight("blocked")
	m.undoesBlock()
	ana.sees("Hello Ana")

	m.ends()
	ana.sees("The meeting has ended")
	ana.looksRight("ended")
}
