package bbbtest

import (
	"fmt"
	"time"
)

// Codes of BigBlueButton for people who are put out, or not let in.
const (
	codeEjected      = "user_requested_eject_reason"
	codeNoPermission = "not_enough_permission_eject_reason"
	codeBanned       = "banned_user_rejoining_reason"
	codeLoggedOut    = "user_logged_out_reason"
	codeFull         = "max_participants_reason"
	codeToken        = "validate_token_failed_eject_reason"
)

// gathering is what a meeting is once people do something in it.
type gathering struct {
	lobbyMessage string
	banned       map[string]bool // extIDs
	chat         []message
	recordingOn  bool
	recordedFrom time.Time
	endedBy      string
}

// message is one of the public chat.
type message struct {
	id     string
	sender *person
	text   string
}

// presence is what is known of a person beyond the join: the secrets of the session, and what the person does.
type presence struct {
	authToken    string
	session      string // the cookie JSESSIONID
	authed       bool
	bot          bool
	number       int // the order of joining
	sockets      int // how many GraphQL connections are open
	ejected      string
	loggedOut    bool
	joinError    string
	lobbyMessage string
	voice        bool
	muted        bool
	hand         bool
	camera       bool
	presents     bool
}

// gone reports whether a person who is inside or waits has given no sign of life for too long. An open connection is one.
func (s *Simulator) gone(p *person, now time.Time) bool {
	if p.sockets > 0 {
		p.seen = now
	}
	if s.opts.GoneAfter <= 0 || now.Sub(p.seen) < s.opts.GoneAfter {
		return false
	}
	if p.status == wait {
		p.loggedOut = true
	}
	return p.inside
}

// barred returns the code that keeps a person out who was allowed once, in the order of the real checks.
func (s *Simulator) barred(p *person) string {
	switch {
	case p.status == wait && p.loggedOut:
		return codeLoggedOut
	case p.status != allow:
		return codeNoPermission
	case p.meeting.banned[p.extID]:
		return codeBanned
	case p.ejected != "":
		return p.ejected
	case p.loggedOut:
		return codeLoggedOut
	case s.full(p):
		return codeFull
	}
	return ""
}

// barredSentence says what a code means for the person.
func barredSentence(code string) string {
	switch code {
	case codeNoPermission:
		return "A moderator did not let you in, or you did something that only moderators may do."
	case codeBanned:
		return "A moderator has removed you from this meeting for good."
	case codeEjected:
		return "A moderator has removed you from the meeting. You can come again by the link that you came from."
	case codeFull:
		return "The meeting is full. Try again when someone has left."
	}
	return "You have left the meeting. You can come again by the link that you came from."
}

// waitingSentences tells a guest in the lobby how things stand.
func (s *Simulator) waitingSentences(p *person) []string {
	all := []string{
		"A moderator of the meeting has to let you in. You are in BigBlueButton’s own lobby.",
		fmt.Sprintf("Your place in the line: %d", s.position(p)),
	}
	if text := p.messageInLobby(); text != "" {
		all = append(all, "Message from the moderator: "+text)
	}
	return all
}

// messageInLobby returns what the moderators tell a waiting guest.
func (p *person) messageInLobby() string {
	if p.lobbyMessage != "" {
		return p.lobbyMessage
	}
	return p.meeting.lobbyMessage
}
