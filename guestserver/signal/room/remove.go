package room

import "foyer/client/signaling"

// TellModerators sends an event to the moderators inside a meeting.
func (s *Rooms) TellModerators(meetingID string, e signaling.Event) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if r := s.rooms[meetingID]; r != nil {
		r.tellModerators(e)
	}
}

// Kick removes someone whom the lobby does not know.
func (s *Rooms) Kick(meetingID, id string) {
	s.change(meetingID, func(r *room) { r.sendAway(id, signaling.Kicked{}, signaling.LeftKicked) })
}

// Ban removes someone whom the lobby does not know. That the account is kept out is the lobby's business.
func (s *Rooms) Ban(meetingID, accountID string) {
	s.change(meetingID, func(r *room) { r.sendAway(accountID, signaling.Banned{}, signaling.LeftBanned) })
}

// Debrief ends the session for those of a scope whom the lobby does not know, and tells the others. Whom the lobby knows it has sent away
// before.
func (s *Rooms) Debrief(meetingID, by, scope string) {
	s.change(meetingID, func(r *room) {
		for id, p := range r.people {
			if !p.Knocked && p.inside() && inScope(p, scope) {
				r.sendAway(id, &signaling.SessionEnded{IssuedBy: by}, signaling.LeftKicked)
			}
		}
		r.tellInside(&signaling.DebriefingStarted{IssuedBy: by})
	})
}

// Delete ends a meeting that is no more, for everyone.
func (s *Rooms) Delete(meetingID string) {
	s.change(meetingID, func(r *room) {
		r.tellDoor(signaling.RoomDeleted{})
		r.tellInside(signaling.RoomDeleted{})
		for _, conns := range r.door {
			closeAll(conns)
		}
		for _, p := range r.people {
			closeAll(p.conns)
		}
	})
}

func inScope(p *person, scope string) bool {
	return scope == signaling.ScopeAll || scope == signaling.ScopeUsersAndGuests && !p.moderates()
}

// change runs fn on a meeting's room, if there is one.
func (s *Rooms) change(meetingID string, fn func(*room)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.rooms[meetingID]; r != nil {
		fn(r)
		s.vacate(meetingID, r)
	}
}
