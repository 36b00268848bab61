package meeting

import (
	"context"
	"fmt"
)

// Scope is a level that people can be members of.
type Scope string

// The scopes.
const (
	ScopeGroup   Scope = "group"
	ScopeRoom    Scope = "room"
	ScopeMeeting Scope = "meeting"
)

// Role is what an account may do in a group, room or meeting. It holds for all that is below.
type Role string

// The roles, from the weakest to the strongest. An administrator of the portal counts as owner everywhere.
const (
	// RoleBelow sees a group or a room, since it has a role in something below. Nobody is given it.
	RoleBelow Role = "below"
	// RoleMember enters the meetings without being a guest.
	RoleMember Role = "member"
	// RoleModerator decides on guests, and enters as moderator.
	RoleModerator Role = "moderator"
	// RoleOwner also changes settings, links and members.
	RoleOwner Role = "owner"
)

// rank orders the roles; an unknown one is below all.
func (r Role) rank() int {
	switch r {
	case RoleOwner:
		return 4
	case RoleModerator:
		return 3
	case RoleMember:
		return 2
	case RoleBelow:
		return 1
	}
	return 0
}

// AtLeast reports whether r may do all that other may.
func (r Role) AtLeast(other Role) bool { return r.rank() >= other.rank() }

// Membership is the role of an account in a group, room or meeting.
type Membership struct {
	Scope     Scope
	ScopeID   string
	AccountID string
	Role      Role
	// Name and Email are the account's.
	Name  string
	Email string
}

// SetMember gives an account a role, in place of the one that it had there. It returns ErrInvalid, and ErrUnknown for a scope or
// account that does not exist.
func (s *Meetings) SetMember(ctx context.Context, m Membership) error {
	if !m.Role.AtLeast(RoleMember) {
		return fmt.Errorf("set member: %w: the role %.20q is none of owner, moderator, member", ErrInvalid, m.Role)
	}
	return s.store.SetMember(ctx, m)
}

// RemoveMember takes an account's role away, if it has one there.
func (s *Meetings) RemoveMember(ctx context.Context, scope Scope, scopeID, accountID string) error {
	return s.store.RemoveMember(ctx, scope, scopeID, accountID)
}

// Members returns who has a role in a group, room or meeting itself, by name; not those who have it by the level above.
func (s *Meetings) Members(ctx context.Context, scope Scope, scopeID string) ([]Membership, error) {
	return s.store.Members(ctx, scope, scopeID)
}

// Access returns the strongest role that an account has in a meeting, by the meeting itself, its room or its group, or by being an
// administrator. It returns ErrUnknown if it has none, or if there is no such meeting.
func (s *Meetings) Access(ctx context.Context, accountID, meetingID string) (Role, error) {
	return s.RoleIn(ctx, accountID, ScopeMeeting, meetingID)
}

// RoleIn is Access for a group, room or meeting. It is RoleBelow for an account that has a role in something below alone.
func (s *Meetings) RoleIn(ctx context.Context, accountID string, scope Scope, scopeID string) (Role, error) {
	roles, err := s.store.RolesIn(ctx, accountID, scope, scopeID)
	if err != nil {
		return "", fmt.Errorf("find role: %w", err)
	}
	best := Role("")
	for _, r := range roles {
		if r.rank() > best.rank() {
			best = r
		}
	}
	if best == "" {
		return "", ErrUnknown
	}
	return best, nil
}
