package account_test

import (
	"errors"
	"testing"

	"foyer/guestserver/account"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store/storetest"
)

func TestLastAdministratorStays(t *testing.T) {
	accounts, _ := open(t)
	ben := createBen(t, accounts)
	ana, err := accounts.CreateWithoutPassword(t.Context(), "ana@example.org", "Ana", account.Moderator)
	if err != nil {
		t.Fatal(err)
	}
	setRole := func(id string, r account.Role) error {
		return accounts.Change(t.Context(), id, account.Change{Role: &r})
	}
	if err := setRole(ben.ID, account.Moderator); !errors.Is(err, account.ErrLastAdministrator) {
		t.Errorf("taking the last administrator's role: %v, want ErrLastAdministrator", err)
	}
	if err := accounts.Remove(t.Context(), ben.ID); !errors.Is(err, account.ErrLastAdministrator) {
		t.Errorf("removing the last administrator: %v, want ErrLastAdministrator", err)
	}
	if err := setRole(ana.ID, "boss"); !errors.Is(err, account.ErrInvalid) {
		t.Errorf("an unknown role: %v, want ErrInvalid", err)
	}
	if err := setRole("nobody", account.Administrator); !errors.Is(err, account.ErrUnknown) {
		t.Errorf("nobody's role: %v, want ErrUnknown", err)
	}
	if err := setRole(ana.ID, account.Administrator); err != nil {
		t.Fatal(err)
	}
	if err := setRole(ben.ID, account.Moderator); err != nil {
		t.Errorf("taking one of two administrators' role: %v", err)
	}
	if err := accounts.Remove(t.Context(), ben.ID); err != nil {
		t.Errorf("removing a moderator: %v", err)
	}
	if list, err := accounts.List(t.Context()); err != nil || len(list) != 1 || list[0].ID != ana.ID {
		t.Errorf("there are %+v, %v; want Ana", list, err)
	}
	if err := accounts.Remove(t.Context(), ben.ID); !errors.Is(err, account.ErrUnknown) {
		t.Errorf("removing Ben again: %v, want ErrUnknown", err)
	}
}

// TestMeetingsOfARemovedAccountStay removes someone who made a meeting and is signed in.
func TestMeetingsOfARemovedAccountStay(t *testing.T) {
	s := storetest.Open(t)
	accounts, meetings := account.New(s), meeting.New(s)
	ada, err := accounts.CreateWithoutPassword(t.Context(), "ada@example.org", "Ada", account.Administrator)
	if err != nil {
		t.Fatal(err)
	}
	ben, err := accounts.CreateWithoutPassword(t.Context(), "ben@example.org", "Ben", account.Moderator)
	if err != nil {
		t.Fatal(err)
	}
	choir, err := meetings.Create(t.Context(), ben.ID, "Choir", false)
	if err != nil {
		t.Fatal(err)
	}
	phone := newSession(t, accounts, ben.ID, "phone")
	if err := accounts.Remove(t.Context(), ben.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.Authenticate(t.Context(), phone); !errors.Is(err, account.ErrSignedOut) {
		t.Errorf("a removed account's session: %v, want ErrSignedOut", err)
	}
	m, err := meetings.Meeting(t.Context(), choir.ID)
	if err != nil || m.OwnerID != ada.ID {
		t.Errorf("the meeting is %+v, %v; want it to be Ada's", m, err)
	}
	if of, err := meetings.Of(t.Context(), ada.ID); err != nil || len(of) != 1 {
		t.Errorf("Ada's meetings are %+v, %v; want what Ben left", of, err)
	}
}
