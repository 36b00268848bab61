// Package throttle bounds how many new guests knock, by network and by meeting.
package throttle

import (
	"cmp"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits are how many new guests may knock. A reload by a guest who knocked before does not count. The zero value of a field is its
// default.
type Limits struct {
	// NetworkBurst is how many may knock from one network at once, and NetworkEvery the time after which one more may.
	NetworkBurst int
	NetworkEvery time.Duration
	// MeetingBurst and MeetingEvery are the same for one meeting, from all networks.
	MeetingBurst int
	MeetingEvery time.Duration
}

// The default limits.
const (
	// DefaultNetworkBurst lets a class of 30 behind one address knock at once, and each of them twice.
	DefaultNetworkBurst = 60
	// DefaultNetworkEvery makes a flood from one address slower than a moderator denies it.
	DefaultNetworkEvery = 2 * time.Second
	// DefaultMeetingBurst lets a full hall of 15,000 come at once, and again after a mishap.
	DefaultMeetingBurst = 50_000
	// DefaultMeetingEvery bounds a flood from many addresses that goes on: with the grace time there are never more than 3,000 who do not
	// even keep a connection open.
	DefaultMeetingEvery = 20 * time.Millisecond
)

// forgetEvery is how often networks and meetings are forgotten that nobody has come from, or to, for a while.
const forgetEvery = time.Minute

// Throttle counts knocks by network and by meeting.
type Throttle struct {
	limits Limits

	mu     sync.Mutex
	of     map[string]*rate.Limiter
	forgot time.Time
}

// New returns a throttle with limits.
func New(l Limits) *Throttle {
	return &Throttle{of: map[string]*rate.Limiter{}, limits: Limits{
		NetworkBurst: cmp.Or(l.NetworkBurst, DefaultNetworkBurst), NetworkEvery: cmp.Or(l.NetworkEvery, DefaultNetworkEvery),
		MeetingBurst: cmp.Or(l.MeetingBurst, DefaultMeetingBurst), MeetingEvery: cmp.Or(l.MeetingEvery, DefaultMeetingEvery),
	}}
}

// Take reports whether one more guest may knock now, and counts it. The knock of an unknown network, which is empty, counts for the
// meeting alone.
func (t *Throttle) Take(meetingID, network string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget(now)
	if network != "" && !t.limiter("network "+network, t.limits.NetworkEvery, t.limits.NetworkBurst).AllowN(now, 1) {
		return false
	}
	return t.limiter("meeting "+meetingID, t.limits.MeetingEvery, t.limits.MeetingBurst).AllowN(now, 1)
}

func (t *Throttle) limiter(key string, every time.Duration, burst int) *rate.Limiter {
	limiter := t.of[key]
	if limiter == nil {
		limiter = rate.NewLimiter(rate.Every(every), burst)
		t.of[key] = limiter
	}
	return limiter
}

// forget drops the limiters that are full again, so that no network is known for longer than it must.
func (t *Throttle) forget(now time.Time) {
	if now.Sub(t.forgot) < forgetEvery {
		return
	}
	t.forgot = now
	for key, limiter := range t.of {
		if limiter.TokensAt(now) >= float64(limiter.Burst()) {
			delete(t.of, key)
		}
	}
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
