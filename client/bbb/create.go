package bbb

import (
	"context"
	"net/url"
	"strings"
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

// CreateParams are the parameters of create. Zero values are not sent: the server's own default holds.
type CreateParams struct {
	// MeetingID is the caller's name for the meeting, 2 to 256 characters without a comma.
	MeetingID string
	// Name is what people see, at least 2 characters.
	Name string
	// AttendeePW and ModeratorPW, once set, must be the same in every create of this meeting.
	AttendeePW  string
	ModeratorPW string
	GuestPolicy GuestPolicy
	// Record allows the meeting to be recorded.
	Record bool
	// Welcome is shown in the chat of everyone, with limited HTML. Escape what comes from others.
	Welcome string
	// ModeratorOnlyMessage is the same for moderators. Both are fixed for the whole meeting, and a long text makes the
	// address of the call too long for some servers.
	ModeratorOnlyMessage string
	// LogoutURL is where people go when they leave.
	LogoutURL string
	// LoginURL is shown as an invitation to copy, from BigBlueButton 3.0 on.
	LoginURL    string
	MuteOnStart *bool
	// MaxParticipants bounds how many are inside at a time.
	MaxParticipants int
	// Duration ends the meeting after this time. It is rounded up to minutes.
	Duration time.Duration
	// ExpireUnused ends the meeting when nobody has joined for this time, rounded up to minutes; 5 minutes at most servers.
	ExpireUnused time.Duration
	// Meta is returned with the meeting. Names have letters, digits and hyphens, and come back in lower case.
	Meta map[string]string
	// Extra are further parameters by their names in the API.
	Extra url.Values
}

// Created is a meeting that create has made, or found.
type Created struct {
	MeetingID         string
	InternalMeetingID string
	// CreateTime is when this run of the meeting began, in milliseconds since 1970. A join that carries it enters
	// this run and no other.
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
	params, err := p.values()
	if err != nil {
		return Created{}, err
	}
	var a createAnswer
	if _, err := c.get(ctx, "create", params, &a); err != nil {
		return Created{}, err
	}
	return Created{
		MeetingID:            a.MeetingID,
		InternalMeetingID:    a.InternalMeetingID,
		CreateTime:           a.CreateTime,
		AttendeePW:           a.AttendeePW,
		ModeratorPW:          a.ModeratorPW,
		VoiceBridge:          a.VoiceBridge,
		DialNumber:           a.DialNumber,
		Duration:             time.Duration(a.Duration) * time.Minute,
		HasUserJoined:        a.HasUserJoined,
		HasBeenForciblyEnded: a.HasBeenForciblyEnded,
		Duplicate:            a.MessageKey == "duplicateWarning",
	}, nil
}

func (p CreateParams) values() (url.Values, error) {
	if err := checkMeetingID("create", p.MeetingID); err != nil {
		return nil, err
	}
	if strings.TrimSpace(p.Name) == "" {
		return nil, invalid("create", "the meeting has no name")
	}
	v := url.Values{"meetingID": {p.MeetingID}, "name": {p.Name}}
	setText(v, "attendeePW", p.AttendeePW)
	setText(v, "moderatorPW", p.ModeratorPW)
	setText(v, "guestPolicy", string(p.GuestPolicy))
	if p.Record {
		v.Set("record", "true")
	}
	setText(v, "welcome", p.Welcome)
	setText(v, "moderatorOnlyMessage", p.ModeratorOnlyMessage)
	setText(v, "logoutURL", p.LogoutURL)
	setText(v, "loginURL", p.LoginURL)
	setBool(v, "muteOnStart", p.MuteOnStart)
	setNumber(v, "maxParticipants", int64(p.MaxParticipants))
	setMinutes(v, "duration", p.Duration)
	setMinutes(v, "meetingExpireIfNoUserJoinedInMinutes", p.ExpireUnused)
	for name, value := range p.Meta {
		if !metaName(name) {
			return nil, invalid("create", "meta name %.60q may have letters, digits and hyphens only", name)
		}
		v.Set("meta_"+name, value)
	}
	return v, addExtra("create", v, p.Extra)
}

// metaName reports whether the server keeps a meta parameter of this name.
func metaName(name string) bool {
	for i, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return name != ""
}
