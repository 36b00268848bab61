package lobby

import (
	"sync"
	"time"
)

// presence remembers when waiting guests last showed a sign of life. The zero presence is ready.
type presence struct {
	mu sync.Mutex
	// meetings have the guests by their ID.
	meetings map[string]map[string]sign
}

// sign is a guest's sign of life.
type sign struct {
	last time.Time
	// held counts open connections.
	held int32
}

// seen notes a sign of life of a guest, if it waits.
func (p *presence) seen(g Guest, now time.Time) {
	if g.State != Waiting {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set(g.MeetingID, g.ID, now, 0)
}

// hold keeps a waiting guest present until release is called.
func (p *presence) hold(g Guest) (release func()) {
	if g.State != Waiting {
		return func() {}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set(g.MeetingID, g.ID, time.Now(), 1)
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
	if _, ok := p.meetings[meetingID][id]; ok {
		p.set(meetingID, id, time.Now(), -1)
	}
}

func (p *presence) set(meetingID, id string, now time.Time, held int32) {
	guests := p.meetings[meetingID]
	if guests == nil {
		guests = map[string]sign{}
		if p.meetings == nil {
			p.meetings = map[string]map[string]sign{}
		}
		p.meetings[meetingID] = guests
	}
	guests[id] = sign{last: now, held: guests[id].held + held}
}

// remove forgets a guest.
func (p *presence) remove(meetingID, id string) {
	guests := p.meetings[meetingID]
	delete(guests, id)
	if len(guests) == 0 {
		delete(p.meetings, meetingID)
	}
}

// follow forgets guests that an event takes out of the waiting room. Those that are gone it leaves to forget.
func (p *presence) follow(e Event) {
	if e.Kind != Decided && e.Kind != Departed {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, g := range e.Guests {
		if g.State != Gone {
			p.remove(e.MeetingID, g.ID)
		}
	}
}

// forget forgets guests of a meeting, except those that are held; these it returns.
func (p *presence) forget(meetingID string, ids []string) (held []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		if p.meetings[meetingID][id].held > 0 {
			held = append(held, id)
			continue
		}
		p.remove(meetingID, id)
	}
	return held
}

// silent returns the guests without a sign of life since a time, by meeting.
func (p *presence) silent(since time.Time) map[string][]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	silent := map[string][]string{}
	for meetingID, guests := range p.meetings {
		for id, s := range guests {
			if s.held == 0 && s.last.Before(since) {
				silent[meetingID] = append(silent[meetingID], id)
			}
		}
	}
	return silent
}
