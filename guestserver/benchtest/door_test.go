//go:build linux

package benchtest

import (
	"fmt"
	"testing"
	"time"

	"foyer/client/desk"
)

const (
	// waiting is how many others wait meanwhile.
	waiting = 1_000
	// samples is how many guests are timed.
	samples = 500
	// pace is how fast a moderator decides on one after the other: the server turns out who sends more than ten commands a second.
	pace = time.Second / 9
	// answerWithin bounds how long one guest is waited for.
	answerWithin = 10 * time.Second
)

// BenchmarkKnockToDesk reports the time from the moment that a guest sends the form until the desk of the app tells of the knock.
func BenchmarkKnockToDesk(b *testing.B) {
	s, d := openDesk(b)
	var times []time.Duration
	turn := time.NewTicker(pace)
	defer turn.Stop()
	for b.Loop() {
		for i := range samples {
			<-turn.C
			v := s.visit(b, fmt.Sprintf("Visitor %d", i))
			start := time.Now()
			knocked := make(chan error, 1)
			go func() { knocked <- v.knock() }()
			guest, at := d.next(b, v.name)
			times = append(times, at.Sub(start))
			if err := <-knocked; err != nil {
				b.Fatal(err)
			}
			d.allow(b, guest)
			d.decided(b, guest)
			v.leave()
		}
	}
	report(b, times)
}

// BenchmarkDecisionToRedirect reports the time from the moment that a moderator allows a guest at the desk until the guest's browser
// has the address that takes it into the meeting.
func BenchmarkDecisionToRedirect(b *testing.B) {
	s, d := openDesk(b)
	var times []time.Duration
	turn := time.NewTicker(pace)
	defer turn.Stop()
	for b.Loop() {
		for i := range samples {
			<-turn.C
			v := s.visit(b, fmt.Sprintf("Visitor %d", i))
			if err := v.knock(); err != nil {
				b.Fatal(err)
			}
			if err := v.attend(); err != nil {
				b.Fatal(err)
			}
			guest, _ := d.next(b, v.name)
			start := time.Now()
			d.allow(b, guest)
			if _, err := v.enter(); err != nil {
				b.Fatal(err)
			}
			times = append(times, time.Since(start))
			d.decided(b, guest)
			v.leave()
		}
	}
	report(b, times)
}

func report(b *testing.B, times []time.Duration) {
	b.ReportMetric(milliseconds(percentile(times, 50)), "p50-ms")
	b.ReportMetric(milliseconds(percentile(times, 99)), "p99-ms")
	b.ReportMetric(milliseconds(percentile(times, 100)), "max-ms")
	b.ReportMetric(0, "ns/op")
}

// moderatorsDesk is the app's desk with its one meeting.
type moderatorsDesk struct {
	*desk.Desk
	meeting desk.MeetingKey
	knocks  chan told
	allowed chan string
}

// told is a guest that the desk told of, and when.
type told struct {
	guest desk.Guest
	at    time.Time
}

// openDesk starts a server with a crowd of waiting guests, and a desk that looks after them.
func openDesk(b *testing.B) (*server, *moderatorsDesk) {
	b.Helper()
	needFiles(b, waiting)
	s := startServer(b)
	newCrowd(b, s.admit).grow(b, waiting)
	d := &moderatorsDesk{
		Desk: desk.New(desk.Options{}), meeting: desk.MeetingKey{Account: "benchmark", Meeting: s.meeting.ID},
		knocks: make(chan told, 2*waiting), allowed: make(chan string, 2*waiting),
	}
	d.Subscribe(d.changed)
	d.Add(d.meeting.Account, "benchmark", s.portal)
	b.Cleanup(d.Close)
	for range waiting {
		d.next(b, "")
	}
	return s, d
}

func (d *moderatorsDesk) changed(c desk.Change) {
	now := time.Now()
	switch c := c.(type) {
	case desk.Knocked:
		for _, g := range c.Guests {
			d.knocks <- told{g, now}
		}
	case desk.Decided:
		for _, g := range c.Guests {
			d.allowed <- g.ID
		}
	}
}

// next returns the next guest that the desk tells of, which must have that name if one is given.
func (d *moderatorsDesk) next(b *testing.B, name string) (id string, at time.Time) {
	b.Helper()
	select {
	case t := <-d.knocks:
		if name != "" && t.guest.Name != name {
			b.Fatalf("%s knocked, not %s", t.guest.Name, name)
		}
		return t.guest.ID, t.at
	case <-time.After(answerWithin):
		b.Fatalf("the desk did not tell of %s", name)
		return "", time.Time{}
	}
}

func (d *moderatorsDesk) allow(b *testing.B, guest string) {
	b.Helper()
	err := d.Decide(b.Context(), desk.Decision{Meeting: d.meeting, Verdict: desk.Allow, Guests: []string{guest}})
	if err != nil {
		b.Fatal(err)
	}
}

// decided waits until the desk tells that the guest was decided on.
func (d *moderatorsDesk) decided(b *testing.B, guest string) {
	b.Helper()
	select {
	case id := <-d.allowed:
		if id != guest {
			b.Fatalf("the decision was on %s, not %s", id, guest)
		}
	case <-time.After(answerWithin):
		b.Fatal("the desk did not tell of the decision")
	}
}
