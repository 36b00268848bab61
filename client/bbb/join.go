package bbb

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// Role is what a person may do in a meeting.
type Role string

// The roles.
const (
	Moderator Role = "MODERATOR"
	Viewer    Role = "VIEWER"
)

// Values of Joined.GuestStatus.
const (
	GuestAllow = "ALLOW"
	GuestWait  = "WAIT"
)

// JoinParams are the parameters of join. Zero values are not sent.
type JoinParams struct {
	MeetingID string
	// FullName is what others see.
	FullName string
	Role     Role
	// UserID is the caller's name for the person. Without it the server cannot recognise one who was banned or comes back.
	UserID string
	// Guest marks a guest, who gets a badge and is held by the guest policy. An explicit false lets a member pass even under
	// AskModerator and AlwaysDeny; nil lets the server treat a viewer as one who may have to wait.
	Guest *bool
	// CreateTime binds the join to one run of the meeting; see Created.CreateTime.
	CreateTime int64
	AvatarURL  string
	// LogoutURL is where this person goes on leaving, from BigBlueButton 3.0 on.
	LogoutURL string
	// ErrorRedirectURL is where a refused person goes, with the reasons in the parameter "errors".
	ErrorRedirectURL string
	// Redirect false asks for XML in place of the way into the meeting. Nil is true.
	Redirect *bool
	// Extra are further parameters by their names in the API, such as "userdata-bbb_override_default_locale".
	Extra url.Values
}

// JoinURL returns the signed address that takes a person into the meeting. It sends nothing, so it does not tell
// whether the meeting exists. Whoever has the address can enter, as often as they like, while the meeting runs.
func (c *Client) JoinURL(p JoinParams) (string, error) {
	params, err := p.values()
	if err != nil {
		return "", err
	}
	return c.signedURL("join", params), nil
}

// Joined is a person whom the server expects in the meeting.
type Joined struct {
	// MeetingID is the internal ID of the meeting.
	MeetingID string
	// UserID is the internal ID of the person, "w_" and some letters.
	UserID       string
	AuthToken    string
	SessionToken string
	// GuestStatus is GuestAllow, or GuestWait for one whom a moderator of the meeting has to let in.
	GuestStatus string
	// URL is where a browser would go on.
	URL string
	// Cookies has JSESSIONID, which later calls with the session token need.
	Cookies []*http.Cookie
}

type joinAnswer struct {
	header
	MeetingID    string `xml:"meeting_id"`
	UserID       string `xml:"user_id"`
	AuthToken    string `xml:"auth_token"`
	SessionToken string `xml:"session_token"`
	GuestStatus  string `xml:"guestStatus"`
	URL          string `xml:"url"`
}

// Join joins without a browser. The person is inside once a client connects with the session token. A refusal is
// ErrDenied, ErrFull, ErrEnded, ErrOtherRun or ErrNotFound. Redirect is ignored.
func (c *Client) Join(ctx context.Context, p JoinParams) (Joined, error) {
	p.Redirect = new(false)
	params, err := p.values()
	if err != nil {
		return Joined{}, err
	}
	var a joinAnswer
	cookies, err := c.get(ctx, "join", params, &a)
	if err != nil {
		return Joined{}, err
	}
	return Joined{
		MeetingID:    a.MeetingID,
		UserID:       a.UserID,
		AuthToken:    a.AuthToken,
		SessionToken: a.SessionToken,
		GuestStatus:  a.GuestStatus,
		URL:          a.URL,
		Cookies:      cookies,
	}, nil
}

func (p JoinParams) values() (url.Values, error) {
	if err := checkMeetingID("join", p.MeetingID); err != nil {
		return nil, err
	}
	if strings.TrimSpace(p.FullName) == "" {
		return nil, invalid("join", "the person has no name")
	}
	if p.Role != Moderator && p.Role != Viewer {
		return nil, invalid("join", "unknown role %.20q", p.Role)
	}
	v := url.Values{"meetingID": {p.MeetingID}, "fullName": {p.FullName}, "role": {string(p.Role)}}
	setText(v, "userID", p.UserID)
	setBool(v, "guest", p.Guest)
	setNumber(v, "createTime", p.CreateTime)
	setText(v, "avatarURL", p.AvatarURL)
	setText(v, "logoutURL", p.LogoutURL)
	setText(v, "errorRedirectUrl", p.ErrorRedirectURL)
	setBool(v, "redirect", p.Redirect)
	return v, addExtra("join", v, p.Extra)
}
