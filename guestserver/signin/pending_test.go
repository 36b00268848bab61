package signin

import (
	"strings"
	"testing"
)

// FuzzPending reads whatever a browser sends as a sign-in under way: it leads nowhere but to this server, and comes out as it went in.
func FuzzPending(f *testing.F) {
	f.Add(pending{"state", "nonce", "verifier", "/b/choir"}.String())
	f.Add("a.b.c.Ly9ldmlsLmV4YW1wbGUub3Jn")
	f.Add("...")
	f.Fuzz(func(t *testing.T, cookie string) {
		begun, err := parsePending(cookie)
		if err != nil {
			return
		}
		if begun.state == "" || begun.nonce == "" || begun.verifier == "" {
			t.Fatalf("%q has an empty part: %+v", cookie, begun)
		}
		if !strings.HasPrefix(begun.next, "/") || strings.HasPrefix(begun.next, "//") {
			t.Fatalf("%q leads to %q", cookie, begun.next)
		}
		if again, err := parsePending(begun.String()); err != nil || again != begun {
			t.Fatalf("%+v is read back as %+v, %v", begun, again, err)
		}
	})
}
