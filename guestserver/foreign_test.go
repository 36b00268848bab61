package guestserver_test

import (
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"foyer/guestserver"
)

// changing are patterns of routes that change something, as they stand in the source.
var changing = regexp.MustCompile(`"((?:POST|PUT|PATCH|DELETE) /[^"]*)"`)

// readChangingRoutes returns all routes of the server that change something.
func readChangingRoutes(t *testing.T) []string {
	t.Helper()
	var routes []string
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range changing.FindAllStringSubmatch(string(source), -1) {
			routes = append(routes, m[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(routes)
	return routes
}

var pathValue = regexp.MustCompile(`\{[^}]*\}`)

// TestPagesOfOtherSitesChangeNothing sends each route that changes something what another site's page can send: a form, with the cookies.
// Pages refuse it by where it comes from; the API and the tickets take no cookie.
func TestPagesOfOtherSitesChangeNothing(t *testing.T) {
	s := open(t, guestserver.Config{Data: t.TempDir(), Simulate: true})
	defer serve(t, s)()
	routes := readChangingRoutes(t)
	if len(routes) < 40 {
		t.Fatalf("only %d routes are found: %q", len(routes), routes)
	}
	for _, route := range routes {
		method, path, _ := strings.Cut(route, " ")
		for name, value := range map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"} {
			req, err := http.NewRequestWithContext(t.Context(), method, s.URL()+pathValue.ReplaceAllString(path, "x"), strings.NewReader("name=Ana&language=de"))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set(name, value)
			resp, err := http.DefaultTransport.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if route == "DELETE /api/v1/session" && resp.StatusCode == http.StatusNoContent {
				continue // Without a token there is nothing to sign out of.
			}
			api := strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/v1/")
			if resp.StatusCode < 400 || !api && resp.StatusCode != http.StatusForbidden || resp.Header.Get("Set-Cookie") != "" {
				t.Errorf("%s with %s: %s is answered %s, %q", route, name, value, resp.Status, resp.Header["Set-Cookie"])
			}
		}
	}
}
