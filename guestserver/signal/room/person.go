package room

import (
	"slices"
	"time"

	"foyer/client/signaling"
	"foyer/guestserver/signal/wire"
)

// Person is who takes part.
type Person struct {
	// ID is the guest's, or that of the account.
	ID   string
	Name string
	// Role is signaling.RoleGuest, RoleUser or RoleModerator.
	Role string
	// Kind is signaling.KindGuest or KindUser.
	Kind string
	// Owner says that the meeting is the person's own.
	Owner bool
	// Knocked says that the person came in as a guest, of whom the lobby knows; a moderator by right does not.
	Knocked bool
	// Session is the token of the session of someone who is signed in.
	Session string
}

// person is someone who is inside or was.
type person struct {
	Person
	// given is the role that the person came with; Role is what a moderator has made of it.
	given    string
	conns    []*wire.Conn
	hand     bool
	handAt   time.Time
	joinedAt time.Time
	leftAt   time.Time
	// sentAway says that a moderator made the person leave.
	sentAway bool
}

// enter adds a connection. The role that a moderator gave or took holds on, unless the person now comes with another.
func (p *person) enter(who Person, c *wire.Conn) {
	if p.given == who.Role && p.Role != "" {
		who.Role = p.Role
	} else {
		p.given = who.Role
	}
	p.Person, p.sentAway = who, false
	if len(p.conns) == 0 {
		p.joinedAt, p.leftAt = time.Now(), time.Time{}
		p.handAt = p.joinedAt
	}
	if !slices.Contains(p.conns, c) {
		p.conns = append(p.conns, c)
	}
}

// leave notes that the person is inside no more.
func (p *person) leave() {
	p.conns, p.leftAt = nil, time.Now()
	p.setHand(false)
}

// inside reports whether the person is inside.
func (p *person) inside() bool { return len(p.conns) > 0 }

func (p *person) moderates() bool { return p.Role == signaling.RoleModerator }

// setHand reports whether the hand was otherwise before.
func (p *person) setHand(up bool) bool {
	if p.hand == up {
		return false
	}
	p.hand, p.handAt = up, time.Now()
	return true
}

// tell sends an event to all connections of the person.
func (p *person) tell(e signaling.Event) { p.send(wire.Encode(e)) }

func (p *person) send(frame []byte) {
	for _, c := range p.conns {
		c.Send(frame)
	}
}

func (p *person) participant() signaling.Participant {
	control := signaling.ParticipantControl{
		DisplayName: p.Name, Role: p.Role, ParticipationKind: p.Kind, IsRoomOwner: p.Owner,
		HandIsUp: p.hand, HandUpdatedAt: p.handAt, JoinedAt: p.joinedAt,
	}
	if !p.leftAt.IsZero() {
		control.LeftAt = &p.leftAt
	}
	return signaling.Participant{ID: p.ID, Control: control}
}

// others returns everyone but p, in the order of their coming.
func (r *room) others(p *person) []signaling.Participant {
	others := []signaling.Participant{}
	for _, other := range r.people {
		if other != p {
			others = append(others, other.participant())
		}
	}
	slices.SortFunc(others, func(a, b signaling.Participant) int { return a.Control.JoinedAt.Compare(b.Control.JoinedAt) })
	return others
}

// tellInside sends an event to everyone inside.
func (r *room) tellInside(e signaling.Event) { r.tellOthers(nil, e) }

// tellOthers sends an event to everyone inside but p.
func (r *room) tellOthers(p *person, e signaling.Event) {
	frame := wire.Encode(e)
	for _, other := range r.people {
		if other != p {
			other.send(frame)
		}
	}
}

// tellModerators sends an event to the moderators inside.
func (r *room) tellModerators(e signaling.Event) {
	var frame []byte
	for _, p := range r.people {
		if !p.moderates() || !p.inside() {
			continue
		}
		if frame == nil {
			frame = wire.Encode(e)
		}
		p.send(frame)
	}
}

// attended reports whether a moderator is inside.
func (r *room) attended() bool {
	for _, p := range r.people {
		if p.moderates() && p.inside() {
			return true
		}
	}
	return false
}
