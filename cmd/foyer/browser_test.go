package main_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// openBrowser starts a Chromium with a profile of its own.
func (b *testbed) openBrowser() (context.Context, error) {
	path, err := findBrowser()
	if err != nil {
		return nil, err
	}
	dir, err := b.folder()
	if err != nil {
		return nil, err
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path),
		chromedp.UserDataDir(filepath.Join(dir, "profile")))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium has no sandbox for root.
	}
	allocator, release := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	b.atEnd(func() error {
		defer release()
		defer cancel()
		return chromedp.Cancel(ctx)
	})
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	return ctx, nil
}

func findBrowser() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no Chromium here, which these tests need: run scripts/install-deps test")
}

// browser is a guest's browser: a profile of its own in the shared Chromium, with one page. All that no guest should ever cause
// fails the test: errors in the console, what the Content-Security-Policy forbids, requests to other hosts.
type browser struct {
	t     *testing.T
	ctx   context.Context
	close context.CancelFunc
	// screen is what the page is seen on.
	screen chromedp.Action[chromedp.Void]

	// mu guards what follows.
	mu sync.Mutex
	// hosts are those that the pages may ask.
	hosts []string
	// outages says that requests may fail.
	outages bool
	wrongs  []string
}

// newPhone returns a browser on a small touch screen.
func newPhone(t *testing.T, s *server) *browser {
	t.Helper()
	b := newBrowser(t, s)
	b.hasScreen(chromedp.EmulateViewport(390, 844, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch,
		chromedp.EmulatePortrait))
	return b
}

// newBrowser returns a browser on a desktop.
func newBrowser(t *testing.T, s *server) *browser {
	t.Helper()
	chromium, err := shared.browser()
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, hosts: []string{s.listen()}}
	b.openIn(chromium, chromedp.WithNewBrowserContext())
	b.hasScreen(chromedp.EmulateViewport(1280, 800))
	return b
}

// hasScreen gives the browser a screen.
func (b *browser) hasScreen(screen chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.screen = screen
	b.do(screen)
}

// newTab returns another page of the same browser: it shares cookies, and nothing else.
func (b *browser) newTab() *browser {
	b.t.Helper()
	b.mu.Lock()
	tab := &browser{t: b.t, hosts: slices.Clone(b.hosts), outages: b.outages, screen: b.screen}
	b.mu.Unlock()
	tab.openIn(b.ctx)
	tab.do(tab.screen)
	return tab
}

func (b *browser) openIn(parent context.Context, options ...chromedp.ContextOption) {
	b.t.Helper()
	b.t.ArtifactDir() // Made before what is cleaned up, so that the last picture still has a place.
	b.ctx, b.close = chromedp.NewContext(parent, append(options, chromedp.WithListener(b.watch))...)
	b.t.Cleanup(func() {
		if b.t.Failed() {
			b.picture("at the end")
		}
		b.close()
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, wrong := range b.wrongs {
			b.t.Error(wrong)
		}
	})
	command(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
}

// mayFail says that requests may fail, as they do when the test stops the server or opens a page that is not there.
func (b *browser) mayFail() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.outages = true
}

// mayAsk lets the pages ask one more host.
func (b *browser) mayAsk(address string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.hosts = append(b.hosts, strings.TrimPrefix(address, "http://"))
}

// watch notes what should not happen.
func (b *browser) watch(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.note("exception: %+v", e.ExceptionDetails)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			b.note("console: %s %+v", e.Type, e.Args)
		}
	case *log.EventEntryAdded:
		if b.outages && (e.Entry.Source == log.EntrySourceNetwork || strings.HasPrefix(e.Entry.Text, "WebSocket connection to")) {
			return
		}
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			b.note("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		b.visit(e.Request.URL)
	case *network.EventWebSocketCreated:
		b.visit(e.URL)
	case *inspector.EventTargetCrashed:
		b.note("the page crashed")
	}
}

