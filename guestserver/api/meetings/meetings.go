// Package meetings serves the part of the portal API that is about meetings: their settings, guest links, and the way in.
package meetings

import (
	"context"
	"net/http"
	"strings"
	"time"

	"foyer/assets"
	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// Meetings is what the API needs of the meetings.
type Meetings interface {
	rest.Roles
	Of(ctx context.Context, accountID string) ([]meeting.Meeting, error)
	In(ctx context.Context, roomID string) ([]meeting.Meeting, error)
	OfIn(ctx context.Context, accountID, roomID string) ([]meeting.Meeting, error)
	Meeting(ctx context.Context, id string) (meeting.Meeting, error)
	CreateMeeting(ctx context.Context, ownerID string, m meeting.Meeting) (meeting.Meeting, error)
	UpdateMeeting(ctx context.Context, m meeting.Meeting) (meeting.Meeting, error)
	RemoveMeeting(ctx context.Context, id string, version int64) error

	Links(ctx context.Context, meetingID string) ([]meeting.Link, error)
	Link(ctx context.Context, id string) (meeting.Link, error)
	NewGuestLink(ctx context.Context, meetingID string) (meeting.Link, error)
	NewPersonalLink(ctx context.Context, l meeting.Link) (meeting.Link, error)
	UpdateLink(ctx context.Context, l meeting.Link) (meeting.Link, error)
	RemoveLink(ctx context.Context, id string, version int64) error
}

// Conference is what the API needs of the conference server.
type Conference interface {
	Start(ctx context.Context, meetingID string) error
	// End ends a meeting, FinishEnding one that was removed. What is not done now is done as soon as the conference server answers.
	End(ctx context.Context, meetingID string) (done bool, err error)
	FinishEnding(ctx context.Context, meetingID string) (done bool, err error)
	Running(ctx context.Context, meetingID string) (running bool, people int, err error)
	// JoinMember and JoinModerator return the address that takes an account into a meeting with its role.
	JoinMember(ctx context.Context, meetingID string, acc account.Account) (string, error)
	JoinModerator(ctx context.Context, meetingID string, acc account.Account, companion bool) (string, error)
}

// Lobby is what has to hear of what happens to a meeting.
type Lobby interface {
	Start(ctx context.Context, meetingID string) error
	End(ctx context.Context, meetingID string, by lobby.Person) error
	Reconsider(ctx context.Context, meetingID string, by lobby.Person) error
}

// API serves meetings.
type API struct {
	Meetings   Meetings
	Conference Conference
	Lobby      Lobby
	// Texts are those of invitations.
	Texts *assets.Catalogue
	// PublicURL is the guest server's address, without a slash at the end.
	PublicURL string
}

// Register adds the routes.
func (a *API) Register(mux rest.Mux, gate rest.Gate) {
	mux.Handle("GET /api/v1/meetings", gate.SignedIn(a.list))
	mux.Handle("GET /api/v1/rooms/{id}/meetings", gate.In(meeting.ScopeRoom, meeting.RoleBelow, a.listRoom))
	mux.Handle("POST /api/v1/rooms/{id}/meetings", gate.In(meeting.ScopeRoom, meeting.RoleModerator, a.create))

	in := func(least meeting.Role, fn func(http.ResponseWriter, *http.Request, rest.Caller) error) rest.Handler {
		return gate.In(meeting.ScopeMeeting, least, fn)
	}
	mux.Handle("GET /api/v1/meetings/{id}", in(meeting.RoleMember, a.get))
	mux.Handle("PATCH /api/v1/meetings/{id}", in(meeting.RoleOwner, a.change))
	mux.Handle("DELETE /api/v1/meetings/{id}", in(meeting.RoleOwner, a.remove))
	mux.Handle("GET /api/v1/meetings/{id}/invitation", in(meeting.RoleMember, a.invitation))

	mux.Handle("GET /api/v1/meetings/{id}/links", in(meeting.RoleModerator, a.listLinks))
	mux.Handle("POST /api/v1/meetings/{id}/links", in(meeting.RoleOwner, a.createLink))
	mux.Handle("GET /api/v1/meetings/{id}/links/{link}", in(meeting.RoleModerator, a.getLink))
	mux.Handle("PATCH /api/v1/meetings/{id}/links/{link}", in(meeting.RoleOwner, a.changeLink))
	mux.Handle("DELETE /api/v1/meetings/{id}/links/{link}", in(meeting.RoleOwner, a.removeLink))

	mux.Handle("GET /api/v1/meetings/{id}/conference", in(meeting.RoleMember, a.running))
	mux.Handle("POST /api/v1/meetings/{id}/start", in(meeting.RoleModerator, a.start))
	mux.Handle("POST /api/v1/meetings/{id}/join", in(meeting.RoleMember, a.join))
	mux.Handle("POST /api/v1/meetings/{id}/end", in(meeting.RoleModerator, a.end))
}

// view is a meeting as it is answered in a list.
type view struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	RoomID    string     `json:"room_id"`
	RoomName  string     `json:"room_name"`
	GroupID   string     `json:"group_id"`
	GroupName string     `json:"group_name"`
	StartsAt  *time.Time `json:"starts_at,omitempty"`
	EndsAt    *time.Time `json:"ends_at,omitempty"`
	GuestURL  string     `json:"guest_url"`
	// GuestPolicy is what holds, and LetsNobodyIn says that by it the guest link leads to a closed door.
	GuestPolicy  meeting.Policy `json:"guest_policy"`
	LetsNobodyIn bool           `json:"lets_nobody_in"`
	// Remembered is the decision for whoever knocks next, empty if the moderator is asked.
	Remembered string `json:"remembered"`
	Recorded   bool   `json:"recorded"`
	// WaitingPlace and ConferenceLink are what holds: a program that works a waiting room has to know which, and whether there is one.
	WaitingPlace   meeting.Place `json:"waiting_place"`
	ConferenceLink string        `json:"conference_link"`
	Version        int64         `json:"version"`
}

