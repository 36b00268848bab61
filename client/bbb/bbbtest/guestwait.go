package bbbtest

import (
	"encoding/json"
	"net/http"
	"slices"
)

// guestWaitAnswer is what the page of a waiting guest asks for every few seconds.
type guestWaitAnswer struct {
	ReturnCode   string `json:"returncode"`
	MessageKey   string `json:"messageKey,omitempty"`
	Message      string `json:"message,omitempty"`
	MeetingID    string `json:"meeting_id,omitempty"`
	UserID       string `json:"user_id,omitempty"`
	AuthToken    string `json:"auth_token,omitempty"`
	SessionToken string `json:"session_token,omitempty"`
	GuestStatus  string `json:"guestStatus,omitempty"`
	LobbyMessage string `json:"lobbyMessage,omitempty"`
	URL          string `json:"url,omitempty"`
	Position     int    `json:"positionInWaitingQueue,omitempty"`
}

// guestWait tells a waiting guest whether somebody has decided. It needs the session's cookie.
func (s *Simulator) guestWait(w http.ResponseWriter, r *http.Request) {
	a := s.waitAnswer(r)
	if a.GuestStatus == allow && r.URL.Query().Get("redirect") != "false" {
		redirection(a.URL).send(w, r)
		return
	}
	text, err := json.Marshal(map[string]guestWaitAnswer{"response": a})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(text)
}

func (s *Simulator) waitAnswer(r *http.Request) guestWaitAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.tidy()
	p := s.people[r.URL.Query().Get("sessionToken")]
	if p == nil || !p.hasCookie(r) {
		return guestWaitAnswer{ReturnCode: "FAILED", MessageKey: "missingSession", Message: "No session"}
	}
	a := guestWaitAnswer{ReturnCode: "SUCCESS", MeetingID: p.meeting.internalID, UserID: p.internalID,
		AuthToken: p.authToken, SessionToken: p.token, GuestStatus: p.status, LobbyMessage: p.messageInLobby(),
		URL: clientPath + "?sessionToken=" + p.token}
	switch {
	case p.loggedOut || p.ejected != "":
		a.ReturnCode, a.MessageKey, a.GuestStatus, a.URL = "FAILED", "guestInvalid", "", ""
	case p.status == deny:
		a.ReturnCode, a.MessageKey, a.URL = "FAILED", "guestDeny", ""
	case p.status == wait:
		p.seen = now
		a.MessageKey, a.Position, a.URL = "guestWait", s.position(p), clientPath+"guestWait?sessionToken="+p.token
	case s.full(p):
		a.MessageKey = "seatWait"
	}
	return a
}

// hasCookie reports whether a request comes from the browser that joined.
func (p *person) hasCookie(r *http.Request) bool {
	return slices.ContainsFunc(r.CookiesNamed("JSESSIONID"), func(c *http.Cookie) bool { return c.Value == p.session })
}

// waiting returns the lobby of a meeting, the first to join first.
func (s *Simulator) waiting(m *meeting) []*person {
	var all []*person
	for _, p := range s.people {
		if p.meeting == m && p.status == wait && !p.loggedOut && p.ejected == "" {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *person) int { return a.number - b.number })
	return all
}

// position returns the place of a waiting guest in the line, from 1.
func (s *Simulator) position(p *person) int { return slices.Index(s.waiting(p.meeting), p) + 1 }
