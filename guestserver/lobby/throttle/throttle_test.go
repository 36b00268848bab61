package throttle_test

import (
	"net/netip"
	"testing"

	"foyer/guestserver/lobby/throttle"
)

func TestNetworkOfAnAddress(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7":            "192.0.2.7",
		"::ffff:192.0.2.7":     "192.0.2.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff::1": "2001:db8:1:2::/64",
		"fe80::1%eth0":         "fe80::/64",
		"127.0.0.1":            "",
		"::1":                  "",
		"::ffff:127.0.0.1":     "",
	} {
		if got := throttle.NetworkOf(netip.MustParseAddr(address)); got != want {
			t.Errorf("NetworkOf(%s) = %q, want %q", address, got, want)
		}
	}
	if got := throttle.NetworkOf(netip.Addr{}); got != "" {
		t.Errorf("NetworkOf(nothing) = %q, want nothing", got)
	}
}
