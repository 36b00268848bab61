package bbbtest

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

// info is what the server tells about a meeting.
type info struct {
	Name                  string     `xml:"meetingName"`
	MeetingID             string     `xml:"meetingID"`
	InternalMeetingID     string     `xml:"internalMeetingID"`
	CreateTime            int64      `xml:"createTime"`
	CreateDate            string     `xml:"createDate"`
	VoiceBridge           string     `xml:"voiceBridge"`
	DialNumber            string     `xml:"dialNumber"`
	AttendeePW            string     `xml:"attendeePW"`
	ModeratorPW           string     `xml:"moderatorPW"`
	Running               bool       `xml:"running"`
	Duration              int64      `xml:"duration"`
	HasUserJoined         bool       `xml:"hasUserJoined"`
	Recording             bool       `xml:"recording"`
	HasBeenForciblyEnded  bool       `xml:"hasBeenForciblyEnded"`
	StartTime             int64      `xml:"startTime"`
	EndTime               int64      `xml:"endTime"`
	ParticipantCount      int        `xml:"participantCount"`
	ListenerCount         int        `xml:"listenerCount"`
	VoiceParticipantCount int        `xml:"voiceParticipantCount"`
	VideoCount            int        `xml:"videoCount"`
	MaxUsers              int        `xml:"maxUsers"`
	ModeratorCount        int        `xml:"moderatorCount"`
	Attendees             []attendee `xml:"attendees>attendee"`
	Metadata              metadata   `xml:"metadata"`
	IsBreakout            bool       `xml:"isBreakout"`
}

type attendee struct {
	UserID          string `xml:"userID"`
	FullName        string `xml:"fullName"`
	Role            string `xml:"role"`
	IsPresenter     bool   `xml:"isPresenter"`
	IsListeningOnly bool   `xml:"isListeningOnly"`
	HasJoinedVoice  bool   `xml:"hasJoinedVoice"`
	HasVideo        bool   `xml:"hasVideo"`
	ClientType      string `xml:"clientType"`
	CustomData      string `xml:"customdata"`
}

type meetingInfo struct {
	header
	info
}

type meetingList struct {
	header
	// The element stands there also when it is empty.
	Meetings struct {
		Meeting []info `xml:"meeting"`
	} `xml:"meetings"`
}

type running struct {
	header
	Running bool `xml:"running"`
}

type version struct {
	header
	Version    string `xml:"version"`
	APIVersion string `xml:"apiVersion"`
	BBBVersion string `xml:"bbbVersion"`
	Websocket  string `xml:"graphqlWebsocketUrl,omitempty"`
}

func (a meetingInfo) send(w http.ResponseWriter, _ *http.Request) { sendXML(w, a) }
func (a meetingList) send(w http.ResponseWriter, _ *http.Request) { sendXML(w, a) }
func (a running) send(w http.ResponseWriter, _ *http.Request)     { sendXML(w, a) }
func (a version) send(w http.ResponseWriter, _ *http.Request)     { sendXML(w, a) }

// isMeetingRunning tells whether somebody has joined.
func (s *Simulator) isMeetingRunning(r *request) answer {
	id, bad := r.meetingID()
	if bad != nil {
		return bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tidy()
	m := s.meetings[id]
	return running{succeeded(), m != nil && m.running()}
}

// getMeetingInfo tells about one meeting.
func (s *Simulator) getMeetingInfo(r *request) answer {
	id, bad := r.meetingID()
	if bad != nil {
		return bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tidy()
	m := s.meetings[id]
	if m == nil {
		return notFound()
	}
	return meetingInfo{succeeded(), s.info(m)}
}

// getMeetings tells about all meetings, the oldest first.
func (s *Simulator) getMeetings(*request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tidy()
	if len(s.meetings) == 0 {
		return meetingList{header: withMessage("noMeetings", "no meetings were found on this server")}
	}
	list := meetingList{header: succeeded()}
	for _, m := range s.meetings {
		list.Meetings.Meeting = append(list.Meetings.Meeting, s.info(m))
	}
	slices.SortFunc(list.Meetings.Meeting, func(a, b info) int {
		return cmp.Or(cmp.Compare(a.CreateTime, b.CreateTime), cmp.Compare(a.MeetingID, b.MeetingID))
	})
	return list
}

func notFound() *failed {
	return failure("notFound", "We could not find a meeting with that meeting ID")
}

// info describes a meeting. The caller holds the lock.
func (s *Simulator) info(m *meeting) info {
	i := info{
		Name:                 m.name,
		MeetingID:            m.id,
		InternalMeetingID:    m.internalID,
		CreateTime:           m.createTime(),
		CreateDate:           m.created.UTC().Format("Mon Jan 02 15:04:05 MST 2006"),
		VoiceBridge:          m.voiceBridge,
		DialNumber:           "613-555-1234",
		AttendeePW:           m.attendeePW,
		ModeratorPW:          m.moderatorPW,
		Running:              m.running(),
		Duration:             int64(m.duration / time.Minute),
		HasUserJoined:        m.joined,
		Recording:            m.record,
		HasBeenForciblyEnded: !m.ended.IsZero(),
		StartTime:            m.createTime(),
		MaxUsers:             m.maxUsers,
		Metadata:             m.meta,
	}
	if !m.ended.IsZero() {
		i.EndTime = m.ended.UnixMilli()
	}
	for _, p := range s.inside(m) {
		i.ParticipantCount++
		if p.role == moderator {
			i.ModeratorCount++
		}
		i.Attendees = append(i.Attendees, attendee{
			UserID: p.extID, FullName: p.name, Role: p.role, ClientType: "HTML5",
			IsPresenter: p.role == moderator && i.ModeratorCount == 1, HasJoinedVoice: p.voice, HasVideo: p.camera,
		})
	}
	return i
}

// version tells about the server, without a checksum. Where it names a websocket it is a BigBlueButton 3.
func (s *Simulator) version(w http.ResponseWriter, r *http.Request) {
	fault, lost := s.currentFault()
	if fault.instead(w, r, lost) {
		return
	}
	v := version{header: succeeded(), Version: "2.0", APIVersion: "2.0", BBBVersion: "2.7.12"}
	if !s.opts.Version27 {
		v.BBBVersion, v.Websocket = "3.0.19", websocketURL(r)
	}
	fault.write(w, r, v)
}
