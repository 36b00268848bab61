package bbb

import (
	"context"
	"encoding/xml"
	"io"
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
	DialNumber  string
	// Running says that somebody has joined and the meeting has not ended.
	Running              bool
	Recording            bool
	HasUserJoined        bool
	HasBeenForciblyEnded bool
	IsBreakout           bool
	// ParentMeetingID, Sequence and FreeJoin are those of a breakout room; Breakouts are the IDs of a meeting's rooms.
	ParentMeetingID string
	Sequence        int
	FreeJoin        bool
	Breakouts       []string
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

// IsMeetingRunning reports whether somebody has joined the meeting and it has not ended. It is false for a meeting that
// was just created, and for one that does not exist.
func (c *Client) IsMeetingRunning(ctx context.Context, meetingID string) (bool, error) {
	q, err := meetingQuery("isMeetingRunning", meetingID)
	if err != nil {
		return false, err
	}
	var a struct {
		header
		Running *bool `xml:"running"`
	}
	if _, err := c.get(ctx, q, &a); err != nil {
		return false, err
	}
	if a.Running == nil {
		return false, lacking("isMeetingRunning", "running")
	}
	return *a.Running, nil
}

// MeetingInfo returns a meeting and who is inside. ErrNotFound says that the server does not know it.
func (c *Client) MeetingInfo(ctx context.Context, meetingID string) (Meeting, error) {
	q, err := meetingQuery("getMeetingInfo", meetingID)
	if err != nil {
		return Meeting{}, err
	}
	var m Meeting
	read := func(body io.Reader) (*header, error) {
		m = Meeting{}
		t := newTokens(body)
		return t.response(func(e xml.StartElement) error { return t.meetingField(&m, e) })
	}
	if _, err := c.signed(ctx, q, request{safe: true}, read); err != nil {
		return Meeting{}, err
	}
	if m.MeetingID == "" {
		return Meeting{}, lacking("getMeetingInfo", "meetingID")
	}
	return m, nil
}

// Meetings returns all meetings on the server, also those of others who know its secret. There may be none.
func (c *Client) Meetings(ctx context.Context) ([]Meeting, error) {
	var all []Meeting
	read := func(body io.Reader) (*header, error) {
		all = []Meeting{}
		return readMeetings(body, func(m *Meeting) error {
			all = append(all, *m)
			return nil
		})
	}
	if _, err := c.signed(ctx, newQuery("getMeetings"), request{safe: true, limit: maxList}, read); err != nil {
		return nil, err
	}
	return all, nil
}

// EachMeeting calls f with each meeting on the server while the answer comes in, and holds one meeting at a time. It returns
// the error of f, or that of an answer that turns out to be bad after some meetings.
func (c *Client) EachMeeting(ctx context.Context, f func(Meeting) error) error {
	var stopped error
	read := func(body io.Reader) (*header, error) {
		return readMeetings(body, func(m *Meeting) error {
			stopped = f(*m)
			return stopped
		})
	}
	// It is not repeated, since f has seen some of the meetings.
	_, err := c.signed(ctx, newQuery("getMeetings"), request{limit: maxList}, read)
	if stopped != nil {
		return stopped
	}
	return err
}

// End ends a meeting and sends everyone out. The server does so a moment later. ErrNotFound says that it does not know the
// meeting. Servers before BigBlueButton 2.4 also want the moderatorPW of create; the others ignore it, and it may be empty.
// It is not repeated when no answer comes: a second one could end the next run of the meeting.
func (c *Client) End(ctx context.Context, meetingID, moderatorPW string) error {
	q, err := meetingQuery("end", meetingID)
	if err != nil {
		return err
	}
	q.text("password", moderatorPW)
	var a struct{ header }
	_, err = c.once(ctx, q, &a)
	return err
}
