package room

import (
	"slices"

	"foyer/client/signaling"
	"foyer/guestserver/signal/wire"
)

// queue is whom to tell its place in the queue, the next time that places are told.
type queue struct {
	// moved says that everyone's place may have changed.
	moved bool
	// fresh are those who came since.
	fresh []string
}

// showQueue shows or hides everyone's place.
func (r *room) showQueue(show bool) {
	if r.sign.QueueShown == show {
		return
	}
	r.sign.QueueShown, r.queue = show, queue{moved: show}
	if !show {
		r.tellDoor(&signaling.Queue{})
	}
}

// Queues returns the meetings in which somebody has to be told its place.
func (s *Rooms) Queues() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var meetings []string
	for id, r := range s.rooms {
		if (r.queue.moved || len(r.queue.fresh) > 0) && len(r.door) > 0 {
			meetings = append(meetings, id)
		}
	}
	return meetings
}

// TakeQueue begins to tell the places of a meeting: what moves from now on is for the next time. It returns what TellPlaces needs.
func (s *Rooms) TakeQueue(meetingID string) (told func(guestID string) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[meetingID]
	if r == nil {
		return func(string) bool { return false }
	}
	q := r.queue
	r.queue = queue{}
	slices.Sort(q.fresh)
	return func(id string) bool {
		_, fresh := slices.BinarySearch(q.fresh, id)
		return q.moved || fresh
	}
}

// TellPlaces tells those who wait, and of whom told says so, their places. Waiting is in order.
func (s *Rooms) TellPlaces(meetingID string, waiting []string, told func(string) bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.rooms[meetingID]
	if r == nil || !r.sign.QueueShown {
		return
	}
	for i, id := range waiting {
		if conns := r.door[id]; len(conns) > 0 && told(id) {
			sendAll(conns, wire.Encode(&signaling.Queue{Place: i + 1, Of: len(waiting)}))
		}
	}
}