// visit notes a request to a host that the pages may not ask.
func (b *browser) visit(address string) {
	u, err := url.Parse(address)
	if err != nil || u.Host != "" && !slices.Contains(b.hosts, u.Host) {
		b.note("the page asks another host: %s", address)
	}
}

// note notes it. The caller holds b.mu, as that of visit does.
func (b *browser) note(format string, args ...any) {
	b.wrongs = append(b.wrongs, fmt.Sprintf(format, args...))
}

// do runs actions on the page.
func (b *browser) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// opens opens an address.
func (b *browser) opens(address string) {
	b.t.Helper()
	b.do(chromedp.Navigate(address))
}

// types types a name into the form.
func (b *browser) types(name string) {
	b.t.Helper()
	b.do(chromedp.Clear("#name"), chromedp.SendKeys("#name", name))
}

// taps taps the button of the page's form.
func (b *browser) taps() {
	b.t.Helper()
	b.do(chromedp.Tap("main form button"))
}

// knocks opens the guest link, fills in the form, and waits.
func (b *browser) knocks(link, name string) {
	b.t.Helper()
	b.opens(link)
	b.types(name)
	b.taps()
	b.sees("Hello " + name)
}

// presses presses keys of the keyboard, one after the other.
func (b *browser) presses(keys ...string) {
	b.t.Helper()
	for _, key := range keys {
		b.do(chromedp.KeyEvent(key))
	}
}

const (
	tabKey   = kb.Tab
	enterKey = kb.Enter
)

// sees waits until the page shows all of the texts.
func (b *browser) sees(texts ...string) {
	b.t.Helper()
	err := eventually(func() error {
		shown, err := evaluate[string](b, "document.body ? document.body.innerText : ''")
		shown = isolates.Replace(shown)
		for _, text := range texts {
			if err == nil && !strings.Contains(shown, text) {
				err = fmt.Errorf("the page shows %q, want %q", shown, text)
			}
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// isolates takes away the marks around names, which are not to be seen.
var isolates = strings.NewReplacer("\u2068", "", "\u2069", "")

// hasSocket waits until the waiting page hears from the server over its websocket.
func (b *browser) hasSocket() {
	b.t.Helper()
	err := eventually(func() error {
		now, err := evaluate[string](b, "document.querySelector('main')?.dataset.now ?? ''")
		if err == nil && now != "waiting" && now != "live" {
			err = fmt.Errorf("the page's connection is %q", now)
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// entersMeeting waits until the page is the simulated meeting's, with the guest inside.
func (b *browser) entersMeeting(name string) {
	b.t.Helper()
	b.sees("You are in the meeting", name, "Viewer", "Guest", "This is a simulated BigBlueButton")
	path, err := evaluate[string](b, "location.pathname")
	if err != nil || !strings.HasPrefix(path, "/bigbluebutton/html5client/") {
		b.t.Fatalf("the guest is at %q (%v), want the simulated meeting", path, err)
	}
}

// evaluate returns the value of an expression on the page. While the page changes there may be none for a moment.
func evaluate[T any](b *browser, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression))
}

// valueOf returns the value of an expression on a page that stays.
func valueOf[T any](b *browser, expression string) T {
	b.t.Helper()
	value, err := evaluate[T](b, expression)
	if err != nil {
		b.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return value
}

// picture keeps a picture of the page with the test's artifacts.
func (b *browser) picture(name string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Logf("take picture: %v", err)
		return
	}
	file := filepath.Join(b.t.ArtifactDir(), strings.ReplaceAll(name, " ", "-")+".png")
	if err := os.WriteFile(file, png, 0o600); err != nil {
		b.t.Errorf("keep picture: %v", err)
	}
}

// becomes waits until a condition holds on the page.
func (b *browser) becomes(condition string) {
	b.t.Helper()
	err := eventually(func() error {
		holds, err := evaluate[bool](b, "Boolean("+condition+")")
		if err == nil && !holds {
			err = fmt.Errorf("%s does not hold", condition)
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}
