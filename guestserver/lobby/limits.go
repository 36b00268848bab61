package lobby

import (
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

// forgetEvery is how often limits that are full again are forgotten.
const forgetEvery = time.Minute

// limits counts knocks by network and by meeting.
type limits struct {
	Limits

	mu     sync.Mutex
	of     map[string]*rate.Limiter
	forgot time.Time
}

func newLimits(l Limits) *limits {
	orInt := func(n *int, or int) {
		if *n == 0 {
			*n = or
		}
	}
	orTime := func(d *time.Duration, or time.Duration) {
		if *d == 0 {
			*d = or
		}
	}
	orInt(&l.NetworkBurst, DefaultNetworkBurst)
	orInt(&l.MeetingBurst, DefaultMeetingBurst)
	orTime(&l.NetworkEvery, DefaultNetworkEvery)
	orTime(&l.MeetingEvery, DefaultMeetingEvery)
	return &limits{Limits: l, of: map[string]*rate.Limiter{}}
}

// take reports whether one more guest may knock now, and counts it.
func (l *limits) take(meetingID, network string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	if network != "" && !l.limiter("network "+network, l.NetworkEvery, l.NetworkBurst).AllowN(now, 1) {
		return false
	}
	return l.limiter("meeting "+meetingID, l.MeetingEvery, l.MeetingBurst).AllowN(now, 1)
}

func (l *limits) limiter(key string, every time.Duration, burst int) *rate.Limiter {
	limiter := l.of[key]
	if limiter == nil {
		limiter = rate.NewLimiter(rate.Every(every), burst)
		l.of[key] = limiter
	}
	return limiter
}

// forget drops the limiters that nobody has used for long enough to be full again, so that networks are not kept.
func (l *limits) forget(now time.Time) {
	if now.Sub(l.forgot) < forgetEvery {
		return
	}
	l.forgot = now
	for key, limiter := range l.of {
		if limiter.TokensAt(now) >= float64(limiter.Burst()) {
			delete(l.of, key)
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