func (a *API) view(m meeting.Meeting) view {
	return view{
		ID: m.ID, Name: m.Name, RoomID: m.RoomID, RoomName: m.RoomName, GroupID: m.GroupID, GroupName: m.GroupName,
		StartsAt: optional(m.StartsAt), EndsAt: optional(m.EndsAt), GuestURL: meeting.GuestURL(a.PublicURL, m.GuestCode),
		GuestPolicy: m.GuestPolicy, LetsNobodyIn: m.LetsNobodyIn(), Remembered: m.Remembered, Recorded: m.Recorded,
		WaitingPlace: m.Effective.WaitingPlace.Value, ConferenceLink: m.Effective.ConferenceLink.Value, Version: m.Version,
	}
}

// details is a meeting with its settings, what holds in it, and the role of whoever asks.
type details struct {
	view
	Settings  meeting.Settings  `json:"settings"`
	Effective meeting.Effective `json:"effective"`
	Role      meeting.Role      `json:"role"`
	CreatedAt time.Time         `json:"created_at"`
}

// linkView is a link as it is answered.
type linkView struct {
	ID   string           `json:"id"`
	URL  string           `json:"url"`
	Kind meeting.LinkKind `json:"kind"`
	// Name and Role are preset by a personal link.
	Name             string           `json:"name"`
	Role             meeting.LinkRole `json:"role"`
	Off              bool             `json:"off"`
	ExpiresAt        *time.Time       `json:"expires_at,omitempty"`
	OnlyWhileRunning bool             `json:"only_while_running"`
	Limit            int              `json:"limit"`
	AccessCode       string           `json:"access_code"`
	CreatedAt        time.Time        `json:"created_at"`
	Version          int64            `json:"version"`
}

func (a *API) viewLink(l meeting.Link) linkView {
	return linkView{
		ID: l.ID, URL: meeting.GuestURL(a.PublicURL, l.Code), Kind: l.Kind, Name: l.Name, Role: l.Role, Off: l.Off,
		ExpiresAt: optional(l.ExpiresAt), OnlyWhileRunning: l.OnlyWhileRunning, Limit: l.Limit, AccessCode: l.AccessCode,
		CreatedAt: l.CreatedAt, Version: l.Version,
	}
}

// optional returns nil for no time.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// moment returns no time for nil.
func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// byName orders meetings.
func byName(m meeting.Meeting) string { return strings.ToLower(m.Name) + "\x00" + m.ID }
