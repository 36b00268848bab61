package room

import (
	"slices"

	"foyer/client/signaling"
)

// as runs fn as the participant, who must be inside.
func (s *Rooms) as(meetingID, id string, fn func(*room, *person) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[meetingID]
	if r == nil || r.people[id] == nil || !r.people[id].inside() {
		return ErrNotInside
	}
	return fn(r, r.people[id])
}

// RaiseHand raises a participant's hand. It returns ErrNotInside and ErrHandsDisabled.
func (s *Rooms) RaiseHand(meetingID, id string) error {
	return s.as(meetingID, id, func(r *room, p *person) error {
		if r.handsDisabled {
			return ErrHandsDisabled
		}
		r.setHand(p, true)
		p.tell(signaling.HandRaised{})
		return nil
	})
}

// LowerHand lowers a participant's own hand. It returns ErrNotInside.
func (s *Rooms) LowerHand(meetingID, id string) error {
	return s.as(meetingID, id, func(r *room, p *person) error {
		r.setHand(p, false)
		p.tell(signaling.HandLowered{})
		return nil
	})
}

// setHand tells the others if the hand was otherwise before, and reports whether it was.
func (r *room) setHand(p *person, up bool) bool {
	if !p.setHand(up) {
		return false
	}
	r.tellOthers(p, &signaling.Update{Participant: p.participant()})
	return true
}

// EnableHands lets participants raise their hands, or lowers all and lets nobody. If it is so already, nobody is told.
func (s *Rooms) EnableHands(meetingID, by string, enable bool) error {
	return s.as(meetingID, by, func(r *room, _ *person) error {
		if r.handsDisabled == !enable {
			return nil
		}
		r.handsDisabled = !enable
		if enable {
			r.tellInside(&signaling.RaiseHandsEnabled{IssuedBy: by})
			return nil
		}
		r.tellInside(&signaling.RaiseHandsDisabled{IssuedBy: by})
		for _, p := range r.people {
			r.setHand(p, false)
		}
		return nil
	})
}

// ResetHands lowers the hands of targets, of everyone if they are nil. If one of them is unknown, it returns ErrUnknown and lowers none.
func (s *Rooms) ResetHands(meetingID, by string, targets []string) error {
	return s.as(meetingID, by, func(r *room, _ *person) error {
		for _, id := range targets {
			if r.people[id] == nil {
				return ErrUnknown
			}
		}
		for id, p := range r.people {
			if (targets == nil || slices.Contains(targets, id)) && r.setHand(p, false) {
				p.tell(&signaling.RaisedHandReset{IssuedBy: by})
			}
		}
		return nil
	})
}
