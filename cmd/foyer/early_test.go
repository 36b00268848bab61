package main_test

import (
	"testing"
	"time"

	"foyer/client/bbb/bbbtest"
)

// TestGuestsWhoComeEarlyAreTakenAlongWhenTheMeetingStarts tells of three guests who come before the meeting runs, each with another
// browser, and of the moderator who starts it.
func TestGuestsWhoComeEarlyAreTakenAlongWhenTheMeetingStarts(t *testing.T) {
	t.Parallel()
	conference := bbbtest.NewServer(t, bbbtest.Options{})
	s := startServerWith(t, []string{"FOYER_BBB_SECRET=" + conference.Secret}, "--bbb-url", conference.URL)
	o := newOwner(t, s)
	o.changesLink(map[string]any{"only_while_running": true})
	start := time.Date(2099, 1, 15, 19, 30, 0, 0, time.UTC)
	o.plans(start)

	pushed, polling, plain := newPhone(t, s), newBrowser(t, s), newPhone(t, s)
	pushed.livesIn("Asia/Tokyo")
	pushed.neverAsks()
	polling.speaks("de-DE,de")
	polling.livesIn("America/New_York")
	polling.cannotReach("/started")
	plain.runsNoScripts()
	for _, guest := range []*browser{pushed, polling, plain} {
		guest.opens(s.link)
	}
	pushed.sees("The meeting has not started yet", "Starts Friday, January 16, 2099 at 4:30", "Waiting for the meeting to start")
	pushed.looksRight("early")
	polling.sees("Das Meeting hat noch nicht begonnen", "Donnerstag, 15. Januar 2099 um 14:30")
	polling.looksRight("early, in German")
	plain.sees("The meeting has not started yet", "Thursday 15 January 2099, 19:30 UTC")
	plain.picture("early, without scripts")

	ben := newBrowser(t, s)
	ben.mayAsk(conference.URL)
	ben.opens(o.startsMeeting())
	ben.sees("You are in the meeting", "Moderator")
	pushed.sees("You are invited to")
	polling.sees("Sie sind eingeladen zu")
	plain.sees("You are invited to")
}

// TestEarlyGuestsAreToldThatTheConferenceServerDoesNotAnswer has it fail while guests wait for the start, each with another browser, and
// come back. Foyer itself answers all the time, and the pages do not say anything else.
func TestEarlyGuestsAreToldThatTheConferenceServerDoesNotAnswer(t *testing.T) {
	t.Parallel()
	conference := bbbtest.NewServer(t, bbbtest.Options{})
	s := startServerWith(t, []string{"FOYER_BBB_SECRET=" + conference.Secret}, "--bbb-url", conference.URL)
	o := newOwner(t, s)
	o.changesLink(map[string]any{"only_while_running": true})

	pushed, polling, plain := newPhone(t, s), newPhone(t, s), newPhone(t, s)
	polling.speaks("de-DE,de")
	polling.cannotReach("/started")
	plain.runsNoScripts()
	plain.mayFail() // It is answered with status 503.
	for _, guest := range []*browser{pushed, polling, plain} {
		guest.opens(s.link)
	}
	pushed.sees("Waiting for the meeting to start")
	polling.sees("Warten auf den Beginn")
	plain.sees("The meeting has not started yet")

	conference.SetFault(bbbtest.FaultSilent)
	pushed.sees("The meeting’s server does not answer right now. Please wait here: this page keeps trying by itself.")
	polling.sees("Der Server des Meetings antwortet gerade nicht. Bitte warten Sie hier: Diese Seite versucht es von selbst weiter.")
	plain.sees("The meeting’s server does not answer", "This page tries again by itself")
	pushed.looksRight("early, no conference server")
	polling.looksRight("early, no conference server, in German")
	plain.picture("early, no conference server, without scripts")

	conference.SetFault(bbbtest.NoFault)
	pushed.sees("Waiting for the meeting to start")
	polling.sees("Warten auf den Beginn")
	plain.sees("The meeting has not started yet")
}

// TestFirstGuestMayOpenTheMeeting tells of guests whom the meeting lets in unasked: first they wait for a moderator to start it, then the
// owner lets them start it themselves.
func TestFirstGuestMayOpenTheMeeting(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	o := newOwner(t, s)
	o.sets(map[string]any{"guest_policy": "ALWAYS_ACCEPT", "who_may_start": "moderators"})
	ana := newPhone(t, s)
	ana.opens(s.link)
	ana.sees("You will go straight into the meeting.")
	ana.looksRight("straight in")
	ana.types("Ana")
	ana.taps()
	ana.sees("Hello Ana", "You may come in as soon as the meeting starts.", "Waiting for the meeting to start")
	ana.looksRight("let in, but early")

	o.sets(map[string]any{"who_may_start": "guests"})
	ben := newBrowser(t, s)
	ben.opens(s.link)
	ben.types("Ben")
	ben.taps()
	ben.entersMeeting("Ben")
	ana.entersMeeting("Ana")
}
