package main_test

import (
	"strings"
	"testing"

	"foyer/client/bbb/bbbtest"
)

func TestNameThatCannotBeIsAskedForAgain(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	long := strings.Repeat("x", 200)
	for _, tt := range []struct{ about, typed, sentence string }{
		{"empty name", "", "Please enter your name."},
		{"blank name", "   ", "Please enter your name."},
		{"name of 200 characters", long, "This name is too long. Please enter a shorter one."},
	} {
		t.Run(tt.about, func(t *testing.T) {
			m := newModerator(t, s)
			ana := newPhone(t, s)
			ana.mayFail() // The page comes with status 422.
			ana.opens(s.link)
			// Old browsers do not check the form by themselves.
			valueOf[bool](ana, "document.querySelector('form').noValidate = true")
			if tt.typed != "" {
				ana.types(tt.typed)
			}
			ana.taps()
			ana.sees(tt.sentence)
			ana.picture(tt.about)
			if kept := valueOf[string](ana, "document.querySelector('#name').value"); kept != tt.typed {
				t.Errorf("the field holds %q, want what was typed: %q", kept, tt.typed)
			}
			if !valueOf[bool](ana, "document.activeElement.id === 'name' && "+
				"document.activeElement.getAttribute('aria-describedby').includes('name-error')") {
				t.Error("the field that is wrong has no focus, or does not name its error")
			}
			m.seesWaiting()

			ana.types("Ana")
			ana.taps()
			ana.sees("Hello Ana")
			m.seesWaiting("Ana")
			m.allows("Ana")
			ana.entersMeeting("Ana")
		})
	}
}

func TestNameCannotTurnTheTextAroundIt(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	ana := newPhone(t, s)
	ana.opens(s.link)
	valueOf[string](ana, `document.querySelector('#name').value = '\u202eanA\u0007\u001b[31m\u200b <script>alert(1)</script>'`)
	ana.taps()
	ana.sees("Hello anA[31m <script>alert(1)</script>")
	ana.picture("waiting")
	m.seesWaiting("anA[31m <script>alert(1)</script>")
	m.allowsEveryone()
	ana.entersMeeting("anA[31m <script>alert(1)</script>")
}

func TestGuestWhoClosedThePageComesBackToItsPlace(t *testing.T) {
	t.Parallel()
	s := startServer(t, "--grace", "2s")
	m := newModerator(t, s)
	phone := newPhone(t, s)
	ana := phone.newTab()
	ana.knocks(s.link, "Ana")
	m.seesWaiting("Ana")
	ben := newBrowser(t, s)
	ben.knocks(s.link, "Ben")
	m.seesWaiting("Ana", "Ben")

	ana.close()
	m.seesWaiting("Ben")

	ana = phone.newTab()
	ana.opens(s.link)
	ana.sees("Hello Ana")
	m.seesWaiting("Ana", "Ben")
	m.allowsEveryone()
	ana.entersMeeting("Ana")
	ben.entersMeeting("Ben")
}

func TestGuestsKeepTheirPlacesWhenTheServerIsKilled(t *testing.T) {
	t.Parallel()
	guestsSurvive(t, (*server).killed)
}

func TestGuestsKeepTheirPlacesWhenTheServerIsStopped(t *testing.T) {
	t.Parallel()
	guestsSurvive(t, (*server).stopped)
}

// guestsSurvive tells of three guests who wait while the server ends, and of the restart.
func guestsSurvive(t *testing.T, end func(*server)) {
	s := startServer(t)
	m := newModerator(t, s)
	names := []string{"Ana", "Ben", "Chloé"}
	guests := make([]*browser, len(names))
	for i, name := range names {
		guests[i] = newBrowser(t, s)
		guests[i].mayFail()
		guests[i].knocks(s.link, name)
		m.seesWaiting(names[:i+1]...)
	}

	end(s)
	for _, g := range guests {
		g.sees("Connection lost, trying again. You keep your place.")
	}
	guests[0].picture("server gone")
	s.startedAgain()
	for _, g := range guests {
		g.sees("Connected. Waiting for a moderator")
	}
	guests[0].picture("server back")

	m.seesWaiting(names...)
	m.allowsEveryone()
	for i, name := range names {
		guests[i].entersMeeting(name)
	}
	m.seesWaiting()
}

func TestAllowedGuestEntersOnceBigBlueButtonAnswers(t *testing.T) {
	t.Parallel()
	conference := bbbtest.NewServer(t, bbbtest.Options{})
	conference.SetFault(bbbtest.FaultHTML)
	s := startServerWith(t, []string{"FOYER_BBB_SECRET=" + conference.Secret}, "--bbb-url", conference.URL)
	m := newModerator(t, s)
	ana := newPhone(t, s)
	ana.mayAsk(conference.URL)
	ana.mayFail() // The page comes with status 503.
	ana.knocks(s.link, "Ana")
	m.seesWaiting("Ana")
	m.allows("Ana")
	ana.sees("You have been let in", "The meeting’s server does not answer right now.")
	ana.looksRight("no answer")
	newOwner(t, s).changesLink(map[string]any{"only_while_running": true})
	ben := newBrowser(t, s)
	ben.mayFail()
	ben.opens(s.link)
	ben.sees("The meeting’s server does not answer", "This page tries again by itself")
	ben.looksRight("no answer to who comes early")
	if log := s.log(); !strings.Contains(log, "no BigBlueButton answer") || strings.Contains(log, conference.Secret) {
		t.Errorf("the log must name the cause and not the secret:\n%s", log)
	}

	conference.SetFault(bbbtest.NoFault)
	ana.entersMeeting("Ana")
	ben.sees("You are invited to")
	ana.opens(s.link)
	ana.sees("Welcome back, Ana")
	ana.picture("return")
}
