package meeting

import (
	"context"
	"time"
)

// Store keeps groups, rooms, meetings and what belongs to them. It returns the errors of this package: ErrUnknown for what is not
// there, ErrConflict for a version that is not the present one. Each method is one transaction, and whoever changes settings also
// brings the Effective of all meetings below up to date in it.
type Store interface {
	Portal(ctx context.Context) (Portal, error)
	UpdatePortal(ctx context.Context, p Portal) (Portal, error)

	// AddGroup inserts a group, with an account as its owner unless that is empty. It returns ErrSlugTaken.
	AddGroup(ctx context.Context, g Group, ownerID string) error
	Group(ctx context.Context, id string) (Group, error)
	GroupBySlug(ctx context.Context, slug string) (Group, error)
	// Groups returns all groups by name, GroupsOf those that an account has a role in, or in something below.
	Groups(ctx context.Context) ([]Group, error)
	GroupsOf(ctx context.Context, accountID string) ([]Group, error)
	UpdateGroup(ctx context.Context, g Group) (Group, error)
	RemoveGroup(ctx context.Context, id string, version int64) error

	AddRoom(ctx context.Context, r Room, ownerID string) error
	Room(ctx context.Context, id string) (Room, error)
	// FirstRoom returns the oldest room.
	FirstRoom(ctx context.Context) (Room, error)
	// Rooms returns the rooms of a group by name, RoomsOf those that an account has a role in, or in a meeting below.
	Rooms(ctx context.Context, groupID string) ([]Room, error)
	RoomsOf(ctx context.Context, accountID, groupID string) ([]Room, error)
	UpdateRoom(ctx context.Context, r Room) (Room, error)
	RemoveRoom(ctx context.Context, id string, version int64) error

	// AddMeeting inserts a meeting with its guest link and with OwnerID as its owner. It returns ErrCodeTaken.
	AddMeeting(ctx context.Context, m Meeting) error
	Meeting(ctx context.Context, id string) (Meeting, error)
	// MeetingsIn returns the meetings of a room by name, MeetingsOfIn those that an account has a role in itself.
	MeetingsIn(ctx context.Context, roomID string) ([]Meeting, error)
	MeetingsOfIn(ctx context.Context, accountID, roomID string) ([]Meeting, error)
	// MeetingsOf returns the meetings that an account is owner or moderator of, by name.
	MeetingsOf(ctx context.Context, accountID string) ([]Meeting, error)
	UpdateMeeting(ctx context.Context, m Meeting) (Meeting, error)
	RemoveMeeting(ctx context.Context, id string, version int64) error

	// AddEnding keeps that a meeting is still to be ended, as RemoveMeeting does. RemoveEnding forgets it, unless it was added again since.
	AddEnding(ctx context.Context, meetingID string, at time.Time) error
	Endings(ctx context.Context) ([]Ending, error)
	Ending(ctx context.Context, meetingID string) (Ending, error)
	RemoveEnding(ctx context.Context, e Ending) error

	SetMember(ctx context.Context, m Membership) error
	RemoveMember(ctx context.Context, scope Scope, scopeID, accountID string) error
	Members(ctx context.Context, scope Scope, scopeID string) ([]Membership, error)
	// RolesIn returns the roles that an account has in a scope and those above it, and RoleBelow for each in something below; an
	// administrator has RoleOwner in all that exist.
	RolesIn(ctx context.Context, accountID string, scope Scope, scopeID string) ([]Role, error)

	// AddLink inserts a link. It returns ErrCodeTaken. A guest link takes the place of the one that the meeting has.
	AddLink(ctx context.Context, l Link) error
	LinkByKey(ctx context.Context, key string) (Meeting, Link, error)
	Link(ctx context.Context, id string) (Link, error)
	// Links returns a meeting's links that are not replaced: the guest link first, then the personal ones, the oldest first.
	Links(ctx context.Context, meetingID string) ([]Link, error)
	UpdateLink(ctx context.Context, l Link) (Link, error)
	RemoveLink(ctx context.Context, id string, version int64) error

	AddConsents(ctx context.Context, consents []Consent) error
	Consents(ctx context.Context, meetingID, guestID string) ([]Consent, error)
	ConsentsAfter(ctx context.Context, meetingID string, id int64, limit int) ([]Consent, error)
}
