package signal

import (
	"slices"
	"sync"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
)

// hub knows who is connected, and passes the lobby's events on to them. The zero hub is ready.
type hub struct {
	mu     sync.RWMutex
	closed bool
	conns  map[*conn]struct{}
	rooms  map[string]*room
	// sessions has the connections of moderators by the token of their session.
	sessions map[string][]*conn
	// readers counts the connections that are read.
	readers sync.WaitGroup
}

// room is who has joined at one meeting. A guest may have several pages open.
type room struct {
	moderators []*conn
	guests     map[string][]*conn
}

// open adds a connection, which is then read until leave, unless the hub is closed. It counts under the lock, so that whoever
// closes the hub waits for each connection that got in before.
func (h *hub) open(c *conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	if h.conns == nil {
		h.conns, h.rooms, h.sessions = map[*conn]struct{}{}, map[string]*room{}, map[string][]*conn{}
	}
	h.conns[c] = struct{}{}
	h.readers.Add(1)
	return true
}

func (h *hub) leave(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.conns, c)
	h.readers.Done()
}

func (h *hub) len() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.conns)
}

// awaited returns the meetings at which guests are connected.
func (h *hub) awaited() []string {
	h.mu.RLock()
	defer h.mu.RUnlock()
	ids := []string{}
	for id, r := range h.rooms {
		if len(r.guests) > 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// close ends all connections, and lets no new one in.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for c := range h.conns {
		c.close(websocket.CloseGoingAway)
	}
}

func (h *hub) addGuest(meetingID, id string, c *conn) {
	h.change(meetingID, func(r *room) { r.guests[id] = append(r.guests[id], c) })
}

func (h *hub) removeGuest(meetingID, id string, c *conn) {
	h.change(meetingID, func(r *room) {
		r.guests[id] = without(r.guests[id], c)
		if len(r.guests[id]) == 0 {
			delete(r.guests, id)
		}
	})
}

func (h *hub) addModerator(meetingID, session string, c *conn) {
	h.change(meetingID, func(r *room) {
		r.moderators = append(r.moderators, c)
		h.sessions[session] = append(h.sessions[session], c)
	})
}

func (h *hub) removeModerator(meetingID, session string, c *conn) {
	h.change(meetingID, func(r *room) {
		r.moderators = without(r.moderators, c)
		if h.sessions[session] = without(h.sessions[session], c); len(h.sessions[session]) == 0 {
			delete(h.sessions, session)
		}
	})
}

// endSession ends the connections of a session.
func (h *hub) endSession(session string) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, c := range h.sessions[session] {
		c.close(websocket.ClosePolicyViolation)
	}
}

// change changes a meeting's room, which is there only while somebody is in it.
func (h *hub) change(meetingID string, fn func(*room)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.rooms[meetingID]
	if r == nil {
		r = &room{guests: map[string][]*conn{}}
		h.rooms[meetingID] = r
	}
	fn(r)
	if len(r.moderators) == 0 && len(r.guests) == 0 {
		delete(h.rooms, meetingID)
	}
}

func without(conns []*conn, c *conn) []*conn {
	return slices.DeleteFunc(conns, func(other *conn) bool { return other == c })
}

// tell passes an event on. It never waits for a client.
func (h *hub) tell(e lobby.Event) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	r := h.rooms[e.MeetingID]
	if r == nil {
		return
	}
	// Guests go first: the list that moderators get when everyone is allowed takes longer than a guest should.
	switch {
	case e.Kind == lobby.Decided && e.Verdict == lobby.Allow:
		r.tellGuests(e.Guests, encode(signaling.Accepted{}))
	case e.Kind == lobby.Decided:
		r.tellGuests(e.Guests, encode(&signaling.Denied{Reason: e.Reason}))
	case e.Kind == lobby.Departed:
		r.dismiss(e.Guests)
	}
	r.tellModerators(e)
}

func (r *room) tellModerators(e lobby.Event) {
	if len(r.moderators) == 0 {
		return
	}
	for _, event := range moderatorEvents(e) {
		frame := encode(event)
		for _, c := range r.moderators {
			c.send(frame)
		}
	}
}

func (r *room) tellGuests(guests []lobby.Guest, frame []byte) {
	for _, g := range guests {
		for _, c := range r.guests[g.ID] {
			c.send(frame)
		}
	}
}

// dismiss ends the connections of guests who left, so that their other pages notice.
func (r *room) dismiss(guests []lobby.Guest) {
	for _, g := range guests {
		if g.State != lobby.Left {
			continue
		}
		for _, c := range r.guests[g.ID] {
			c.close(websocket.CloseNormalClosure)
		}
	}
}

// moderatorEvents returns what moderators are told of an event.
func moderatorEvents(e lobby.Event) []signaling.Event {
	by := signaling.Person{ID: e.By.ID, Name: e.By.Name}
	var events []signaling.Event
	switch e.Kind {
	case lobby.Knocked:
		for _, g := range e.Guests {
			events = append(events, &signaling.JoinedWaitingRoom{Participant: participant(g)})
		}
	case lobby.Decided:
		events = append(events, &signaling.Decided{Decision: string(e.Verdict), Guests: ids(e.Guests), By: by, Reason: e.Reason})
		if e.Verdict == lobby.Deny {
			// A client of OpenTalk knows no denial, but it knows this.
			events = append(events, left(e.Guests)...)
		}
	case lobby.Departed:
		events = left(e.Guests)
	case lobby.Remembered:
		events = append(events, &signaling.Remembered{Decision: string(e.Verdict), By: by})
	}
	return events
}

func left(guests []lobby.Guest) []signaling.Event {
	events := make([]signaling.Event, len(guests))
	for i, g := range guests {
		events[i] = &signaling.LeftWaitingRoom{ID: g.ID}
	}
	return events
}

func ids(guests []lobby.Guest) []string {
	ids := make([]string, len(guests))
	for i, g := range guests {
		ids[i] = g.ID
	}
	return ids
}
