package lobby

import (
	"slices"
	"sync"
	"time"
)

// presence remembers when waiting guests last showed a sign of life, and who has a connection open. The zero presence is ready.
type presence struct {
	mu sync.Mutex
	// meetings have the guests by their ID.
	meetings map[string]map[string]sign
}

// sign is a guest's sign of life.
type sign struct {
	last time.Time
	// held counts open connections.
	held    int32
	waiting bool
}

// seen notes a sign of life of a guest. Whether it waits only the events tell: what whoever saw it has read may be old by now.
func (p *presence) seen(g Guest, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.change(g.MeetingID, g.ID, func(s *sign) { s.last = now })
}

// hold keeps a guest present until release is called. A guest who does not wait may wait again.
func (p *presence) hold(g Guest) (release func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.change(g.MeetingID, g.ID, func(s *sign) {
		s.held++
		s.last = time.Now()
	})
	// As long as a connection is open this is kept: of the guest it needs the IDs only.
	h := &hold{presence: p, meetingID: g.MeetingID, id: g.ID}
	return h.release
}

// hold is a guest's open connection.
type hold struct {
	presence      *presence
	meetingID, id string
	released      sync.Once
}

func (h *hold) release() { h.released.Do(func() { h.presence.letGo(h.meetingID, h.id) }) }

// letGo notes that a connection of a guest has ended.
func (p *presence) letGo(meetingID, id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.change(meetingID, id, func(s *sign) {
		s.held--
		s.last = time.Now()
	})
}

// change changes a guest's sign of life, which is kept while it waits or has a connection.
func (p *presence) change(meetingID, id string, fn func(*sign)) {
	guests := p.meetings[meetingID]
	s := guests[id]
	fn(&s)
	if !s.waiting && s.held == 0 {
		delete(guests, id)
		if len(guests) == 0 {
			delete(p.meetings, meetingID)
		}
		return
	}
	if guests == nil {
		guests = map[string]sign{}
		if p.meetings == nil {
			p.meetings = map[string]map[string]sign{}
		}
		p.meetings[meetingID] = guests
	}
	guests[id] = s
}

// follow notes who waits and who does not after an event.
func (p *presence) follow(e Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, g := range e.Guests {
		p.change(e.MeetingID, g.ID, func(s *sign) {
			if g.State == Waiting && !s.waiting {
				s.last = time.Now()
			}
			s.waiting = g.State == Waiting
		})
	}
}

// held returns those of some guests who have a connection open.
func (p *presence) held(meetingID string, ids []string) (held []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		if p.meetings[meetingID][id].held > 0 {
			held = append(held, id)
		}
	}
	return held
}

// unheld returns the others of some guests.
func (p *presence) unheld(meetingID string, ids []string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(ids, func(id string) bool { return p.meetings[meetingID][id].held > 0 })
}

// silent returns the guests who wait without a sign of life since a time, by meeting.
func (p *presence) silent(since time.Time) map[string][]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	silent := map[string][]string{}
	for meetingID, guests := range p.meetings {
		for id, s := range guests {
			if s.waiting && s.held == 0 && s.last.Before(since) {
				silent[meetingID] = append(silent[meetingID], id)
			}
		}
	}
	return silent
}

// forget drops the guests among these who are silent since a time: nobody knows them any more.
func (p *presence) forget(meetingID string, ids []string, since time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		p.change(meetingID, id, func(s *sign) { s.waiting = s.waiting && !s.last.Before(since) })
	}
}
