package bbb

import (
	"context"
	"time"
)

// GuestPolicy says what happens to guests who join. The zero GuestPolicy leaves it to the server.
type GuestPolicy string

// The guest policies. Beware: by default BigBlueButton applies AskModerator and AlwaysDeny also to viewers whose join has
// no guest parameter at all; set JoinParams.Guest.
const (
	AlwaysAccept GuestPolicy = "ALWAYS_ACCEPT"
	AlwaysDeny   GuestPolicy = "ALWAYS_DENY"
	AskModerator GuestPolicy = "ASK_MODERATOR"
	// AlwaysAcceptAuth holds guests alone. BigBlueButton knows it, though its documentation does not.
	AlwaysAcceptAuth GuestPolicy = "ALWAYS_ACCEPT_AUTH"
)

// Created is a meeting that create has made, or found.
type Created struct {
	MeetingID         string
	InternalMeetingID string
	// ParentMeetingID is that of a breakout room's meeting; servers say "bbb-none" otherwise.
	ParentMeetingID string
	// CreateTime is when this run of the meeting began, in milliseconds since 1970. A join that carries it enters
	// this run and no other. A server that tells none leaves it 0, which binds a join to no run.
	CreateTime  int64
	AttendeePW  string
	ModeratorPW string
	VoiceBridge string
	DialNumber  string
	Duration    time.Duration
	// HasUserJoined says that somebody has been inside.
	HasUserJoined bool
	// HasBeenForciblyEnded says that end was called.
	HasBeenForciblyEnded bool
	// Duplicate says that the meeting existed before. Some servers do not tell.
	Duplicate bool
}

type createAnswer struct {
	header
	MeetingID            string `xml:"meetingID"`
	InternalMeetingID    string `xml:"internalMeetingID"`
	ParentMeetingID      string `xml:"parentMeetingID"`
	CreateTime           int64  `xml:"createTime"`
	AttendeePW           string `xml:"attendeePW"`
	ModeratorPW          string `xml:"moderatorPW"`
	VoiceBridge          string `xml:"voiceBridge"`
	DialNumber           string `xml:"dialNumber"`
	Duration             int64  `xml:"duration"`
	HasUserJoined        bool   `xml:"hasUserJoined"`
	HasBeenForciblyEnded bool   `xml:"hasBeenForciblyEnded"`
}

// Create makes a meeting. It may be called again with the same passwords: that finds the running meeting and leaves it as it
// is. ErrIDTaken says that a meeting of this ID has other passwords.
func (c *Client) Create(ctx context.Context, p CreateParams) (Created, error) {
	q, err := p.query()
	if err != nil {
		return Created{}, err
	}
	// A create without a body finds what an earlier one has made; documents would be there twice.
	r := request{safe: true}
	if len(p.Documents) > 0 || len(p.ClientSettings) > 0 {
		if r.body, err = modules("create", p.Documents, p.ClientSettings); err != nil {
			return Created{}, err
		}
		r.contentType, r.safe = "application/xml", false
	}
	var a createAnswer
	if _, err := c.signed(ctx, q, r, xmlInto(&a)); err != nil {
		return Created{}, err
	}
	made := Created{
		MeetingID:            a.MeetingID,
		InternalMeetingID:    a.InternalMeetingID,
		ParentMeetingID:      a.ParentMeetingID,
		CreateTime:           a.CreateTime,
		AttendeePW:           a.AttendeePW,
		ModeratorPW:          a.ModeratorPW,
		VoiceBridge:          a.VoiceBridge,
		DialNumber:           a.DialNumber,
		Duration:             time.Duration(a.Duration) * time.Minute,
		HasUserJoined:        a.HasUserJoined,
		HasBeenForciblyEnded: a.HasBeenForciblyEnded,
		Duplicate:            a.MessageKey == "duplicateWarning",
	}
	if made.MeetingID == "" {
		made.MeetingID = p.MeetingID
	}
	return made, nil
}
