package web

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// pagePatience is how long a page may take on a busy machine.
const pagePatience = 30 * time.Second

// look is how somebody looks at a page. Each page is looked at in each way: all languages, sizes and colours are among them.
type look struct {
	name, language string
	width, height  int64
	dark           bool
}

func looks() []look {
	return []look{
		{"phone", "en", 360, 740, false},
		{"desktop in the dark", "de", 1280, 900, true},
		// Zoomed to 200 %, a small desktop has half of its pixels.
		{"zoomed", "de", 512, 384, false},
	}
}

// TestEveryPageIsAccessible has axe look at each page that there is, in a real browser. It needs Chromium.
func TestEveryPageIsAccessible(t *testing.T) {
	chromium := openChromium(t)
	axe := readAxe(t)
	for _, l := range looks() {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			pages := everyPage(t, l.language)
			server := httptest.NewServer(shelf(t, pages))
			t.Cleanup(server.Close)
			tab := l.open(t, chromium)
			for name := range pages {
				t.Run(name, func(t *testing.T) { checkPage(t, tab, server.URL+"/"+shelfName(name), axe) })
			}
		})
	}
}

// open opens a tab for pages to be looked at.
func (l look) open(t *testing.T, chromium context.Context) context.Context {
	t.Helper()
	tab, cancel := chromedp.NewContext(chromium)
	t.Cleanup(cancel)
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	if err := chromedp.Do(tab, chromedp.EmulateViewport(l.width, l.height)); err != nil {
		t.Fatal(err)
	}
	_, err := chromedp.Call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// shelf serves pages as they once were answered, so that a browser can look at each without living through its story.
func shelf(t *testing.T, pages map[string]pageOf) http.Handler {
	files := newHouse(t).handler(t, Options{})
	mux := http.NewServeMux()
	for name, page := range pages {
		mux.HandleFunc("GET /"+shelfName(name), func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			// The page is looked at, and goes nowhere.
			fmt.Fprint(w, strings.ReplaceAll(page.body, `http-equiv="refresh"`, `name="refresh"`))
		})
	}
	mux.Handle("/assets/", files)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "This is a shelf.", http.StatusServiceUnavailable) // The script finds nobody to talk to.
	})
	return mux
}

func shelfName(name string) string { return "shelf/" + strings.ReplaceAll(name, " ", "-") }

func checkPage(t *testing.T, tab context.Context, address, axe string) {
	tab, stop := context.WithTimeout(tab, pagePatience)
	defer stop()
	if err := chromedp.Do(tab, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	for _, problem := range axeFinds(t, tab, axe) {
		t.Error(problem)
	}
	if wide := evaluate[bool](t, tab, `document.documentElement.scrollWidth > innerWidth`); wide {
		t.Error("the page is wider than the screen")
	}
	if moves := evaluate[int](t, tab, `document.getAnimations().length`); moves != 0 {
		t.Errorf("%d things move though the guest wants none to", moves)
	}
	keepPicture(t, tab)
}

// axeFinds returns what axe finds wrong on the page by WCAG 2.2 AA, and by its own best practices.
func axeFinds(t *testing.T, tab context.Context, axe string) []string {
	t.Helper()
	// A page's own policy lets no foreign script in; the debugger may.
	evaluate[bool](t, tab, axe+`; true`)
	result := evaluate[string](t, tab, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => JSON.stringify({passes: r.passes.length, violations: r.violations.map(v =>
			v.id + ": " + v.help + ": " + v.nodes.map(n => n.html + " " + n.failureSummary).join("; "))}))`)
	var found struct {
		Passes     int
		Violations []string
	}
	if err := json.Unmarshal([]byte(result), &found); err != nil {
		t.Fatal(err)
	}
	if found.Passes < 10 {
		t.Errorf("axe has checked %d things only", found.Passes)
	}
	return found.Violations
}

// evaluate returns the value of an expression on the page, once a promise is kept.
func evaluate[T any](t *testing.T, tab context.Context, expression string) T {
	t.Helper()
	value, err := chromedp.Run(tab, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func keepPicture(t *testing.T, tab context.Context) {
	t.Helper()
	png, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	name := strings.ReplaceAll(strings.TrimPrefix(t.Name(), "TestEveryPageIsAccessible/"), "/", "-") + ".png"
	if err := os.WriteFile(filepath.Join(t.ArtifactDir(), name), png, 0o600); err != nil {
		t.Error(err)
	}
}

func openChromium(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("this needs a browser")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("there is no Chromium here: run scripts/install-deps test")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium has no sandbox for root.
	}
	allocator, release := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		defer release()
		defer cancel()
		if err := chromedp.Cancel(ctx); err != nil {
			t.Error(err)
		}
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return ctx
}

func readAxe(t *testing.T) string {
	t.Helper()
	file, err := os.Open("testdata/axe/axe.min.js.gz")
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
