package bbbtest

import (
	"cmp"
	"net/http"
	"slices"
)

// maxChat is how many messages a meeting keeps of those that sendChatMessage brings.
const maxChat = 200

// done is an answer that says no more than that a call succeeded.
type done struct{ header }

func (a done) send(w http.ResponseWriter, _ *http.Request) { sendXML(w, a) }

// sendChatMessage writes into the public chat, under the name of somebody who is not inside.
func (s *Simulator) sendChatMessage(r *request) answer {
	id, bad := r.meetingID()
	if bad != nil {
		return bad
	}
	text := stripControl(r.get("message"))
	if text == "" || len([]rune(text)) > 500 {
		return failure("validationError", "Message must be between 1 and 500 characters")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tidy()
	m := s.meetings[id]
	if m == nil || !m.ended.IsZero() {
		return failure("meetingNotFound", "A meeting with that ID could not be found")
	}
	if len(m.chat) >= maxChat {
		m.chat = slices.Delete(m.chat, 0, 1)
	}
	sender := &person{meeting: m, name: cmp.Or(stripControl(r.get("userName")), "System"), role: moderator}
	m.chat = append(m.chat, message{id: randomID(12), sender: sender, text: text})
	return done{succeeded()}
}
