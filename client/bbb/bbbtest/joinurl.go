package bbbtest

import "net/http"

// getJoinURL mints an address by which a person enters once more. It wants no checksum, but the session and its cookie.
func (s *Simulator) getJoinURL(w http.ResponseWriter, r *http.Request) {
	s.record("getJoinUrl", r)
	fault, lost := s.currentFault()
	if fault.instead(w, r, lost) {
		return
	}
	fault.write(w, r, s.anotherSession(r))
}

func (s *Simulator) anotherSession(r *http.Request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.tidy()
	p := s.people[r.URL.Query().Get("sessionToken")]
	if p == nil || !p.hasCookie(r) || p.status != allow {
		return jsonAnswer{"returncode": "FAILED", "message": "Could not find conference."}
	}
	again := *p
	again.token, again.inside, again.seen, again.sockets = randomID(16), false, now, 0
	s.people[again.token] = &again
	q := &request{secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https", host: r.Host}
	return jsonAnswer{"returncode": "SUCCESS", "message": "Join URL provided successfully.",
		"url": q.origin() + clientPath + "?sessionToken=" + again.token}
}
