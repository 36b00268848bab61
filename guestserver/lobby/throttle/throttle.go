// Package throttle bounds how many new guests knock, by network and by meeting.
package throttle

import (
	"net/netip"
	"time"

	"foyer/guestserver/throttle"
)

// Limits are how many new guests may knock. A reload by a guest who knocked before does not count. The zero value of a field is its
// default.
type Limits struct {
	// Network is for knocks from one network, Meeting for those at one meeting from all networks.
	Network, Meeting throttle.Limit
}

// DefaultLimits returns the limits that hold unless an operator sets others.
func DefaultLimits() Limits {
	return Limits{
		// A class of 30 behind one address knocks at once, and each of them twice. A flood from there is slower than a moderator denies it.
		Network: throttle.Limit{Burst: 60, Every: 2 * time.Second},
		// A full hall of 15,000 comes at once, and again after a mishap. Of a flood from many networks that goes on, there are with the
		// grace time never more than 3,000 who do not even keep a connection open.
		Meeting: throttle.Limit{Burst: 50_000, Every: 20 * time.Millisecond},
	}
}

// Throttle counts knocks by network and by meeting.
type Throttle struct{ byNetwork, byMeeting *throttle.Throttle }

// New returns a throttle with limits.
func New(l Limits) *Throttle {
	d := DefaultLimits()
	return &Throttle{throttle.New(l.Network.Or(d.Network)), throttle.New(l.Meeting.Or(d.Meeting))}
}

// Take reports whether one more guest may knock now, and counts it. The knock of an unknown network, which is empty, counts for the
// meeting alone.
func (t *Throttle) Take(meetingID, network string) bool {
	return (network == "" || t.byNetwork.Take(network) == 0) && t.byMeeting.Take(meetingID) == 0
}

// NetworkOf returns the network whose knocks are counted together: an IPv4 address, since a household or a school has one, and the /64
// of an IPv6 address, since each device has all of that. It is empty for an invalid address and for this machine itself: behind a proxy
// that is not configured as one, all guests would seem to come from there.
func NetworkOf(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if !a.IsValid() || a.IsLoopback() {
		return ""
	}
	if a.Is4() {
		return a.String()
	}
	return netip.PrefixFrom(a, 64).Masked().String()
}
