package web

import (
	"maps"
	"slices"
	"sync"

	"foyer/guestserver/lobby"
)

// maxListeners bounds how many wait for meetings to start over open connections. Others ask now and then.
const maxListeners = 5000

// starts wakes up those who wait for a meeting to start.
type starts struct {
	over chan struct{}

	mu        sync.Mutex
	listeners int
	meetings  map[string]*awaited
}

// awaited is a meeting that some wait for.
type awaited struct {
	listeners int
	// started is closed when the meeting starts.
	started chan struct{}
}

func newStarts() *starts {
	return &starts{over: make(chan struct{}), meetings: map[string]*awaited{}}
}

// hear wakes up those who wait for a meeting.
func (s *starts) hear(e lobby.Event) {
	if e.Kind != lobby.Started {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := s.meetings[e.MeetingID]; ok {
		close(a.started)
		delete(s.meetings, e.MeetingID)
	}
}

// listen returns what is closed when the meeting starts, and what is to be called in the end. It returns false if too many listen
// already.
func (s *starts) listen(meetingID string) (started <-chan struct{}, leave func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listeners >= maxListeners {
		return nil, nil, false
	}
	a := s.meetings[meetingID]
	if a == nil {
		a = &awaited{started: make(chan struct{})}
		s.meetings[meetingID] = a
	}
	s.listeners++
	a.listeners++
	return a.started, func() { s.leave(meetingID, a) }, true
}

func (s *starts) leave(meetingID string, a *awaited) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listeners--
	if a.listeners--; a.listeners == 0 && s.meetings[meetingID] == a {
		delete(s.meetings, meetingID)
	}
}

// awaited returns the meetings that some wait for.
func (s *starts) awaited() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.meetings))
}

func (s *starts) close() { close(s.over) }
