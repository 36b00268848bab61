package store_test

import (
	"testing"
	"testing/synctest"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store"
)

// TestWhoComesByALinkSeesEachChangeAtOnce reads a link again and again, between all that changes what stands in it. No time passes meanwhile
// but what a command beside the server waits.
func TestWhoComesByALinkSeesEachChangeAtOnce(t *testing.T) { synctest.Test(t, seeEachChange) }

func seeEachChange(t *testing.T) {
	s, folder := openWithMeeting(t)
	key := meeting.GuestKey(choir.GuestCode)
	read := func() (meeting.Meeting, meeting.Link) {
		t.Helper()
		m, l, err := s.LinkByKey(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		return m, l
	}
	m, l := read()

	m.Name = "Orchestra"
	if _, err := s.UpdateMeeting(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if got, _ := read(); got.Name != "Orchestra" {
		t.Errorf("the meeting is still called %q", got.Name)
	}

	update(t, s, func(tx lobby.Tx) error { return tx.Remember(m.ID, lobby.Deny) })
	if got, _ := read(); got.Remembered != string(lobby.Deny) {
		t.Errorf("the meeting remembers %q", got.Remembered)
	}

	l.Off = true
	if _, err := s.UpdateLink(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if _, got := read(); !got.Off {
		t.Error("the link is still on")
	}

	g, err := s.Group(t.Context(), m.GroupID)
	if err != nil {
		t.Fatal(err)
	}
	g.Name, g.Settings.Record = "St. Ann", new(true)
	if _, err := s.UpdateGroup(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	if got, _ := read(); got.GroupName != "St. Ann" || !got.Recorded {
		t.Errorf("the meeting is of %q and recorded: %v", got.GroupName, got.Recorded)
	}

	beside, err := store.OpenBeside(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close()
	_, l = read()
	l.Off = false
	if _, err := beside.UpdateLink(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if _, got := read(); got.Off {
		t.Error("the link is still off, though a command beside the server has switched it on")
	}
}
