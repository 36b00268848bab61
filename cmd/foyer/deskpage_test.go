package main_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// opensDesk signs the browser in at /desk and opens the only meeting.
func (b *browser) opensDesk(s *server) {
	b.t.Helper()
	b.opensDeskAs(s, s.email, s.password)
}

func (b *browser) opensDeskAs(s *server, email, password string) {
	b.t.Helper()
	b.opens(s.url + "/desk")
	b.do(chromedp.SendKeys("#email", email), chromedp.SendKeys("#password", password), chromedp.Click("main form button"))
	b.do(chromedp.Click(".meetings a"), chromedp.WaitVisible("#waiting"))
}

// clicks clicks what a selector names, once it is there.
func (b *browser) clicks(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(selector))
}

// press returns the selector of a guest's button.
func press(guest, button string) string {
	return fmt.Sprintf("#guests li[data-name=%q] [name=%s]", guest, button)
}

// wears gives the browser a size and colours.
func (b *browser) wears(width, height int64, dark bool) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// isAccessible has axe look at the page by WCAG 2.2 AA and its own best practices, and keeps a picture.
func (b *browser) isAccessible(name string) {
	b.t.Helper()
	b.wholePicture(name)
	valueOf[bool](b, axe(b.t)+"; true")
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	result, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document,
		{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => JSON.stringify({passes: r.passes.length, violations: r.violations.map(v =>
			v.id + ": " + v.help + ": " + v.nodes.map(n => n.html + " " + n.failureSummary).join("; "))}))`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	var found struct {
		Passes     int
		Violations []string
	}
	if err := json.Unmarshal([]byte(result), &found); err != nil {
		b.t.Fatal(err)
	}
	if found.Passes < 10 {
		b.t.Errorf("%s: axe has checked %d things only", name, found.Passes)
	}
	for _, violation := range found.Violations {
		b.t.Errorf("%s: %s", name, violation)
	}
	if valueOf[bool](b, "document.documentElement.scrollWidth > innerWidth") {
		b.t.Errorf("%s is wider than the screen", name)
	}
}

// wholePicture keeps a picture of the whole page, however long it is.
func (b *browser) wholePicture(name string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(b.t.ArtifactDir()+"/"+strings.ReplaceAll(name, " ", "-")+".png", png, 0o600); err != nil {
		b.t.Error(err)
	}
}

// axe returns the program that looks at pages, which the guest's pages are looked at with, too.
func axe(t *testing.T) string {
	t.Helper()
	file, err := os.Open("../../guestserver/web/testdata/axe/axe.min.js.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	script, err := io.ReadAll(unzipped)
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

func TestEveryStateOfTheDeskPageIsAccessible(t *testing.T) {
	t.Parallel()
	for _, l := range []struct {
		name, languages string
		width, height   int64
		dark            bool
	}{
		{"phone", "en", 360, 740, false},
		{"desktop in the dark", "de", 1280, 900, true},
		// Zoomed to 200 %, a small desktop has half of its pixels.
		{"zoomed", "de", 512, 384, false},
		{"desktop", "en", 1280, 900, false},
	} {
		t.Run(l.name, func(t *testing.T) {
			s := startServer(t)
			b := newBrowser(t, s)
			b.mayFail() // A wrong password is answered with status 422.
			b.speaks(l.languages)
			b.wears(l.width, l.height, l.dark)
			b.opens(s.url + "/desk")
			b.isAccessible("sign-in")
			b.do(chromedp.SendKeys("#email", s.email), chromedp.SendKeys("#password", "wrong"), chromedp.Click("main form button"))
			b.do(chromedp.WaitVisible("#error"))
			b.isAccessible("sign-in refused")
			b.opens(s.url + "/desk")
			b.do(chromedp.SendKeys("#email", s.email), chromedp.SendKeys("#password", s.password), chromedp.Click("main form button"))
			b.do(chromedp.WaitVisible(".meetings a"))
			b.isAccessible("list")
			b.clicks(".me")
			b.do(chromedp.WaitVisible(".devices"))
			b.isAccessible("devices")
			b.opens(s.url + "/desk")
			b.clicks(".meetings a")
			b.do(chromedp.WaitVisible("#nobody"))
			b.isAccessible("nobody waits")
			for _, name := range []string{"Ana López", "Dan", "Administrator", "عبد الله", "Maximiliane von und zu Hohenlohe-Schillingsfürst"} {
				knock(t, s.link, name)
			}
			b.do(chromedp.WaitVisible("#guests li:nth-child(5)"))
			b.isAccessible("five wait")
			b.clicks(press("Dan", "deny"))
			b.do(chromedp.WaitVisible("#fresh li"))
			b.isAccessible("denied")
			b.clicks(press("Ana López", "allow"))
			b.do(chromedp.WaitVisible(".people li"))
			b.do(chromedp.Click("#guests li a[data-dialog]"), chromedp.WaitVisible("dialog #card"))
			b.isAccessible("a guest in a dialog")
			b.clicks("dialog .close")
			b.clicks("#tell a[data-dialog]")
			b.do(chromedp.WaitVisible("dialog #card"), chromedp.SendKeys("dialog #text", "We begin at nine.\nGet yourselves a cup of tea."))
			b.isAccessible("everyone in a dialog")
			b.clicks("dialog section:first-of-type button")
			b.do(chromedp.WaitVisible("#tell .banner"))
			b.clicks("#next [value=deny]")
			b.do(chromedp.WaitVisible("#remembered"))
			b.clicks("#qr summary")
			b.clicks("#invitation summary")
			b.isAccessible("all there is")
			address := valueOf[string](b, "document.querySelector('.people a[data-dialog]').href")
			b.opens(address)
			b.isAccessible("a guest inside")
			b.opens(address[:strings.Index(address, "/guests/")])
			b.isLive()
			s.killed()
			b.sees(valueOf[string](b, "document.querySelector('main').dataset.lost"))
			b.isAccessible("connection lost")
		})
	}
}
