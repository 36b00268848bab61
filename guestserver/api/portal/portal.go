// Package portal serves the part of the portal API that is above meetings: the portal's settings, groups, rooms, and who is a member of
// a group, room or meeting.
package portal

import (
	"context"
	"strings"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// Meetings is what the API needs of groups, rooms and members.
type Meetings interface {
	rest.Roles
	Portal(ctx context.Context) (meeting.Portal, error)
	UpdatePortal(ctx context.Context, p meeting.Portal) (meeting.Portal, error)

	Groups(ctx context.Context) ([]meeting.Group, error)
	GroupsOf(ctx context.Context, accountID string) ([]meeting.Group, error)
	Group(ctx context.Context, id string) (meeting.Group, error)
	CreateGroup(ctx context.Context, ownerID string, g meeting.Group) (meeting.Group, error)
	UpdateGroup(ctx context.Context, g meeting.Group) (meeting.Group, error)
	RemoveGroup(ctx context.Context, id string, version int64) error

	Rooms(ctx context.Context, groupID string) ([]meeting.Room, error)
	RoomsOf(ctx context.Context, accountID, groupID string) ([]meeting.Room, error)
	In(ctx context.Context, roomID string) ([]meeting.Meeting, error)
	Room(ctx context.Context, id string) (meeting.Room, error)
	CreateRoom(ctx context.Context, ownerID string, r meeting.Room) (meeting.Room, error)
	UpdateRoom(ctx context.Context, r meeting.Room) (meeting.Room, error)
	RemoveRoom(ctx context.Context, id string, version int64) error

	Members(ctx context.Context, scope meeting.Scope, scopeID string) ([]meeting.Membership, error)
	SetMember(ctx context.Context, m meeting.Membership) error
	RemoveMember(ctx context.Context, scope meeting.Scope, scopeID, accountID string) error
}

// Accounts finds those who are to become members.
type Accounts interface {
	Account(ctx context.Context, id string) (account.Account, error)
	ByEmail(ctx context.Context, email string) (account.Account, error)
}

// Lobby has to hear of settings that change the doors of meetings.
type Lobby interface {
	Reconsider(ctx context.Context, meetingID string, by lobby.Person) error
}

// API serves the portal, groups, rooms and members.
type API struct {
	Meetings Meetings
	Accounts Accounts
	Lobby    Lobby
}

// Register adds the routes.
func (a *API) Register(mux rest.Mux, gate rest.Gate) {
	mux.Handle("GET /api/v1/portal", gate.SignedIn(a.getPortal))
	mux.Handle("PATCH /api/v1/portal", gate.Administrator(a.changePortal))

	mux.Handle("GET /api/v1/groups", gate.SignedIn(a.listGroups))
	mux.Handle("POST /api/v1/groups", gate.Administrator(a.createGroup))
	mux.Handle("GET /api/v1/groups/{id}", gate.In(meeting.ScopeGroup, meeting.RoleBelow, a.getGroup))
	mux.Handle("PATCH /api/v1/groups/{id}", gate.In(meeting.ScopeGroup, meeting.RoleOwner, a.changeGroup))
	mux.Handle("DELETE /api/v1/groups/{id}", gate.In(meeting.ScopeGroup, meeting.RoleOwner, a.removeGroup))

	mux.Handle("GET /api/v1/groups/{id}/rooms", gate.In(meeting.ScopeGroup, meeting.RoleBelow, a.listRooms))
	mux.Handle("POST /api/v1/groups/{id}/rooms", gate.In(meeting.ScopeGroup, meeting.RoleOwner, a.createRoom))
	mux.Handle("GET /api/v1/rooms/{id}", gate.In(meeting.ScopeRoom, meeting.RoleBelow, a.getRoom))
	mux.Handle("PATCH /api/v1/rooms/{id}", gate.In(meeting.ScopeRoom, meeting.RoleOwner, a.changeRoom))
	mux.Handle("DELETE /api/v1/rooms/{id}", gate.In(meeting.ScopeRoom, meeting.RoleOwner, a.removeRoom))

	for _, scope := range []meeting.Scope{meeting.ScopeGroup, meeting.ScopeRoom, meeting.ScopeMeeting} {
		members := "/api/v1/" + string(scope) + "s/{id}/members"
		mux.Handle("GET "+members, gate.In(scope, meeting.RoleModerator, a.listMembers(scope)))
		mux.Handle("PUT "+members+"/{account}", gate.In(scope, meeting.RoleOwner, a.setMember(scope)))
		mux.Handle("DELETE "+members+"/{account}", gate.In(scope, meeting.RoleOwner, a.removeMember(scope)))
	}
}

// groupView is a group as it is answered.
type groupView struct {
	ID        string           `json:"id"`
	Slug      string           `json:"slug"`
	Name      string           `json:"name"`
	SiteURL   string           `json:"site_url"`
	Settings  meeting.Settings `json:"settings"`
	Version   int64            `json:"version"`
	CreatedAt time.Time        `json:"created_at"`
}

func viewGroup(g meeting.Group) groupView {
	return groupView{g.ID, g.Slug, g.Name, g.SiteURL, g.Settings, g.Version, g.CreatedAt}
}

// groupDetails is a group with what holds in it, and the role of whoever asks.
type groupDetails struct {
	groupView
	Effective meeting.Effective `json:"effective"`
	Role      meeting.Role      `json:"role"`
}

// roomView is a room as it is answered.
type roomView struct {
	ID        string           `json:"id"`
	GroupID   string           `json:"group_id"`
	Name      string           `json:"name"`
	Settings  meeting.Settings `json:"settings"`
	Version   int64            `json:"version"`
	CreatedAt time.Time        `json:"created_at"`
}

func viewRoom(r meeting.Room) roomView {
	return roomView{r.ID, r.GroupID, r.Name, r.Settings, r.Version, r.CreatedAt}
}

// roomDetails is a room with what holds in it, and the role of whoever asks.
type roomDetails struct {
	roomView
	Effective meeting.Effective `json:"effective"`
	Role      meeting.Role      `json:"role"`
}

// byName orders what has a name and an ID.
func byName(name, id string) string { return strings.ToLower(name) + "\x00" + id }
