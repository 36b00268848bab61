// Package room knows who is at which meeting over a websocket, on this node: who waits at the door, who is inside, who moderates and
// whose hand is up. It passes on to each of them what is theirs to know, and nothing else. What is durable is the lobby's business.
package room

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/signal/wire"
)

// ResumeWithin is how soon a participant whose connection broke may come back and be what it was, as at OpenTalk. As long a room that
// everyone has left is remembered.
const ResumeWithin = 120 * time.Second

// rememberLeft is how long a room that is never empty remembers who left.
const rememberLeft = 12 * time.Hour

// Errors that the callers tell apart.
var (
	// ErrNotInside is for a command of someone who is not inside.
	ErrNotInside = errors.New("not inside")
	// ErrUnknown is for a target who is not inside.
	ErrUnknown       = errors.New("nobody inside has that id")
	ErrHandsDisabled = errors.New("hands cannot be raised")
	ErrOwner         = errors.New("it is the owner of the meeting")
	ErrNothingToDo   = errors.New("it is so already")
)

// Rooms is all meetings that somebody is at. The zero Rooms is ready.
type Rooms struct {
	mu    sync.RWMutex
	rooms map[string]*room
	// sessions has the token of the session of each connection by which somebody who is signed in came inside.
	sessions map[*wire.Conn]string
}

// room is one meeting. It is guarded by the lock of Rooms.
type room struct {
	rooms     *Rooms
	meetingID string
	// door has the connections of guests who are not inside, by the guest. A guest may have several pages open.
	door map[string][]*wire.Conn
	// people are those who are inside or were, by their id.
	people map[string]*person
	// handsDisabled says that nobody may raise a hand.
	handsDisabled bool
	sign          Sign
	queue         queue
	// absent runs while no moderator is there and the guests do not know yet.
	absent *time.Timer
	// forget removes the room a while after the last left.
	forget *time.Timer
}

// in returns a meeting's room, and a new one if there is none. The lock is held.
func (s *Rooms) in(meetingID string) *room {
	if s.rooms == nil {
		s.rooms = map[string]*room{}
	}
	r := s.rooms[meetingID]
	if r == nil {
		r = &room{rooms: s, meetingID: meetingID, door: map[string][]*wire.Conn{}, people: map[string]*person{}}
		s.rooms[meetingID] = r
	}
	if r.forget != nil {
		r.forget.Stop()
		r.forget = nil
	}
	return r
}

// vacate has a room that nobody is at removed: at once if nobody was inside, else when nobody can resume any more. The lock is held.
func (s *Rooms) vacate(meetingID string, r *room) {
	switch {
	case len(r.door) > 0 || r.anyone() || s.rooms[meetingID] != r:
	case len(r.people) == 0:
		delete(s.rooms, meetingID)
	case r.forget == nil:
		r.forget = time.AfterFunc(ResumeWithin, func() { s.remove(meetingID, r) })
	}
}

func (s *Rooms) remove(meetingID string, r *room) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rooms[meetingID] == r && r.forget != nil && len(r.door) == 0 && !r.anyone() {
		delete(s.rooms, meetingID)
	}
}

// Wait adds a guest's connection at the door, where the guest is told what becomes of its knock. It returns what guests see at the door.
func (s *Rooms) Wait(meetingID, id string, c *wire.Conn) Sign {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.in(meetingID)
	r.door[id] = append(r.door[id], c)
	if r.sign.QueueShown {
		r.queue.fresh = append(r.queue.fresh, id)
	}
	return r.sign
}

// Enter takes a connection inside, from the door if it stands there, and tells the others. It returns the person as it now is and
// the others, those who left among them, in the order of their coming. Who was inside keeps its role, and its hand if it never was
// away.
func (s *Rooms) Enter(meetingID string, who Person, c *wire.Conn) (me Person, others []signaling.Participant, handsEnabled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.in(meetingID)
	r.leaveDoor(who.ID, c)
	p := r.people[who.ID]
	if p == nil {
		p = &person{given: who.Role}
		r.people[who.ID] = p
	}
	came := !p.inside()
	p.enter(who, c)
	c.Trust()
	if who.Session != "" {
		if s.sessions == nil {
			s.sessions = map[*wire.Conn]string{}
		}
		s.sessions[c] = who.Session
	}
	if came {
		r.tellOthers(p, &signaling.Joined{Participant: p.participant()})
	}
	r.attend()
	return p.Person, r.others(p), !r.handsDisabled
}

// Leave removes a connection, wherever it is, and tells the others if it was a participant's last. It reports whether it was.
func (s *Rooms) Leave(meetingID, id string, c *wire.Conn, reason string) (last bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, c)
	r := s.rooms[meetingID]
	if r == nil {
		return false
	}
	defer s.vacate(meetingID, r)
	r.leaveDoor(id, c)
	p := r.people[id]
	if p == nil || !slices.Contains(p.conns, c) {
		return false
	}
	p.conns = without(p.conns, c)
	if len(p.conns) > 0 {
		return false
	}
	r.gone(p, reason)
	return true
}

// Sessions returns the tokens of the sessions of people who are connected, each once.
func (s *Rooms) Sessions() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Compact(slices.Sorted(maps.Values(s.sessions)))
}

// EndSession ends the connections of a session, so that they hear nothing more.
func (s *Rooms) EndSession(session string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for c, token := range s.sessions {
		if token == session {
			c.Close(websocket.ClosePolicyViolation)
		}
	}
}

// TakeOver ends the connections of a guest, wherever it is: it comes back on another.
func (s *Rooms) TakeOver(meetingID, id string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.rooms[meetingID]
	if r == nil {
		return
	}
	closeAll(r.door[id])
	if p := r.people[id]; p != nil {
		closeAll(p.conns)
	}
}

// Awaited returns the meetings at whose doors guests are.
func (s *Rooms) Awaited() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	ids := []string{}
	for id, r := range s.rooms {
		if len(r.door) > 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// MayResume reports whether a participant is inside, or was until a moment ago.
func (s *Rooms) MayResume(meetingID, id string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.rooms[meetingID]
	if r == nil || r.people[id] == nil {
		return false
	}
	p := r.people[id]
	return !p.sentAway && (len(p.conns) > 0 || time.Since(p.leftAt) < ResumeWithin)
}

// leaveDoor removes a connection from the door.
func (r *room) leaveDoor(id string, c *wire.Conn) {
	if r.door[id] = without(r.door[id], c); len(r.door[id]) == 0 {
		delete(r.door, id)
	}
}

// anyone reports whether anyone is inside.
func (r *room) anyone() bool {
	for _, p := range r.people {
		if len(p.conns) > 0 {
			return true
		}
	}
	return false
}

// gone notes that a participant has no connection any more, and tells the others.
func (r *room) gone(p *person, reason string) {
	p.leave()
	r.tellOthers(p, &signaling.Left{ID: p.ID, Reason: reason})
	r.attend()
	for id, other := range r.people {
		if !other.inside() && time.Since(other.leftAt) > rememberLeft {
			delete(r.people, id)
		}
	}
}

func without(conns []*wire.Conn, c *wire.Conn) []*wire.Conn {
	return slices.DeleteFunc(conns, func(other *wire.Conn) bool { return other == c })
}

func closeAll(conns []*wire.Conn) {
	for _, c := range conns {
		c.Close(websocket.CloseNormalClosure)
	}
}
