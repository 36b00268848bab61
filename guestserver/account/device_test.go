package account

import (
	"strings"
	"testing"
)

func TestDeviceIsCalledAsItsOwnerKnowsIt(t *testing.T) {
	const (
		chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 "
		iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
	)
	for _, c := range []struct{ userAgent, want string }{
		{"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"},
		{"Mozilla/5.0 (Linux; Android 10; K) " + chrome + "Mobile Safari/537.36", "Chrome, Android"},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + chrome + "Safari/537.36 Edg/139.0.0.0", "Edge, Windows"},
		{iPhone + "Version/18.6 Mobile/15E148 Safari/604.1", "Safari, iPhone"},
		{iPhone + "CriOS/139.0 Mobile/15E148 Safari/604.1", "Chrome, iPhone"},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15", "Safari, Mac"},
		{"Mozilla/5.0 (compatible)", "Browser"},
		{"foyer", "foyer"},
		{"", ""},
		{strings.Repeat("lä", 300), strings.Repeat("lä", 50)},
	} {
		if got := deviceName(c.userAgent); got != c.want {
			t.Errorf("%q is called %q, want %q", c.userAgent, got, c.want)
		}
	}
}
