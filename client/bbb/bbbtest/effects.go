package bbbtest

import (
	"strings"
	"time"
)

// joinMeeting brings a person in. What goes wrong is told by columns of user_current, not by an error.
func (k *socket) joinMeeting(args map[string]any) {
	p, now := k.p, k.s.opts.Now()
	p.joinError = k.s.barred(p)
	if args["authToken"] != p.authToken {
		p.joinError = codeToken
	}
	if p.joinError != "" || p.inside {
		return
	}
	k.s.in(p, now)
	k.joined = time.Now()
}

func (k *socket) leaveMeeting(map[string]any) {
	if k.p.inside {
		k.s.out(k.p, k.s.opts.Now())
	}
	k.p.loggedOut = true
}

// other returns the person of the caller's meeting whom an argument names, the caller if it is left out, or nil.
func (k *socket) other(id any) *person {
	if id == nil {
		return k.p
	}
	for _, p := range k.s.people {
		if p.meeting == k.p.meeting && p.internalID == id {
			return p
		}
	}
	return nil
}

func (k *socket) setHand(args map[string]any) {
	if p := k.other(args["userId"]); p != nil && p.inside {
		p.hand = args["raiseHand"] == true
	}
}

func (k *socket) setMuted(args map[string]any) {
	if p := k.other(args["userId"]); p != nil {
		p.muted = p.voice && args["muted"] == true
	}
}

// setAllMuted mutes everyone with audio, but with exceptPresenter not the presenter.
func (k *socket) setAllMuted(args map[string]any) {
	for _, p := range k.s.inside(k.p.meeting) {
		if args["exceptPresenter"] != true || p != k.s.presenter(p.meeting) {
			p.muted = p.voice && args["muted"] == true
		}
	}
}

// presenter returns who presents, the moderator who came first, or nil.
func (s *Simulator) presenter(m *meeting) *person {
	for _, p := range s.inside(m) {
		if p.role == moderator {
			return p
		}
	}
	return nil
}

// setRole gives a person another role. Guests are not promoted, since allowPromoteGuestToModerator is false by default.
func (k *socket) setRole(args map[string]any) {
	p := k.other(args["userId"])
	switch role, _ := args["role"].(string); {
	case p == nil, role != moderator && role != viewer, role == moderator && p.guest:
	default:
		p.role = role
	}
}

func (k *socket) ejectOther(args map[string]any) {
	p := k.other(args["userId"])
	if p == nil {
		return
	}
	k.s.eject(p, codeEjected)
	if args["banUser"] != true {
		return
	}
	m := p.meeting
	if m.banned == nil {
		m.banned = map[string]bool{}
	}
	m.banned[p.extID] = true
	for _, same := range k.s.people {
		if same.meeting == m && same.extID == p.extID {
			k.s.eject(same, codeBanned)
		}
	}
}

// eject puts a person out. The session is of no use any more.
func (s *Simulator) eject(p *person, code string) {
	p.ejected = code
	if p.inside {
		s.out(p, s.opts.Now())
	}
}

func (k *socket) endMeeting(map[string]any) {
	k.p.meeting.endedBy = k.p.name
	k.s.close(k.p.meeting, k.s.opts.Now())
}

func (k *socket) setRecording(args map[string]any) {
	k.p.meeting.setRecording(args["recording"] == true, k.s.opts.Now())
}

func (m *meeting) setRecording(on bool, now time.Time) {
	if m.recordingOn = m.record && on; m.recordingOn {
		m.recordedFrom, m.recorded = now, true
	}
}

// setPolicy changes the policy for those who come; who waits already waits on. An unknown one is ignored.
func (k *socket) setPolicy(args map[string]any) {
	name, _ := args["guestPolicy"].(string)
	switch name = strings.ToUpper(name); name {
	case "ALWAYS_ACCEPT", "ALWAYS_DENY", "ASK_MODERATOR", "ALWAYS_ACCEPT_AUTH":
		k.p.meeting.policy = name
	}
}

// decide lets guests in or turns them away. Their rows vanish from the lobby.
func (k *socket) decide(args map[string]any) {
	byID := map[string]*person{}
	for _, p := range k.s.waiting(k.p.meeting) {
		byID[p.internalID] = p
	}
	guests, _ := args["guests"].([]any)
	for _, g := range guests {
		fields, _ := g.(map[string]any)
		id, _ := fields["guest"].(string)
		status := fields["status"]
		if p := byID[id]; p != nil && (status == allow || status == deny) {
			p.status = status.(string)
		}
	}
}

func (k *socket) setLobbyMessage(args map[string]any) {
	k.p.meeting.gathering.lobbyMessage, _ = args["message"].(string)
}

func (k *socket) setPrivateLobbyMessage(args map[string]any) {
	if p := k.other(args["guestId"]); p != nil {
		p.lobbyMessage, _ = args["message"].(string)
	}
}

func (k *socket) chat(args map[string]any) {
	text, _ := args["chatMessageInMarkdownFormat"].(string)
	if args["chatId"] == publicChat && text != "" && k.p.inside {
		m := k.p.meeting
		m.chat = append(m.chat[max(0, len(m.chat)-maxChat+1):], message{id: randomID(12), sender: k.p, text: text})
	}
}
