package bbbtest

import (
	"cmp"
	"crypto/rand"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Times after which a meeting is over, as the real server has them by default.
const (
	expireUnused = 5 * time.Minute
	expireEmpty  = time.Minute
	// forgetEnded is how long an ended meeting is remembered.
	forgetEnded = time.Minute
)

// meeting is one run of a meeting.
type meeting struct {
	id, internalID, name    string
	attendeePW, moderatorPW string
	policy                  string
	voiceBridge             string
	logoutURL, welcome      string
	created                 time.Time
	duration                time.Duration
	expireUnused            time.Duration
	expireEmpty             time.Duration
	record, autoStart       bool // it may be recorded, and is from the beginning
	maxUsers                int
	meta                    metadata
	joined                  bool      // somebody has been inside
	empty                   time.Time // when the last one left, zero while someone is inside
	ended                   time.Time // when end was called, zero before
	documents               []string  // names of presentations
	came                    int       // how many have been inside
	recorded                bool      // a recording has been started
	gathering
}

// createTime returns the time of creation as the API has it, in milliseconds since 1970.
func (m *meeting) createTime() int64 { return m.created.UnixMilli() }

// over reports whether the meeting has vanished from the server by the time now.
func (m *meeting) over(now time.Time) bool {
	switch {
	case !m.ended.IsZero():
		return now.Sub(m.ended) >= forgetEnded
	case m.duration > 0 && now.Sub(m.created) >= m.duration:
		return true
	case !m.joined:
		return m.expireUnused > 0 && now.Sub(m.created) >= m.expireUnused
	case !m.empty.IsZero():
		return m.expireEmpty > 0 && now.Sub(m.empty) >= m.expireEmpty
	}
	return false
}

// person is one session of someone who has joined.
type person struct {
	meeting    *meeting
	token      string // the session token
	internalID string
	extID      string
	name       string
	role       string
	guest      bool
	logoutURL  string
	status     string    // one of allow, wait, deny
	inside     bool      // the page has been opened, and not been left
	entered    time.Time // when it was first opened
	seen       time.Time // when it last gave a sign of life
	presence
}

// tidy forgets what is over by now, so that no background work is needed. The caller holds the lock.
func (s *Simulator) tidy() time.Time {
	now := s.opts.Now()
	for _, p := range s.people {
		if s.gone(p, now) {
			s.out(p, p.seen.Add(s.opts.GoneAfter))
		}
	}
	for id, m := range s.meetings {
		if m.over(now) {
			delete(s.meetings, id)
			s.forget(m)
			s.keepRecording(m, now)
		}
	}
	return now
}

// forget drops everyone who has joined a meeting.
func (s *Simulator) forget(m *meeting) {
	for token, p := range s.people {
		if p.meeting == m {
			delete(s.people, token)
		}
	}
}

// in lets a person be inside.
func (s *Simulator) in(p *person, now time.Time) {
	if p.entered.IsZero() {
		p.entered = now
		p.meeting.came++
	}
	if !p.inside {
		s.tell(p.meeting, "user-joined", p.about())
	}
	p.inside, p.seen = true, now
	p.meeting.joined, p.meeting.empty = true, time.Time{}
}

// out takes a person out of the meeting at the given time.
func (s *Simulator) out(p *person, at time.Time) {
	p.inside = false
	s.tell(p.meeting, "user-left", p.about())
	if len(s.inside(p.meeting)) == 0 {
		p.meeting.empty = at
	}
}

// inside returns everyone in a meeting, the first to come first.
func (s *Simulator) inside(m *meeting) []*person {
	var all []*person
	for _, p := range s.people {
		if p.meeting == m && p.inside {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *person) int {
		return cmp.Or(a.entered.Compare(b.entered), cmp.Compare(a.token, b.token))
	})
	return all
}

// running reports whether the meeting runs: somebody has joined, and nobody has ended it.
func (m *meeting) running() bool { return m.joined && m.ended.IsZero() }

// randomID returns n letters and digits that nobody can guess.
func randomID(n int) string { return strings.ToLower(rand.Text())[:n] }

// stripControl drops control characters, which XML cannot carry.
func stripControl(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, text)
}
