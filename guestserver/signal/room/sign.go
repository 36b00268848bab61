package room

import (
	"time"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
	"foyer/guestserver/signal/wire"
)

// absentAfter is how long no moderator may be there before the guests are told. Desks lose their connections and come back.
const absentAfter = 10 * time.Second

// Sign is what guests see at the door.
type Sign struct {
	// Known says that the rest was read from the lobby.
	Known bool
	// Open says that whoever comes enters at once.
	Open bool
	// Message is for all who wait.
	Message string
	// QueueShown says that each sees its place.
	QueueShown bool
	// Attended says that a moderator is there.
	Attended bool
}

// SetSign notes how the lobby's door stands, tells what is new of it, and returns what guests see.
func (s *Rooms) SetSign(meetingID string, d lobby.Door) Sign {
	s.mu.Lock()
	defer s.mu.Unlock()
	open := d.Verdict() == lobby.Allow
	r := s.rooms[meetingID]
	if r == nil {
		return Sign{Known: true, Open: open, Message: d.Message, QueueShown: d.ShowQueue}
	}
	before := r.sign
	r.sign.Known, r.sign.Open, r.sign.Message = true, open, d.Message
	r.showQueue(d.ShowQueue)
	switch {
	case !before.Known || before.Open == open:
	case open:
		r.tellInside(signaling.WaitingRoomDisabled{})
	default:
		r.tellInside(signaling.WaitingRoomEnabled{})
	}
	return r.sign
}

// attend tells those at the door when a moderator comes, and when none has been there for a while.
func (r *room) attend() {
	switch {
	case r.attended():
		if r.absent != nil {
			r.absent.Stop()
			r.absent = nil
		}
		r.setAttended(true)
	case r.sign.Attended && r.absent == nil:
		r.absent = time.AfterFunc(absentAfter, r.miss)
	}
}

// miss tells those at the door that no moderator is there, if none came back.
func (r *room) miss() {
	r.rooms.mu.Lock()
	defer r.rooms.mu.Unlock()
	r.absent = nil
	r.setAttended(r.attended())
}

func (r *room) setAttended(attended bool) {
	if r.sign.Attended != attended {
		r.sign.Attended = attended
		r.tellDoor(&signaling.Attendance{Attended: attended})
	}
}

// tellDoor sends an event to all who are at the door.
func (r *room) tellDoor(e signaling.Event) {
	frame := wire.Encode(e)
	for _, conns := range r.door {
		sendAll(conns, frame)
	}
}

func sendAll(conns []*wire.Conn, frame []byte) {
	for _, c := range conns {
		c.Send(frame)
	}
}
