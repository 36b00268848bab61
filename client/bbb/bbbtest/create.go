package bbbtest

import (
	"cmp"
	"crypto/sha1"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

type created struct {
	header
	MeetingID            string `xml:"meetingID"`
	InternalMeetingID    string `xml:"internalMeetingID"`
	ParentMeetingID      string `xml:"parentMeetingID"`
	AttendeePW           string `xml:"attendeePW"`
	ModeratorPW          string `xml:"moderatorPW"`
	CreateTime           int64  `xml:"createTime"`
	VoiceBridge          string `xml:"voiceBridge"`
	DialNumber           string `xml:"dialNumber"`
	CreateDate           string `xml:"createDate"`
	HasUserJoined        bool   `xml:"hasUserJoined"`
	Duration             int64  `xml:"duration"`
	HasBeenForciblyEnded bool   `xml:"hasBeenForciblyEnded"`
}

func (c created) send(w http.ResponseWriter, _ *http.Request) { sendXML(w, c) }

// create makes a meeting, or finds the one that was made with the same passwords.
func (s *Simulator) create(r *request) answer {
	m, bad := newMeeting(r)
	if bad != nil {
		return bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.tidy()
	if old := s.meetings[m.id]; old != nil {
		if old.ended.IsZero() {
			return again(old, r)
		}
		s.forget(old)
		// Two runs never have the same createTime, even when they begin within one millisecond.
		if !now.After(old.created.Add(time.Millisecond)) {
			now = old.created.Add(time.Millisecond)
		}
	}
	m.created = now
	m.setRecording(m.autoStart, now)
	m.internalID = fmt.Sprintf("%x-%d", sha1.Sum([]byte(m.id)), m.createTime())
	s.meetings[m.id] = m
	s.tell(m, "meeting-created", nil)
	return describe(m, succeeded())
}

// again answers a create of a meeting that exists. The meeting stays as it is.
func again(m *meeting, r *request) answer {
	attendee, mod := r.params.Get("attendeePW"), r.params.Get("moderatorPW")
	if (attendee != "" || mod != "") && (attendee != m.attendeePW || mod != m.moderatorPW) {
		return failure("idNotUnique",
			"A meeting already exists with that meeting ID.  Please use a different meeting ID.")
	}
	return describe(m, withMessage("duplicateWarning",
		"This conference was already in existence and may currently be in progress."))
}

func describe(m *meeting, h header) created {
	return created{
		header:               h,
		MeetingID:            m.id,
		InternalMeetingID:    m.internalID,
		ParentMeetingID:      "bbb-none",
		AttendeePW:           m.attendeePW,
		ModeratorPW:          m.moderatorPW,
		CreateTime:           m.createTime(),
		VoiceBridge:          m.voiceBridge,
		DialNumber:           "613-555-1234",
		CreateDate:           m.created.UTC().Format("Mon Jan 02 15:04:05 MST 2006"),
		HasUserJoined:        m.joined,
		Duration:             int64(m.duration / time.Minute),
		HasBeenForciblyEnded: !m.ended.IsZero(),
	}
}

// newMeeting returns the meeting that a request describes, or the answer to one that describes none.
func newMeeting(r *request) (*meeting, *failed) {
	id, bad := r.meetingID()
	if bad != nil {
		return nil, bad
	}
	name := stripControl(r.get("name"))
	if n := len([]rune(name)); n < 2 || n > 256 {
		return nil, failure("validationError", "Meeting name must be between 2 and 256 characters")
	}
	record, ok := r.flag("record")
	if !ok {
		return nil, failure("validationError", "You must provide a boolean for the record parameter")
	}
	if _, ok := r.flag("muteOnStart"); !ok {
		return nil, failure("validationError", "You must provide a boolean for the muteOnStart parameter")
	}
	autoStart, ok := r.flag("autoStartRecording")
	if !ok {
		return nil, failure("validationError", "You must provide a boolean for the autoStartRecording parameter")
	}
	m := &meeting{
		id:          id,
		name:        name,
		record:      record,
		autoStart:   autoStart,
		attendeePW:  cmp.Or(r.params.Get("attendeePW"), randomID(8)),
		moderatorPW: cmp.Or(r.params.Get("moderatorPW"), randomID(8)),
		policy:      policy(r.get("guestPolicy")),
		voiceBridge: fmt.Sprint(70000 + int(sha1.Sum([]byte(id))[0])),
		logoutURL:   r.get("logoutURL"),
		welcome:     r.get("welcome"),
		meta:        meta(r.params),
	}
	n := numbers{r: r}
	m.maxUsers = n.get("maxParticipants", 0)
	m.duration = n.minutes("duration", 0)
	m.expireUnused = n.minutes("meetingExpireIfNoUserJoinedInMinutes", expireUnused)
	m.expireEmpty = n.minutes("meetingExpireWhenLastUserLeftInMinutes", expireEmpty)
	if m.documents, bad = documents(r); bad != nil {
		return nil, bad
	}
	if n.bad != "" {
		return nil, failure("validationError", "You must provide a number for the "+n.bad+" parameter")
	}
	return m, nil
}

// numbers reads parameters that must be whole numbers, and remembers one that is not.
type numbers struct {
	r   *request
	bad string
}

func (n *numbers) get(name string, standard int) int {
	text := n.r.get(name)
	if text == "" {
		return standard
	}
	value, err := strconv.Atoi(text)
	if err != nil || value < 0 || value > 1<<20 {
		n.bad = name
	}
	return value
}

func (n *numbers) minutes(name string, standard time.Duration) time.Duration {
	return time.Duration(n.get(name, int(standard/time.Minute))) * time.Minute
}

// policy returns the guest policy that a meeting gets. The server replaces one that it does not know by its default.
func policy(name string) string {
	switch name {
	case "ALWAYS_DENY", "ASK_MODERATOR", "ALWAYS_ACCEPT_AUTH":
		return name
	}
	return "ALWAYS_ACCEPT"
}

// meta returns the meta parameters. The server ignores those whose names it does not like.
func meta(params url.Values) metadata {
	good := regexp.MustCompile(`^meta_([a-zA-Z][a-zA-Z0-9-]*)$`)
	all := metadata{}
	for name := range params {
		if match := good.FindStringSubmatch(name); match != nil {
			all[strings.ToLower(match[1])] = params.Get(name)
		}
	}
	return all
}
