package bbbtest

// SetRecording starts or stops the recording of a meeting, as a moderator inside does it. It does nothing if the meeting was created
// without record.
func (s *Simulator) SetRecording(meetingID string, on bool) {
	defer s.wake()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tidy()
	if m := s.meetings[meetingID]; m != nil {
		m.setRecording(on, s.opts.Now())
	}
}

// DropNext lets the next subscription of this name go without an answer, as one that comes too early.
func (s *Simulator) DropNext(operationName string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropNext = operationName
}

// ForgetSessions lets the sessions of a person be lost, as they are when a server starts anew. Who is connected is thrown out.
func (s *Simulator) ForgetSessions(meetingID, userID string) {
	defer s.wake()
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.tidy()
	for token, p := range s.people {
		if p.meeting.id == meetingID && p.extID == userID {
			delete(s.people, token)
			if p.inside {
				s.out(p, now)
			}
		}
	}
}
