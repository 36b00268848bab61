package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// until waits until an expression on the page is true.
func (b *browser) until(about, expression string) {
	b.t.Helper()
	err := eventually(func() error {
		is, err := evaluate[bool](b, expression)
		if err == nil && !is {
			err = fmt.Errorf("never %s", about)
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// seesNot waits until the page does not show a text any more.
func (b *browser) seesNot(text string) {
	b.t.Helper()
	b.until("without "+text, fmt.Sprintf("!document.body.innerText.replace(/[\\u2068\\u2069]/g, '').includes(%q)", text))
}

// isLive waits until the desk's page hears what happens.
func (b *browser) isLive() {
	b.t.Helper()
	b.until("live", "document.body.classList.contains('live')")
}

// hears waits until a screen reader is told a text.
func (b *browser) hears(text string) {
	b.t.Helper()
	b.until("told "+text, fmt.Sprintf("document.getElementById('news').textContent.replace(/[\\u2068\\u2069]/g, '').includes(%q)", text))
}

func TestModeratorLetsAGuestInFromAPhone(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	ben := newPhone(t, s)
	ben.opensDesk(s)
	ben.isLive()
	ben.sees("Nobody is waiting")
	valueOf[bool](ben, "Boolean(window.said = [])")
	valueOf[bool](ben, "Boolean(new MutationObserver(() => said.push(document.getElementById('news').textContent)).observe("+
		"document.getElementById('news'), {childList: true}) ?? true)")

	ana := newPhone(t, s)
	ana.knocks(s.link, "Ana")
	ben.sees("1 guest is waiting", "Ana")
	ben.hears("Ana wants to join")
	if title := valueOf[string](ben, "document.title"); !strings.HasPrefix(title, "(1) ") {
		t.Errorf("the title is %q, want the number before it", title)
	}
	ben.picture("knock")
	ben.do(chromedp.Tap(press("Ana", "allow")))
	ana.entersMeeting("Ana")
	ben.sees("Nobody is waiting", "Administrator allowed Ana")
	if asked := valueOf[string](ben, "said.join('|')"); strings.Count(asked, "wants to join") != 1 {
		t.Errorf("a screen reader was told %q", asked)
	}
	ben.picture("allowed")

	knock(t, s.link, "Dan $& Eve") // It stands for something where scripts put one text into another.
	ben.hears("Dan $& Eve wants to join")
}

func TestDeskPageNeedsNoMouse(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	ben := newBrowser(t, s)
	ben.opens(s.url + "/desk")
	ben.do(chromedp.Focus("#email"))
	ben.presses(strings.Split(s.email, "")...)
	ben.presses(tabKey)
	ben.presses(strings.Split(s.password, "")...)
	ben.presses(enterKey)
	ben.sees("Your meetings")
	ben.do(chromedp.Focus(".meetings a"))
	ben.presses(enterKey)
	ben.sees("Nobody is waiting")
	ben.isLive()
	for i, name := range []string{"Ana", "Dan", "Eve"} {
		knock(t, s.link, name)
		ben.until(name+" waits", fmt.Sprintf("document.querySelectorAll('#guests > li').length === %d", i+1))
	}
	marked := func(name string) {
		t.Helper()
		ben.until(name+" is marked", fmt.Sprintf("document.activeElement.dataset.name === %q", name))
	}

	ben.presses(kb.ArrowDown, kb.ArrowDown)
	marked("Dan")
	ben.presses("d")
	ben.sees("Administrator denied Dan", "2 guests are waiting")
	marked("Eve") // Who stood below has moved up.
	ben.presses("u")
	ben.sees("3 guests are waiting", "Administrator took a decision back")
	ben.presses(kb.ArrowUp)
	ben.presses("a")
	ben.sees("2 guests are waiting")

	// What is typed in a field decides nothing, and neither does a key that is switched off.
	ben.clicks("#tell a[data-dialog]")
	ben.do(chromedp.WaitVisible("dialog #text"), chromedp.Focus("dialog #text"))
	ben.presses("a", "d", "A", "D")
	ben.presses(kb.Escape)
	ben.until("the dialog is closed", "!document.querySelector('dialog').open")
	ben.clicks("#keys")
	ben.presses("a", "D")
	ben.clicks("#keys")
	ben.sees("2 guests are waiting")
	ben.presses("D")
	ben.sees("Nobody is waiting", "Administrator denied 2 guests")
	ben.picture("decided by keys")
}

func TestDeskPageWithoutJavaScript(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	ben := newPhone(t, s)
	ben.runsNoScripts()
	ben.opensDesk(s)
	ben.sees("Nobody is waiting", "This page refreshes itself every 15 seconds.")
	ana := newPhone(t, s)
	ana.knocks(s.link, "Ana")
	ben.sees("1 guest is waiting", "Ana") // By its own refresh.
	ben.picture("knock")
	ben.clicks("#guests a.button")
	ben.do(chromedp.WaitVisible("#text"), chromedp.SendKeys("#text", "A moment, please."), chromedp.Click("#message ~ form button"))
	ana.sees("A moment, please.")
	ben.do(chromedp.WaitVisible("#guests"))
	ben.clicks(press("Ana", "allow"))
	ana.entersMeeting("Ana")
	ben.sees("Nobody is waiting", "Administrator allowed Ana")
	ben.clicks("nav form button")
	ben.sees("You are signed out.")
	ben.opens(s.url + "/desk")
	ben.sees("Sign in to your desk")
}

func TestDeskPageInGerman(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	ben := newBrowser(t, s)
	ben.speaks("de-DE,de,en")
	ben.opens(s.url + "/desk")
	ben.sees("Am Empfang anmelden")
	ben.opensDesk(s)
	ben.isLive()
	ben.sees("Niemand wartet", "Gast-Link", "Letzte Entscheidungen")
	knock(t, s.link, "Änne Groß")
	ben.sees("1 Gast wartet", "Änne Groß", "gerade eben")
	ben.hears("Änne Groß möchte herein")
	ben.clicks(press("Änne Groß", "deny"))
	ben.sees("Administrator hat Änne Groß abgelehnt")
	ben.picture("denied")
}

func TestSignedOutDeskPageAsksToSignInAgain(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	ben := newBrowser(t, s)
	ben.opensDesk(s)
	ben.isLive()
	other := ben.newTab()
	other.opens(s.url + "/desk")
	other.clicks("nav form button")
	other.sees("You are signed out.")
	ben.sees("Sign in to your desk") // At once, since its websocket ends with the session.
	ben.do(chromedp.SendKeys("#email", s.email), chromedp.SendKeys("#password", s.password), chromedp.Click("main form button"))
	ben.sees("Nobody is waiting") // Back where it was.
}

// TestRevokedDeskPageShowsNobody ends the session of a lost telephone that shows who waits.
func TestRevokedDeskPageShowsNobody(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	lost, ben := newPhone(t, s), newBrowser(t, s)
	lost.opensDesk(s)
	lost.isLive()
	knock(t, s.link, "Ana")
	lost.sees("Ana")
	ben.opensDesk(s)
	ben.clicks(".me")
	ben.sees("this browser")
	ben.clicks(".devices li:last-child button")
	ben.until("one device is left", "document.querySelectorAll('.devices li').length === 1")
	lost.sees("Sign in to your desk") // At once, and untouched.
	lost.seesNot("Ana")
	ben.opens(s.url + "/desk")
	ben.sees("1 waiting")
}

func TestTwoModeratorsSeeWhoDecided(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	addAccount(t, s, "mo@example.org", "Mo", "correct horse battery")
	ben, mo := newBrowser(t, s), newBrowser(t, s)
	ben.opensDesk(s)
	meeting := valueOf[string](ben, "location.href")
	mo.opens(meeting)
	mo.do(chromedp.SendKeys("#email", "mo@example.org"), chromedp.SendKeys("#password", "correct horse battery"),
		chromedp.Click("main form button"), chromedp.WaitVisible("#waiting"))
	ben.isLive()
	mo.isLive()
	knock(t, s.link, "Ana")
	knock(t, s.link, "Dan")
	ben.sees("2 guests are waiting")
	mo.sees("2 guests are waiting")
	mo.clicks(press("Ana", "deny"))
	ben.sees("Mo denied Ana", "1 guest is waiting")
	ben.hears("Mo denied Ana")
	ben.clicks("#fresh button")
	mo.sees("2 guests are waiting", "Administrator took a decision back")

	// The first of two counts, and the second is told who was first. Ben's page does not hear of it here.
	valueOf[bool](ben, "Boolean(window.fetchOf = window.fetch, window.fetch = (url, o) => o?.body ? fetchOf(url, o) : Promise.reject(new Error('lost')))")
	mo.clicks(press("Dan", "allow"))
	mo.sees("Mo allowed Dan")
	ben.mayFail() // It is answered with status 409.
	ben.clicks(press("Dan", "deny"))
	ben.sees("Mo was first: Dan is allowed already.")
	valueOf[bool](ben, "Boolean(window.fetch = fetchOf)")
	ben.picture("too late")
	ben.seesNot("Mo was first") // It goes after a while, and the page is quiet again.
	valueOf[bool](ben, "Boolean(performance.clearResourceTimings(), window.begun = performance.now())")
	ben.until("three seconds later", "performance.now() - begun > 3000")
	if asked := valueOf[int](ben, "performance.getEntriesByType('resource').length"); asked > 4 {
		t.Errorf("the page asked the server %d times while nothing happened", asked)
	}
}

// addAccount adds an administrator by the API.
func addAccount(t *testing.T, s *server, email, name, password string) {
	t.Helper()
	call := func(token, path string, body map[string]string) map[string]any {
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		answer := map[string]any{}
		if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode/100 != 2 {
			t.Fatalf("%s answers %s %v (%v)", path, resp.Status, answer, err)
		}
		return answer
	}
	token, _ := call("", "/api/v1/session", map[string]string{"email": s.email, "password": s.password})["token"].(string)
	call(token, "/api/v1/accounts", map[string]string{"email": email, "name": name, "password": password, "role": "administrator"})
}

func TestDeskPageOutlivesTheServer(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	ben := newBrowser(t, s)
	ben.mayFail()
	ben.opensDesk(s)
	ben.isLive()
	knock(t, s.link, "Ana")
	ben.sees("Ana")
	s.killed()
	ben.sees("Connection lost, trying again. What you see may be old.", "Ana")
	ben.picture("lost")
	ben.clicks(press("Ana", "allow"))
	ben.sees("The server cannot be reached, so nothing was done.")
	s.startedAgain()
	ben.seesNot("Connection lost")
	ben.isLive()
	knock(t, s.link, "Dan")
	ben.sees("2 guests are waiting", "Dan")
}

func TestDeskPageUnderACrowd(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	ben := newPhone(t, s)
	ben.opensDesk(s)
	ben.isLive()
	const crowd = 1000
	guests := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for i := range crowd {
		resp, err := guests.PostForm(s.link, url.Values{"name": {fmt.Sprintf("Guest %d", i+1)}})
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	ben.sees("1000 guests are waiting", "and 800 more.")
	if rows := valueOf[int](ben, "document.querySelectorAll('#guests > li').length"); rows != 200 {
		t.Errorf("the page shows %d guests, want 200", rows)
	}
	ben.picture("crowd")
	ben.clicks("#everyone [value=allow]")
	ben.sees("Nobody is waiting", "Administrator allowed 1000 guests")
}
