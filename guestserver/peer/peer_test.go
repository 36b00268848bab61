package peer

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestOnlyNamedProxiesSpeakForAClient(t *testing.T) {
	for _, c := range []struct {
		name, proxies, from string
		forwarded           []string
		address             string
	}{
		{"no proxy", "", "192.0.2.7:4711", nil, "192.0.2.7"},
		{"IPv6", "", "[2001:db8:1:2:3::4]:4711", nil, "2001:db8:1:2:3::4"},
		{"IPv4 on an IPv6 socket", "", "[::ffff:192.0.2.7]:4711", nil, "192.0.2.7"},
		{"a stranger who claims to be another", "", "192.0.2.7:4711", []string{"198.51.100.1"}, "192.0.2.7"},
		{"a stranger beside the proxy", "127.0.0.1", "192.0.2.7:1", []string{"198.51.100.1"}, "192.0.2.7"},
		{"through the proxy", "127.0.0.1", "127.0.0.1:1", []string{"198.51.100.1"}, "198.51.100.1"},
		{"a client that lies to the proxy", "127.0.0.1", "127.0.0.1:1", []string{"10.9.9.9, 198.51.100.1"},
			"198.51.100.1"},
		{"two proxies", "127.0.0.1, 10.0.0.0/8", "127.0.0.1:1", []string{"198.51.100.1, 10.2.3.4"},
			"198.51.100.1"},
		{"a header on two lines", "127.0.0.1 10.0.0.0/8", "127.0.0.1:1", []string{"198.51.100.1", "10.2.3.4"},
			"198.51.100.1"},
		{"with ports", "127.0.0.1", "127.0.0.1:1", []string{"[2001:db8::1]:9"}, "2001:db8::1"},
		{"the proxy itself", "127.0.0.1", "127.0.0.1:1", nil, "127.0.0.1"},
		{"nonsense", "127.0.0.1", "127.0.0.1:1", []string{"198.51.100.1, unknown"}, "127.0.0.1"},
		{"no TCP", "127.0.0.1", "@", []string{"198.51.100.1"}, "invalid IP"},
	} {
		t.Run(c.name, func(t *testing.T) {
			proxies, err := Parse(c.proxies)
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr, r.Header["X-Forwarded-For"] = c.from, c.forwarded
			if got := proxies.Address(r).String(); got != c.address {
				t.Errorf("the address is %s, want %s", got, c.address)
			}
		})
	}
}

func TestWrongProxiesAreRefused(t *testing.T) {
	for _, list := range []string{"localhost", "10.0.0.0/33", "fe80::1%eth0", "10.0.0"} {
		if got, err := Parse(list); err == nil {
			t.Errorf("Parse(%q) is %v", list, got)
		}
	}
}

// FuzzAddress has a stranger write any header: without a trusted proxy it never counts, and behind one it never fails.
func FuzzAddress(f *testing.F) {
	f.Add("198.51.100.1, 10.0.0.1:80")
	f.Add("[::1]:80,,unknown,_hidden")
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = "192.0.2.7:4711"
		r.Header["X-Forwarded-For"] = []string{header}
		if got := (Proxies)(nil).Address(r).String(); got != "192.0.2.7" {
			t.Fatalf("the address is %s", got)
		}
		proxies, err := Parse("192.0.2.7, 10.0.0.0/8")
		if err != nil {
			t.Fatal(err)
		}
		if got := proxies.Address(r); !got.IsValid() || got.Zone() != "" || got.Is4In6() {
			t.Fatalf("the address is %v", got)
		}
	})
}
