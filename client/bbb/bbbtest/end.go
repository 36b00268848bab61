package bbbtest

import (
	"net/http"
	"time"
)

// end ends a meeting.
func (s *Simulator) end(r *request) answer {
	id, bad := r.meetingID()
	if bad != nil {
		return bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.tidy()
	m := s.meetings[id]
	if m == nil {
		return notFound()
	}
	if m.ended.IsZero() {
		s.close(m, now)
	}
	return ended{withMessage("sentEndMeetingRequest",
		"A request to end the meeting was sent.  Please wait a few seconds, and then use the getMeetingInfo or "+
			"isMeetingRunning API calls to verify that it was ended.")}
}

type ended struct{ header }

func (e ended) send(w http.ResponseWriter, _ *http.Request) { sendXML(w, e) }

// close sends everyone out of a meeting, which is remembered for a while.
func (s *Simulator) close(m *meeting, now time.Time) {
	for _, p := range s.people {
		if p.meeting == m {
			p.inside = false
		}
	}
	m.ended = now
	s.keepRecording(m, now)
	s.tell(m, "meeting-ended", nil)
}
