package store_test

import (
	"errors"
	"testing"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// own returns what a meeting was added with, so that two can be compared.
func own(m meeting.Meeting) [8]any {
	return [...]any{m.ID, m.OwnerID, m.Name, m.GuestCode, m.GuestPolicy, m.Recorded, m.AttendeePassword + m.ModeratorPassword, m.CreatedAt}
}

func TestMeetingIsFoundByItsIDAndByItsGuestCode(t *testing.T) {
	s, _ := openWithMeeting(t)
	if m, err := s.Meeting(t.Context(), choir.ID); err != nil || own(m) != own(choir) {
		t.Errorf("Meeting = %+v, %v; want %+v", m, err, choir)
	}
	if m, _, err := s.LinkByKey(t.Context(), meeting.GuestKey("Choir ABC-def ghj")); err != nil || own(m) != own(choir) {
		t.Errorf("LinkByKey = %+v, %v; want %+v", m, err, choir)
	}
	if _, err := s.Meeting(t.Context(), "unknown"); !errors.Is(err, meeting.ErrUnknown) {
		t.Errorf("Meeting: %v, want ErrUnknown", err)
	}
	for _, key := range []string{"", "choir", "choirabcdefgh"} {
		if _, _, err := s.LinkByKey(t.Context(), key); !errors.Is(err, meeting.ErrUnknown) {
			t.Errorf("LinkByKey(%q): %v, want ErrUnknown", key, err)
		}
	}
}

func TestGuestCodesThatAreTypedAlikeAreTheSame(t *testing.T) {
	s, _ := openWithMeeting(t)
	for _, code := range []string{choir.GuestCode, "choirabc-def-ghj"} {
		m := choir
		m.ID, m.GuestCode = "another", code
		if err := s.AddMeeting(t.Context(), m); !errors.Is(err, meeting.ErrCodeTaken) {
			t.Errorf("AddMeeting with code %s: %v, want ErrCodeTaken", code, err)
		}
	}
	orphan := choir
	orphan.ID, orphan.OwnerID, orphan.GuestCode = "orphan", "nobody", "orphan-abc-def-ghj"
	if err := s.AddMeeting(t.Context(), orphan); err == nil || errors.Is(err, meeting.ErrCodeTaken) {
		t.Errorf("AddMeeting of nobody: %v, want an error that is not ErrCodeTaken", err)
	}
}

func TestMeetingsOfAnAccountComeByName(t *testing.T) {
	s, _ := openWithMeeting(t)
	cora := account.Account{ID: "cora", Email: "cora@example.org", Name: "Cora"}
	if err := s.AddAccount(t.Context(), cora); err != nil {
		t.Fatal(err)
	}
	for _, m := range []meeting.Meeting{
		{ID: "1", OwnerID: ben.ID, Name: "Yoga", GuestCode: "yoga"},
		{ID: "2", OwnerID: cora.ID, Name: "Band", GuestCode: "band"},
		{ID: "3", OwnerID: ben.ID, Name: "Ball", GuestCode: "ball"},
	} {
		if err := s.AddMeeting(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	update(t, s, func(tx lobby.Tx) error { return tx.Remember("1", lobby.Allow) })
	meetings, err := s.MeetingsOf(t.Context(), ben.ID)
	if err != nil {
		t.Fatal(err)
	}
	var names string
	for _, m := range meetings {
		names += m.Name + " " + m.Remembered + ","
	}
	if want := "Ball ,Choir ,Yoga allow,"; names != want {
		t.Errorf("Ben's meetings are %q, want %q", names, want)
	}
	if none, err := s.MeetingsOf(t.Context(), "nobody"); err != nil || none == nil || len(none) != 0 {
		t.Errorf("MeetingsOf nobody = %v, %v; want an empty list", none, err)
	}
}
