package room

import (
	"cmp"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
	"foyer/guestserver/signal/wire"
)

// Tell passes on what happened in the lobby. It never waits for a client.
func (s *Rooms) Tell(e lobby.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[e.MeetingID]
	if r == nil {
		return
	}
	defer s.vacate(e.MeetingID, r)
	// Guests go first: the list that moderators get when everyone is allowed takes longer than a guest should.
	switch e.Kind {
	case lobby.Decided:
		r.decided(e)
	case lobby.Undone:
		r.waitAgain(e.Guests)
	case lobby.SentBack:
		r.sendBack(e.Guests)
	case lobby.Removed:
		r.removed(e)
	case lobby.Blocked:
		r.blocked(e)
	case lobby.Departed:
		r.departed(e)
	case lobby.Renamed:
		r.renamed(e)
	case lobby.Said:
		r.said(e)
	case lobby.QueueShown:
		r.showQueue(e.Show)
	case lobby.Started:
		r.tellDoor(signaling.MeetingStarted{})
		r.tellInside(signaling.MeetingStarted{})
	case lobby.Stopped:
		r.tellDoor(signaling.MeetingEnded{})
		r.tellInside(signaling.MeetingEnded{})
	case lobby.Ended:
		r.ended(e)
	}
	if len(e.Guests) > 0 && e.Kind != lobby.Knocked && r.sign.QueueShown {
		r.queue.moved = true
	}
	for _, event := range forModerators(e) {
		r.tellModerators(event)
	}
}

func (r *room) decided(e lobby.Event) {
	var frame []byte
	if e.Verdict == lobby.Allow {
		frame = wire.Encode(signaling.Accepted{})
	} else {
		frame = wire.Encode(&signaling.Denied{Reason: e.Reason})
	}
	for _, g := range e.Guests {
		sendAll(r.door[g.ID], frame)
	}
}

// waitAgain tells guests at the door that they wait.
func (r *room) waitAgain(guests []lobby.Guest) {
	for _, g := range guests {
		if conns := r.door[g.ID]; len(conns) > 0 {
			sendAll(conns, wire.Encode(r.sign.Waiting(g)))
		}
	}
}

// sendBack takes guests who are inside back to the door, with their connections.
func (r *room) sendBack(guests []lobby.Guest) {
	frame := wire.Encode(signaling.SentToWaitingRoom{})
	for _, g := range guests {
		if p := r.people[g.ID]; p != nil && p.inside() {
			r.door[g.ID] = append(r.door[g.ID], p.conns...)
			p.sentAway, p.given, p.Role = true, "", ordinary(p)
			r.gone(p, signaling.LeftSentToWaitingRoom)
		}
		sendAll(r.door[g.ID], frame)
	}
	r.waitAgain(guests)
}

// removed ends the connections of guests whom a moderator removed.
func (r *room) removed(e lobby.Event) {
	for _, g := range e.Guests {
		switch e.Removal {
		case lobby.Kicked:
			r.sendAway(g.ID, signaling.Kicked{}, signaling.LeftKicked)
		case lobby.Banned:
			r.sendAway(g.ID, signaling.Banned{}, signaling.LeftBanned)
		case lobby.Debriefed:
			r.sendAway(g.ID, &signaling.SessionEnded{IssuedBy: e.By.ID}, signaling.LeftKicked)
		}
	}
}

// sendAway tells someone a last word, ends its connections, and tells the others.
func (r *room) sendAway(id string, lastWord signaling.Event, reason string) {
	frame := wire.Encode(lastWord)
	conns := r.door[id]
	p := r.people[id]
	if p != nil {
		conns = append(conns[:len(conns):len(conns)], p.conns...)
	}
	sendAll(conns, frame)
	closeAll(conns)
	if p != nil && p.inside() {
		p.sentAway = true
		r.gone(p, reason)
	}
}

func (r *room) blocked(e lobby.Event) {
	frame := wire.Encode(&signaling.Denied{Blocked: true})
	for _, g := range e.Guests {
		if g.State == lobby.Left {
			r.sendAway(g.ID, signaling.Banned{}, signaling.LeftBanned)
			continue
		}
		sendAll(r.door[g.ID], frame)
	}
}

// departed ends the connections of guests who gave up at the door, so that their other pages notice. Who left the meeting, for
// which there is a reason, may be on the way back already.
func (r *room) departed(e lobby.Event) {
	for _, g := range e.Guests {
		if g.State == lobby.Left && e.Reason == "" {
			closeAll(r.door[g.ID])
		}
	}
}

func (r *room) renamed(e lobby.Event) {
	for _, g := range e.Guests {
		p := r.people[g.ID]
		if p == nil || !p.inside() {
			sendAll(r.door[g.ID], wire.Encode(&signaling.Renamed{Name: g.Name}))
			r.tellModerators(nameChange(e, g))
			continue
		}
		p.Name = g.Name
		r.tellInside(nameChange(e, g))
		r.tellInside(&signaling.Update{Participant: p.participant()})
	}
}

func nameChange(e lobby.Event, g lobby.Guest) signaling.Event {
	return &signaling.DisplayNameChanged{
		Target: g.ID, IssuedBy: e.By.ID, OldName: cmp.Or(e.Before, g.AskedName), NewName: g.Name,
	}
}

func (r *room) said(e lobby.Event) {
	frame := wire.Encode(&signaling.Said{Text: e.Text})
	if len(e.Guests) > 0 {
		for _, g := range e.Guests {
			sendAll(r.door[g.ID], frame)
		}
		return
	}
	r.sign.Message = e.Text
	for _, conns := range r.door {
		sendAll(conns, frame)
	}
}

// ended sends away all guests. Moderators stay: who knocks later waits for the next time.
func (r *room) ended(e lobby.Event) {
	for _, g := range e.Guests {
		r.sendAway(g.ID, signaling.MeetingEnded{}, signaling.LeftKicked)
	}
	r.tellInside(signaling.MeetingEnded{})
	for _, conns := range r.door { // Who was allowed or denied is at the door still.
		sendAll(conns, wire.Encode(signaling.MeetingEnded{}))
		for _, c := range conns {
			c.Close(websocket.CloseNormalClosure)
		}
	}
	r.sign.Message, r.handsDisabled = "", false
	for id, p := range r.people {
		if !p.inside() {
			delete(r.people, id)
		}
	}
}
