package lobby

import (
	"sync"
	"time"
)

// presence remembers when waiting guests last showed a sign of life. The zero presence is ready.
type presence struct {
	mu     sync.Mutex
	guests map[string]sign
}

// sign is a guest's sign of life.
type sign struct {
	meetingID string
	last      time.Time
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
	p.set(g, now, 0)
}

// hold keeps a waiting guest present until release is called.
func (p *presence) hold(g Guest) (release func()) {
	if g.State != Waiting {
		return func() {}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set(g, time.Now(), 1)
	return sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if _, ok := p.guests[g.ID]; ok {
			p.set(g, time.Now(), -1)
		}
	})
}

func (p *presence) set(g Guest, now time.Time, held int32) {
	if p.guests == nil {
		p.guests = map[string]sign{}
	}
	p.guests[g.ID] = sign{meetingID: g.MeetingID, last: now, held: p.guests[g.ID].held + held}
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
			delete(p.guests, g.ID)
		}
	}
}

// forget forgets guests, except those that are held; these it returns.
func (p *presence) forget(ids []string) (held []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		if p.guests[id].held > 0 {
			held = append(held, id)
			continue
		}
		delete(p.guests, id)
	}
	return held
}

// silent returns the guests without a sign of life since a time, by meeting.
func (p *presence) silent(since time.Time) map[string][]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	silent := map[string][]string{}
	for id, s := range p.guests {
		if s.held == 0 && s.last.Before(since) {
			silent[s.meetingID] = append(silent[s.meetingID], id)
		}
	}
	return silent
}
