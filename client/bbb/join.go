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

// JoinParams are the parameters of join, with the names of the API in the tags. Zero values are not sent.
type JoinParams struct {
	MeetingID string `bbb:"meetingID"`
	// FullName is what others see.
	FullName string `bbb:"fullName"`
	Role     Role   `bbb:"role"`
	// Password stands for a role on servers before BigBlueButton 2.4: one of the two that create has set. Role beats it.
	Password string `bbb:"password"`
	// UserID is the caller's name for the person. Without it the server cannot recognise one who was banned or comes back.
	UserID string `bbb:"userID"`
	// Guest marks a guest, who gets a badge and is held by the guest policy. An explicit false lets a member pass even under
	// AskModerator and AlwaysDeny; nil lets the server treat a viewer as one who may have to wait.
	Guest *bool `bbb:"guest"`
	// Auth says that the caller knows who this person is; it counts beside Guest under AlwaysAcceptAuth.
	Auth *bool `bbb:"auth"`
	// CreateTime binds the join to one run of the meeting; see Created.CreateTime.
	CreateTime int64 `bbb:"createTime"`
	// FirstName and LastName are shown in place of FullName where there is room for one only, from BigBlueButton 3.0 on.
	FirstName           string `bbb:"firstName"`
	LastName            string `bbb:"lastName"`
	AvatarURL           string `bbb:"avatarURL"`
	WebcamBackgroundURL string `bbb:"webcamBackgroundURL"`
	// LogoutURL is where this person goes on leaving, from BigBlueButton 3.0 on.
	LogoutURL string `bbb:"logoutURL"`
	// ErrorRedirectURL is where a refused person goes, with the reasons in the parameter "errors".
	ErrorRedirectURL string `bbb:"errorRedirectUrl"`
	// Redirect false asks for XML in place of the way into the meeting. Nil is true.
	Redirect *bool `bbb:"redirect"`
	// EnforceLayout is the layout that this person gets, from BigBlueButton 3.0 on.
	EnforceLayout string `bbb:"enforceLayout"`
	// Bot marks a program, which others see as such, from BigBlueButton 3.0 on.
	Bot *bool `bbb:"bot"`
	// ExcludeFromDashboard keeps the person out of the learning dashboard.
	ExcludeFromDashboard *bool `bbb:"excludeFromDashboard"`
	// ExistingUserID and ReplaceSessionToken let a further session take the place of an earlier one of the same person, and
	// SessionName names it, from BigBlueButton 3.0 on.
	ExistingUserID      string `bbb:"existingUserID"`
	ReplaceSessionToken string `bbb:"replaceSessionToken"`
	SessionName         string `bbb:"sessionName"`
	// UserData are settings of this person's client, sent as userdata-NAME, such as "bbb_override_default_locale".
	UserData map[string]string
	// Extra are further parameters by their names in the API.
	Extra url.Values
}

// JoinURL returns the signed address that takes a person into the meeting. It sends nothing, so it does not tell
// whether the meeting exists. Whoever has the address can enter, as often as they like, while the meeting runs.
func (c *Client) JoinURL(p JoinParams) (string, error) {
	q, err := p.query()
	if err != nil {
		return "", err
	}
	return c.signedURL(q), nil
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

// Join joins without a browser. It is not repeated when no answer comes, since each join makes a session. Where a load
// balancer leads on to the server that it has chosen, Join follows. The person is inside once a client connects with the session token. A refusal is
// ErrDenied, ErrFull, ErrEnded, ErrOtherRun or ErrNotFound. Redirect is ignored.
func (c *Client) Join(ctx context.Context, p JoinParams) (Joined, error) {
	p.Redirect = new(false)
	q, err := p.query()
	if err != nil {
		return Joined{}, err
	}
	var a joinAnswer
	cookies, err := c.signed(ctx, q, request{hop: true}, xmlInto(&a))
	if err != nil {
		return Joined{}, err
	}
	if a.SessionToken == "" {
		return Joined{}, lacking("join", "session_token")
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

func (p *JoinParams) query() (*query, error) {
	if err := checkMeetingID("join", p.MeetingID); err != nil {
		return nil, err
	}
	if strings.TrimSpace(p.FullName) == "" {
		return nil, invalid("join", "the person has no name")
	}
	if p.Role != Moderator && p.Role != Viewer && (p.Role != "" || p.Password == "") {
		return nil, invalid("join", "unknown role %.20q", p.Role)
	}
	q := newQuery("join")
	q.add("meetingID", p.MeetingID)
	q.add("fullName", p.FullName)
	q.text("role", string(p.Role))
	q.text("password", p.Password)
	q.text("userID", p.UserID)
	q.flag("guest", p.Guest)
	q.flag("auth", p.Auth)
	q.number("createTime", p.CreateTime)
	q.text("firstName", p.FirstName)
	q.text("lastName", p.LastName)
	q.text("avatarURL", p.AvatarURL)
	q.text("webcamBackgroundURL", p.WebcamBackgroundURL)
	q.text("logoutURL", p.LogoutURL)
	q.text("errorRedirectUrl", p.ErrorRedirectURL)
	q.text("enforceLayout", p.EnforceLayout)
	q.flag("bot", p.Bot)
	q.flag("excludeFromDashboard", p.ExcludeFromDashboard)
	q.text("existingUserID", p.ExistingUserID)
	q.text("replaceSessionToken", p.ReplaceSessionToken)
	q.text("sessionName", p.SessionName)
	q.flag("redirect", p.Redirect)
	for _, name := range sortedNames(p.UserData) {
		q.add("userdata-"+name, p.UserData[name])
	}
	return q, q.extra(p.Extra)
}
