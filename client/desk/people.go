package desk

import (
	"slices"

	"foyer/client/signaling"
)

// people are those inside, in the order in which they came. The zero people is nobody.
type people []Person

func (p people) find(id string) int {
	return slices.IndexFunc(p, func(other Person) bool { return other.ID == id })
}

func (p people) has(id string) bool { return p.find(id) >= 0 }

// put adds someone, or changes who is there already.
func (p *people) put(who Person) {
	if who.ID == "" {
		return
	}
	if i := p.find(who.ID); i >= 0 {
		(*p)[i] = who
		return
	}
	*p = append(*p, who)
}

// remove reports whether the person was there.
func (p *people) remove(id string) bool {
	i := p.find(id)
	if i < 0 {
		return false
	}
	*p = slices.Delete(*p, i, i+1)
	return true
}

// rename reports whether the person was there.
func (p people) rename(id, name string) bool {
	i := p.find(id)
	if i < 0 {
		return false
	}
	p[i].Name = name
	return true
}

func (p people) lowerHands() {
	for i := range p {
		p[i].Hand = false
	}
}

// person reads a participant who is inside.
func person(p signaling.Participant) Person {
	c := p.Control
	who := Person{
		ID: p.ID, Name: c.DisplayName, Since: c.JoinedAt, Hand: c.HandIsUp,
		Moderator: c.Role == signaling.RoleModerator, Guest: c.ParticipationKind == signaling.KindGuest,
	}
	if c.HandIsUp {
		who.HandSince = c.HandUpdatedAt
	}
	if x := p.Conference; x != nil {
		who.ExtID, who.Self, who.Talking, who.Cameras = x.ExtID, x.Self, x.Talking, x.Cameras
	}
	return who
}
