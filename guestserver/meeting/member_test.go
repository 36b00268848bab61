package meeting_test

import (
	"errors"
	"testing"

	"foyer/guestserver/account"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store/storetest"
)

// TestRolesComeDownToTheMeeting gives Cora a role on one level after the other.
func TestRolesComeDownToTheMeeting(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	want := func(role meeting.Role) {
		t.Helper()
		got, err := h.Access(ctx, "cora", h.choir.ID)
		if got != role || (role == "") != errors.Is(err, meeting.ErrUnknown) {
			t.Errorf("Cora is %q, %v; want %q", got, err, role)
		}
		of, err := h.Of(ctx, "cora")
		if err != nil || (len(of) == 1) != role.AtLeast(meeting.RoleModerator) {
			t.Errorf("as %q Cora's meetings are %v, %v", role, of, err)
		}
	}
	set := func(scope meeting.Scope, id string, role meeting.Role) {
		t.Helper()
		if err := h.SetMember(ctx, meeting.Membership{Scope: scope, ScopeID: id, AccountID: "cora", Role: role}); err != nil {
			t.Fatal(err)
		}
	}
	want("")
	set(meeting.ScopeGroup, h.group.ID, meeting.RoleMember)
	want(meeting.RoleMember)
	set(meeting.ScopeMeeting, h.choir.ID, meeting.RoleModerator)
	want(meeting.RoleModerator)
	set(meeting.ScopeRoom, h.room.ID, meeting.RoleOwner)
	want(meeting.RoleOwner)
	set(meeting.ScopeRoom, h.room.ID, meeting.RoleMember) // In place of the owner.
	want(meeting.RoleModerator)
	if err := h.RemoveMember(ctx, meeting.ScopeMeeting, h.choir.ID, "cora"); err != nil {
		t.Fatal(err)
	}
	want(meeting.RoleMember)

	if role, err := h.RoleIn(ctx, "cora", meeting.ScopeGroup, h.group.ID); err != nil || role != meeting.RoleMember {
		t.Errorf("in the group Cora is %q, %v", role, err)
	}
	if _, err := h.RoleIn(ctx, "cora", meeting.ScopeGroup, "unknown"); !errors.Is(err, meeting.ErrUnknown) {
		t.Errorf("in an unknown group: %v, want ErrUnknown", err)
	}
	groups, err := h.GroupsOf(ctx, "cora")
	if err != nil || len(groups) != 1 || groups[0].ID != h.group.ID {
		t.Errorf("Cora's groups are %+v, %v", groups, err)
	}
	members, err := h.Members(ctx, meeting.ScopeGroup, h.group.ID)
	if err != nil || len(members) != 2 || members[0].Role != meeting.RoleOwner || members[1].Name != "cora" || members[1].Email != "cora@example.org" {
		t.Errorf("the group's members are %+v, %v; want Ben, who made it, and Cora", members, err)
	}
}

func TestMembersThatCannotBe(t *testing.T) {
	h := newHouse(t)
	for name, c := range map[string]struct {
		m    meeting.Membership
		want error
	}{
		"no role":      {meeting.Membership{Scope: meeting.ScopeGroup, ScopeID: h.group.ID, AccountID: "cora"}, meeting.ErrInvalid},
		"unknown role": {meeting.Membership{Scope: meeting.ScopeGroup, ScopeID: h.group.ID, AccountID: "cora", Role: "boss"}, meeting.ErrInvalid},
		"no scope":     {meeting.Membership{Scope: "portal", ScopeID: "1", AccountID: "cora", Role: meeting.RoleOwner}, meeting.ErrInvalid},
		"no group":     {meeting.Membership{Scope: meeting.ScopeGroup, ScopeID: h.room.ID, AccountID: "cora", Role: meeting.RoleOwner}, meeting.ErrUnknown},
		"nobody":       {meeting.Membership{Scope: meeting.ScopeGroup, ScopeID: h.group.ID, AccountID: "dora", Role: meeting.RoleOwner}, meeting.ErrUnknown},
	} {
		if err := h.SetMember(t.Context(), c.m); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestAdministratorMayModerateEverything looks for the meetings of one who is a member of nothing.
func TestAdministratorMayModerateEverything(t *testing.T) {
	s := storetest.Open(t)
	for _, a := range []account.Account{
		{ID: "ben", Email: "ben@example.org", Name: "Ben"}, {ID: "ada", Email: "ada@example.org", Name: "Ada", Role: account.Administrator},
	} {
		if err := s.AddAccount(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	meetings := meeting.New(s)
	choir := create(t, meetings, "ben", "Choir")
	if role, err := meetings.Access(t.Context(), "ada", choir.ID); err != nil || role != meeting.RoleOwner {
		t.Errorf("the administrator is %q, %v; want owner", role, err)
	}
	if _, err := meetings.Access(t.Context(), "ada", "unknown"); !errors.Is(err, meeting.ErrUnknown) {
		t.Errorf("in no meeting the administrator has a role: %v", err)
	}
	if of, err := meetings.Of(t.Context(), "ada"); err != nil || len(of) != 0 {
		t.Errorf("on the administrator's own list there are %+v, %v; want none", of, err)
	}
}
