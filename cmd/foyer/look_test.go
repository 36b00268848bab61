package main_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/chromedp/chromedp"
)

// narrow is the width in CSS pixels that a page must fit into without scrolling to the side, by WCAG 2.2, 1.4.10.
const narrow = 320

// looksRight looks at the page as it is: axe finds nothing, it fits on the narrowest screen, and there is a picture for people.
func (b *browser) looksRight(name string) {
	b.t.Helper()
	b.picture(name)
	var problems []string
	err := eventually(func() (err error) { // Some pages reload themselves, and then have to be looked at anew.
		problems, err = b.axeFinds()
		return err
	})
	if err != nil {
		b.t.Fatalf("%s: %v", name, err)
	}
	for _, problem := range problems {
		b.t.Errorf("%s: %s", name, problem)
	}
	b.do(chromedp.EmulateViewport(narrow, 480))
	if wide := valueOf[int](b, "document.documentElement.scrollWidth"); wide > narrow {
		b.t.Errorf("%s: the page is %d pixels wide on a screen of %d", name, wide, narrow)
		b.picture(name + ", narrow")
	}
	b.do(b.screen)
}

// axeFinds returns what axe finds wrong on the page by WCAG 2.2 AA, and by its own best practices.
func (b *browser) axeFinds() ([]string, error) {
	axe, err := shared.axe()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errHopeless, err)
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	// A page's own policy lets no foreign script in; the debugger may. Of colours that the system forces, axe knows nothing.
	result, err := chromedp.Run(ctx, chromedp.Evaluate[string](axe+`;
		axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
			rules: {"color-contrast": {enabled: !matchMedia("(forced-colors: active)").matches}}})
		.then(r => JSON.stringify({passes: r.passes.length, violations: r.violations.map(v =>
			v.id + ": " + v.help + ": " + v.nodes.map(n => n.html + " " + n.failureSummary).join("; "))}))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		return nil, fmt.Errorf("run axe: %w", err)
	}
	var found struct {
		Passes     int
		Violations []string
	}
	if err := json.Unmarshal([]byte(result), &found); err != nil {
		return nil, err
	}
	if found.Passes < 10 {
		return nil, errors.New("axe has hardly checked anything")
	}
	return found.Violations, nil
}

// readAxe returns axe-core, the script that checks pages for accessibility.
func readAxe() (string, error) {
	file, err := os.Open("../../guestserver/web/testdata/axe/axe.min.js.gz")
	if err != nil {
		return "", err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return "", err
	}
	script, err := io.ReadAll(unzipped)
	return string(script), err
}
