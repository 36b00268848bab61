package bbb

import (
	"context"
	"net/url"
	"time"
)

// Meeting is a meeting as the server tells about it.
type Meeting struct {
	Name              string
	MeetingID         string
	InternalMeetingID string
	// CreateTime, StartTime and EndTime are in milliseconds since 1970. EndTime is 0 while the meeting has not ended.
	CreateTime  int64
	StartTime   int64
	EndTime     int64
	AttendeePW  string
	ModeratorPW string
	VoiceBridge string
	// Running says that somebody has joined and the meeting has not ended.
	Running              bool
	Recording            bool
	HasUserJoined        bool
	HasBeenForciblyEnded bool
	IsBreakout           bool
	// Duration is the longest that the meeting may take, 0 for no bound.
	Duration time.Duration
	// ParticipantCount counts all who are inside. Guests who wait in BigBlueButton's lobby are not counted, nor listed.
	ParticipantCount      int
	ModeratorCount        int
	ListenerCount         int
	VoiceParticipantCount int
	VideoCount            int
	// MaxUsers is 0 for no bound.
	MaxUsers  int
	Attendees []Attendee
	// Meta is what create was given, the names in lower case.
	Meta map[string]string
}

// Attendee is someone inside a meeting.
type Attendee struct {
	// UserID is JoinParams.UserID, or the server's own ID if there was none.
	UserID          string
	FullName        string
	Role            Role
	IsPresenter     bool
	IsListeningOnly bool
	HasJoinedVoice  bool
	HasVideo        bool
	// ClientType is "HTML5" for a browser.
	ClientType string
	CustomData map[string]string
}

type meetingAnswer struct {
	Name                  string           `xml:"meetingName"`
	MeetingID             string           `xml:"meetingID"`
	InternalMeetingID     string           `xml:"internalMeetingID"`
	CreateTime            int64            `xml:"createTime"`
	StartTime             int64            `xml:"startTime"`
	EndTime               int64            `xml:"endTime"`
	AttendeePW            string           `xml:"attendeePW"`
	ModeratorPW           string           `xml:"moderatorPW"`
	VoiceBridge           string           `xml:"voiceBridge"`
	Running               bool             `xml:"running"`
	Recording             bool             `xml:"recording"`
	HasUserJoined         bool             `xml:"hasUserJoined"`
	HasBeenForciblyEnded  bool             `xml:"hasBeenForciblyEnded"`
	IsBreakout            bool             `xml:"isBreakout"`
	Duration              int64            `xml:"duration"`
	ParticipantCount      int              `xml:"participantCount"`
	ModeratorCount        int              `xml:"moderatorCount"`
	ListenerCount         int              `xml:"listenerCount"`
	VoiceParticipantCount int              `xml:"voiceParticipantCount"`
	VideoCount            int              `xml:"videoCount"`
	MaxUsers              int              `xml:"maxUsers"`
	Attendees             []attendeeAnswer `xml:"attendees>attendee"`
	Meta                  texts            `xml:"metadata"`
}

type attendeeAnswer struct {
	UserID          string `xml:"userID"`
	FullName        string `xml:"fullName"`
	Role            Role   `xml:"role"`
	IsPresenter     bool   `xml:"isPresenter"`
	IsListeningOnly bool   `xml:"isListeningOnly"`
	HasJoinedVoice  bool   `xml:"hasJoinedVoice"`
	HasVideo        bool   `xml:"hasVideo"`
	ClientType      string `xml:"clientType"`
	CustomData      texts  `xml:"customdata"`
}

// IsMeetingRunning reports whether somebody has joined the meeting and it has not ended. It is false for a meeting that
// was just created, and for one that does not exist.
func (c *Client) IsMeetingRunning(ctx context.Context, meetingID string) (bool, error) {
	params, err := meetingParams("isMeetingRunning", meetingID)
	if err != nil {
		return false, err
	}
	var a struct {
		header
		Running bool `xml:"running"`
	}
	if _, err := c.get(ctx, "isMeetingRunning", params, &a); err != nil {
		return false, err
	}
	return a.Running, nil
}

// MeetingInfo returns a meeting and who is inside. ErrNotFound says that the server does not know it.
func (c *Client) MeetingInfo(ctx context.Context, meetingID string) (Meeting, error) {
	params, err := meetingParams("getMeetingInfo", meetingID)
	if err != nil {
		return Meeting{}, err
	}
	var a struct {
		header
		meetingAnswer
	}
	if _, err := c.get(ctx, "getMeetingInfo", params, &a); err != nil {
		return Meeting{}, err
	}
	return a.meeting(), nil
}

// Meetings returns all meetings on the server, also those of others who know its secret. There may be none.
func (c *Client) Meetings(ctx context.Context) ([]Meeting, error) {
	var a struct {
		header
		Meetings []meetingAnswer `xml:"meetings>meeting"`
	}
	if _, err := c.get(ctx, "getMeetings", nil, &a); err != nil {
		return nil, err
	}
	meetings := make([]Meeting, len(a.Meetings))
	for i, m := range a.Meetings {
		meetings[i] = m.meeting()
	}
	return meetings, nil
}

// End ends a meeting and sends everyone out. The server does so a moment later. ErrNotFound says that it does not know the
// meeting. Servers before BigBlueButton 2.4 also want the moderatorPW of create; the others ignore it, and it may be empty.
func (c *Client) End(ctx context.Context, meetingID, moderatorPW string) error {
	params, err := meetingParams("end", meetingID)
	if err != nil {
		return err
	}
	setText(params, "password", moderatorPW)
	var a struct{ header }
	_, err = c.get(ctx, "end", params, &a)
	return err
}

func meetingParams(call, meetingID string) (url.Values, error) {
	if err := checkMeetingID(call, meetingID); err != nil {
		return nil, err
	}
	return url.Values{"meetingID": {meetingID}}, nil
}

func (a meetingAnswer) meeting() Meeting {
	m := Meeting{
		Name:                  a.Name,
		MeetingID:             a.MeetingID,
		InternalMeetingID:     a.InternalMeetingID,
		CreateTime:            a.CreateTime,
		StartTime:             a.StartTime,
		EndTime:               a.EndTime,
		AttendeePW:            a.AttendeePW,
		ModeratorPW:           a.ModeratorPW,
		VoiceBridge:           a.VoiceBridge,
		Running:               a.Running,
		Recording:             a.Recording,
		HasUserJoined:         a.HasUserJoined,
		HasBeenForciblyEnded:  a.HasBeenForciblyEnded,
		IsBreakout:            a.IsBreakout,
		Duration:              time.Duration(a.Duration) * time.Minute,
		ParticipantCount:      a.ParticipantCount,
		ModeratorCount:        a.ModeratorCount,
		ListenerCount:         a.ListenerCount,
		VoiceParticipantCount: a.VoiceParticipantCount,
		VideoCount:            a.VideoCount,
		MaxUsers:              a.MaxUsers,
		Meta:                  a.Meta,
	}
	for _, p := range a.Attendees {
		m.Attendees = append(m.Attendees, Attendee{
			UserID:          p.UserID,
			FullName:        p.FullName,
			Role:            p.Role,
			IsPresenter:     p.IsPresenter,
			IsListeningOnly: p.IsListeningOnly,
			HasJoinedVoice:  p.HasJoinedVoice,
			HasVideo:        p.HasVideo,
			ClientType:      p.ClientType,
			CustomData:      p.CustomData,
		})
	}
	return m
}
