package bbbtest

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
)

type joined struct {
	header
	MeetingID    string `xml:"meeting_id"`
	UserID       string `xml:"user_id"`
	AuthToken    string `xml:"auth_token"`
	SessionToken string `xml:"session_token"`
	GuestStatus  string `xml:"guestStatus"`
	URL          string `xml:"url"`
}

// admission is the answer to a good join: a session cookie, and XML or the way on.
type admission struct {
	xml      *joined // nil for a redirect
	to       string
	session  string
	insecure bool
}

func (a admission) send(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: "JSESSIONID", Value: a.session, Path: "/bigbluebutton", HttpOnly: true,
		Secure: !a.insecure, SameSite: http.SameSiteLaxMode})
	if a.xml != nil {
		sendXML(w, a.xml)
		return
	}
	redirection(a.to).send(w, r)
}

// join registers a person. It is inside the meeting only once its page is opened.
func (s *Simulator) join(r *request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.tidy()
	p, bad := s.newPerson(r)
	if bad != nil {
		if bad.MessageKey == "Params required" {
			return bad
		}
		return refusal(cmp.Or(r.get("errorRedirectUrl"), r.get("logoutURL")), bad)
	}
	s.joins++
	p.seen, p.number = now, s.joins
	s.people[p.token] = p
	path := clientPath
	h := withMessage("successfullyJoined", "You have joined successfully.")
	if p.status == wait {
		path += "guestWait"
		h = withMessage("guestWait", "Guest waiting for approval to join meeting.")
	}
	a := admission{to: path + "?sessionToken=" + p.token, session: p.session, insecure: !r.secure}
	if redirect, ok := r.flag("redirect"); ok && !redirect && r.get("redirect") != "" {
		a.xml = &joined{header: h, MeetingID: p.meeting.internalID, UserID: p.internalID, AuthToken: p.authToken,
			SessionToken: p.token, GuestStatus: p.status, URL: r.origin() + a.to}
	}
	return a
}

// origin returns the address under which the caller knows the simulator.
func (r *request) origin() string {
	if r.secure {
		return "https://" + r.host
	}
	return "http://" + r.host
}

// newPerson returns the person that a request describes, or the answer to one who may not come in. The order of the checks
// is the real server's.
func (s *Simulator) newPerson(r *request) (*person, *failed) {
	name := stripControl(r.get("fullName"))
	if name == "" {
		return nil, failure("missingParamFullName",
			"You must specify a name for the attendee who will be joining the meeting.")
	}
	m, bad := s.meetingToJoin(r)
	if bad != nil {
		return nil, bad
	}
	guest, ok := r.flag("guest")
	if !ok {
		return nil, failure("validationError", "Guest must be a boolean value (true or false)")
	}
	provided := r.get("guest") != ""
	authed, ok := r.flag("auth")
	if !ok {
		return nil, failure("validationError", "Auth must be a boolean value (true or false)")
	}
	authed = authed || r.get("auth") == "" && !provided
	role, bad := m.role(r)
	if bad != nil {
		return nil, bad
	}
	p := &person{
		meeting:    m,
		token:      randomID(16),
		internalID: "w_" + randomID(12),
		name:       name,
		role:       role,
		guest:      guest,
		logoutURL:  cmp.Or(r.get("logoutURL"), m.logoutURL),
		status:     guestStatus(m.policy, role, guest, provided, authed, s.opts.GuestsOnly),
	}
	p.presence = presence{authToken: randomID(12), session: randomID(26), authed: authed, bot: r.get("bot") == "true"}
	p.extID = cmp.Or(stripControl(r.get("userID")), p.internalID)
	if s.full(p) {
		return nil, failure("maxParticipantsReached",
			"The number of participants allowed for this meeting has been reached.")
	}
	if p.status == deny {
		return nil, failure("guestDeniedAccess",
			"You have been denied access to this meeting based on the meeting's guest policy")
	}
	return p, nil
}

// meetingToJoin returns the meeting that a join is for, if it still is the run that the join is bound to.
func (s *Simulator) meetingToJoin(r *request) (*meeting, *failed) {
	id, bad := r.meetingID()
	if bad != nil {
		return nil, bad
	}
	m := s.meetings[id]
	if m == nil {
		return nil, failure("invalidMeetingIdentifier",
			"The meeting ID that you supplied did not match any existing meetings")
	}
	if !m.ended.IsZero() {
		return nil, failure("meetingForciblyEnded",
			"You can not join a meeting that has already been forcibly ended.")
	}
	if bound := r.params.Get("createTime"); bound != "" && bound != strconv.FormatInt(m.createTime(), 10) {
		return nil, failure("mismatchCreateTimeParam",
			"The createTime parameter submitted mismatches with the current meeting.")
	}
	return m, nil
}

// role returns what the parameter role says, in any case, or else the password. A server that gets neither answers with XML
// even to a browser, under a message key that is none.
func (m *meeting) role(r *request) (string, *failed) {
	switch role := strings.ToUpper(r.get("role")); role {
	case moderator, viewer:
		return role, nil
	}
	switch r.params.Get("password") {
	case "":
		return "", failure("Params required", "You must either send the valid role of the user, or the password.")
	case m.moderatorPW:
		return moderator, nil
	case m.attendeePW:
		return viewer, nil
	}
	return "", failure("Params required", "You must enter a valid password")
}

// full reports whether the meeting has no place for a person. Who is inside already can always come again.
func (s *Simulator) full(p *person) bool {
	others := map[string]bool{}
	for _, q := range s.inside(p.meeting) {
		others[q.extID] = true
	}
	return p.meeting.maxUsers > 0 && !others[p.extID] && len(others) >= p.meeting.maxUsers
}
