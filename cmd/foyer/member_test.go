package main_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"

	"foyer/guestserver/signin/signintest"
)

// TestMemberSignsInAndGoesStraightIn tells of Dora, who belongs to the meeting, and of Eve, who does not, at a real sign-in provider.
func TestMemberSignsInAndGoesStraightIn(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	o := newOwner(t, s)
	provider := signintest.Start(t, s.url+"/signin/callback",
		signintest.User{Name: "dora", First: "Dora", Last: "Diaz", Email: "dora@example.org", Verified: true},
		signintest.User{Name: "eve", First: "Eve", Last: "Ek", Email: "eve@example.org", Verified: true})
	s.stopped()
	s.args = append(s.args, "--oidc-issuer", provider.Issuer, "--oidc-client-id", signintest.WebClient)
	s.env = append(s.env, "FOYER_OIDC_CLIENT_SECRET="+signintest.WebSecret)
	s.startedAgain()
	o.asks(http.MethodPost, "/accounts", map[string]string{"email": "dora@example.org", "name": "Dora Diaz"}, nil)
	o.asks(http.MethodPut, o.meeting+"/members/dora@example.org", map[string]string{"role": "member"}, nil)

	dora := newPhone(t, s)
	dora.mayAsk(provider.Issuer)
	dora.mayFail() // The provider has no icon.
	dora.opens(s.link)
	dora.signsIn("dora")
	dora.sees("You are in the meeting", "Dora Diaz", "Viewer")
	dora.becomes("!document.body.innerText.includes('Guest')")
	dora.picture("member inside")
	o.asks(http.MethodPut, o.meeting+"/members/dora@example.org", map[string]string{"role": "moderator"}, nil)
	dora.opens(s.link)
	dora.sees("You are in the meeting", "Dora Diaz", "Moderator")

	eve := newBrowser(t, s)
	eve.mayAsk(provider.Issuer)
	eve.mayFail()
	eve.opens(s.link)
	eve.signsIn("eve")
	eve.sees("You have no account here yet", "Guests need none")
	eve.looksRight("no account")
	eve.opens(s.link)
	eve.sees("You are invited to")
}

// signsIn goes from the guest's page to the provider, and does what that asks for.
func (b *browser) signsIn(user string) {
	b.t.Helper()
	b.do(chromedp.Click("footer a[href^='/desk/signin']"))
	b.sees("Sign in")
	b.do(chromedp.Click("main a.button"))
	b.sees("Username")
	b.do(chromedp.SendKeys("#username", user), chromedp.SendKeys("#password", signintest.Password), chromedp.Click("button"))
}

// TestSpeakerComesByALinkOfHerOwn tells of an invited speaker, whose link knows her name and her role, and who waits like all others.
func TestSpeakerComesByALinkOfHerOwn(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	m := newModerator(t, s)
	link := newOwner(t, s).makesLink(map[string]any{"kind": "personal", "name": "Dr. Ana López", "role": "moderator"})
	ana := newPhone(t, s)
	ana.opens(link)
	ana.becomes("document.querySelector('#name').value === 'Dr. Ana López'")
	ana.taps()
	ana.sees("Hello Dr. Ana López")
	if guest := m.seesWaiting("Dr. Ana López").Waiting[0]; !guest.Moderator {
		t.Errorf("the moderator sees %+v, want to be told that she enters as a moderator", guest)
	}
	m.allows("Dr. Ana López")
	ana.sees("You are in the meeting", "Dr. Ana López", "Moderator", "Guest")
}

// TestWaitingRoomStandsBeforeAnyOtherSystem tells of a meeting that is nothing but a link to another system.
func TestWaitingRoomStandsBeforeAnyOtherSystem(t *testing.T) {
	t.Parallel()
	other := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<link rel="icon" href="data:,">This is %s of another system.`, r.URL)
	}))
	t.Cleanup(other.Close)
	s := startServer(t)
	newOwner(t, s).sets(map[string]any{"conference_link": other.URL + "/room-7?lang=de"})
	m := newModerator(t, s)
	ana := newPhone(t, s)
	command(ana, security.SetIgnoreCertificateErrors, security.SetIgnoreCertificateErrorsParams{Ignore: true})
	ana.mayAsk(other.Listener.Addr().String())
	ana.knocks(s.link, "Ana")
	m.seesWaiting("Ana")
	m.allows("Ana")
	ana.sees("This is /room-7?lang=de of another system.")
	ana.opens(s.link)
	ana.sees("Welcome back, Ana", "Go to the meeting")
	ana.looksRight("welcome back")
}
