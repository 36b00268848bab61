package room

import "foyer/client/signaling"

// Moderates reports whether someone is inside, and a moderator.
func (s *Rooms) Moderates(meetingID, id string) bool {
	return s.as(meetingID, id, func(_ *room, p *person) error {
		if !p.moderates() {
			return ErrUnknown
		}
		return nil
	}) == nil
}

// Find returns someone who is inside, or ErrUnknown.
func (s *Rooms) Find(meetingID, id string) (Person, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if r := s.rooms[meetingID]; r != nil && r.people[id] != nil && r.people[id].inside() {
		return r.people[id].Person, nil
	}
	return Person{}, ErrUnknown
}

// Moderators returns the IDs of the moderators, however they became that.
func (s *Rooms) Moderators(meetingID string) []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var ids []string
	if r := s.rooms[meetingID]; r != nil {
		for id, p := range r.people {
			if p.moderates() {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// Grant makes a participant a moderator. What moderators are told from now on is held back from it until missed has told it of those
// who wait already. It returns ErrUnknown, ErrOwner and ErrNothingToDo.
func (s *Rooms) Grant(meetingID, by, target string, missed func() []signaling.Event) error {
	var granted *person
	err := s.as(meetingID, by, func(r *room, issuer *person) error {
		p := r.people[target]
		if err := r.changeRole(p, signaling.RoleModerator); err != nil {
			return err
		}
		p.tell(&signaling.RoleUpdated{NewRole: p.Role})
		issuer.tell(&signaling.ModeratorRoleGranted{Target: target})
		for _, c := range p.conns {
			c.Trust()
			c.Hold()
		}
		granted = &person{conns: append(p.conns[:0:0], p.conns...)}
		return nil
	})
	if err != nil {
		return err
	}
	events := missed()
	for _, c := range granted.conns {
		c.LetGo(events...)
	}
	return nil
}

// Revoke makes a moderator an ordinary participant. It returns ErrUnknown, ErrOwner and ErrNothingToDo.
func (s *Rooms) Revoke(meetingID, by, target string) error {
	return s.as(meetingID, by, func(r *room, issuer *person) error {
		p := r.people[target]
		if err := r.changeRole(p, ordinary(p)); err != nil {
			return err
		}
		p.tell(&signaling.RoleUpdated{NewRole: p.Role})
		issuer.tell(&signaling.ModeratorRoleRevoked{Target: target})
		return nil
	})
}

// ByRight returns the accounts that moderate by right, by the meetings that anyone is at.
func (s *Rooms) ByRight() map[string][]string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	accounts := make(map[string][]string, len(s.rooms))
	for meetingID, r := range s.rooms {
		accounts[meetingID] = []string{}
		for id, p := range r.people {
			if !p.Knocked && p.inside() && p.moderates() {
				accounts[meetingID] = append(accounts[meetingID], id)
			}
		}
	}
	return accounts
}

// Demote makes a moderator an ordinary participant who has lost the right to be one.
func (s *Rooms) Demote(meetingID, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[meetingID]
	if r == nil || r.people[id] == nil {
		return
	}
	p := r.people[id]
	p.Owner, p.given = false, ordinary(p)
	if r.changeRole(p, ordinary(p)) == nil {
		p.tell(&signaling.RoleUpdated{NewRole: p.Role})
	}
}

// ordinary is the role of a participant who is no moderator.
func ordinary(p *person) string {
	if p != nil && p.Kind == signaling.KindUser {
		return signaling.RoleUser
	}
	return signaling.RoleGuest
}

// changeRole gives a participant another role and tells the others.
func (r *room) changeRole(p *person, role string) error {
	switch {
	case p == nil || !p.inside():
		return ErrUnknown
	case p.Owner:
		return ErrOwner
	case p.Role == role:
		return ErrNothingToDo
	}
	p.Role = role
	r.tellOthers(p, &signaling.Update{Participant: p.participant()})
	r.attend()
	return nil
}
