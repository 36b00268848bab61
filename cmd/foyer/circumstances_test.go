package main_test

import (
	chromium "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// This file has the circumstances under which guests come: their language and time zone, their network, and what they do meanwhile.

// command gives the browser a command of the debugger, and returns what it answers.
func command[P, R any](b *browser, c cdp.Command[P, R], params P) R {
	b.t.Helper()
	answer, err := chromedp.Call(b.ctx, c, params)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer
}

// speaks sets the languages that the browser asks for.
func (b *browser) speaks(languages string) {
	b.t.Helper()
	agent := valueOf[string](b, "navigator.userAgent")
	command(b, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: languages})
}

// livesIn sets the browser's time zone.
func (b *browser) livesIn(zone string) {
	b.t.Helper()
	command(b, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: zone})
}

// prefers says what the browser's user has chosen in its settings.
func (b *browser) prefers(features ...*emulation.MediaFeature) {
	b.t.Helper()
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
}

// runsNoScripts turns JavaScript off.
func (b *browser) runsNoScripts() {
	b.t.Helper()
	command(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// prepares has the browser run a script before the scripts of each page that it opens from now on.
func (b *browser) prepares(script string) {
	b.t.Helper()
	command(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// neverAsks keeps pages from asking the server now and then, so that they learn only what it tells them.
func (b *browser) neverAsks() {
	b.t.Helper()
	b.prepares("const wait = setTimeout; window.setTimeout = (then, time) => time < 3000 ? wait(then, time) : 0;")
}

// listens has the browser keep, in localStorage, the tones that pages play and the titles that they change to.
func (b *browser) listens() {
	b.t.Helper()
	b.prepares(`
		const keep = (what, value) => { localStorage[what] = (localStorage[what] ?? "") + value + " "; };
		const start = OscillatorNode.prototype.start;
		OscillatorNode.prototype.start = function (at) { keep("tones", this.frequency.value); return start.call(this, at); };
		document.addEventListener("DOMContentLoaded", () => {
			new MutationObserver(() => keep("titles", document.title)).observe(document.querySelector("title"), { childList: true });
		});`)
}

// cannotReach has something between browser and server swallow the requests to paths that end like this.
func (b *browser) cannotReach(path string) {
	b.t.Helper()
	b.mayFail()
	command(b, network.SetBlockedURLs, network.SetBlockedURLsParams{
		URLPatterns: []*network.BlockPattern{{URLPattern: "*://*:*/*" + path, Block: true}},
	})
}

// isOnline tells the page whether there is a network.
func (b *browser) isOnline(online bool) {
	b.t.Helper()
	command(b, network.OverrideNetworkState,
		network.OverrideNetworkStateParams{Offline: !online, DownloadThroughput: -1, UploadThroughput: -1})
}

// hides puts the browser out of sight, as a minimized window is.
func (b *browser) hides() {
	b.t.Helper()
	b.isSeen(false, chromium.WindowStateMinimized)
	b.becomes("document.hidden")
}

// sleeps has the page sleep, as a phone has that was put away: no script of it runs.
func (b *browser) sleeps() {
	b.t.Helper()
	b.hides()
	valueOf[bool](b, "!(document.onfreeze = () => { document.asleep = true; })")
	command(b, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: page.SetWebLifecycleStateStateFrozen})
	b.becomes("document.asleep")
}

// wakes wakes the page up, and shows it.
func (b *browser) wakes() {
	b.t.Helper()
	command(b, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: page.SetWebLifecycleStateStateActive})
	b.isSeen(true, chromium.WindowStateNormal)
}

// isSeen says whether pages are to think that somebody looks at them, and how their window is.
func (b *browser) isSeen(seen bool, state chromium.WindowState) {
	b.t.Helper()
	command(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: seen})
	window := command(b, chromium.GetWindowForTarget, chromium.GetWindowForTargetParams{})
	command(b, chromium.SetWindowBounds,
		chromium.SetWindowBoundsParams{WindowID: window.WindowID, Bounds: &chromium.Bounds{WindowState: state}})
}
