package page

import (
	"strings"
	"testing"
)

func TestHostCannotWriteThePolicy(t *testing.T) {
	for host, want := range map[string]string{
		"meet.example.org:8443":       "connect-src 'self' ws://meet.example.org:8443 wss://meet.example.org:8443;",
		"x;script-src *":              "connect-src 'self';",
		"x,default-src":               "connect-src 'self';",
		"evil.test default-src 'self": "connect-src 'self';",
		"[::1]:8080":                  "connect-src 'self';",
	} {
		if got := policy(host); !strings.Contains(got, want) {
			t.Errorf("policy(%q) is %q", host, got)
		}
	}
}
