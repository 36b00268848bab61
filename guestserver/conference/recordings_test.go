package conference_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"foyer/guestserver/conference"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store/storetest"
)

// TestRecordingsOfASilentServerAreGivenUp has a server never answer.
func TestRecordingsOfASilentServerAreGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := storetest.Open(t, "ben", "cora")
		m := create(t, meeting.New(s), "ben", "Choir")
		c := &conference.Conference{BBB: &slowBBB{}, Meetings: meeting.New(s)}
		begin := time.Now()
		if _, err := c.Recordings(t.Context(), m.ID); !errors.Is(err, lobby.ErrConference) || time.Since(begin) != 10*time.Second {
			t.Errorf("got %v after %v, want ErrConference after 10 seconds", err, time.Since(begin))
		}
		if _, err := c.Recording(t.Context(), m.ID, "one"); !errors.Is(err, lobby.ErrConference) {
			t.Errorf("got %v, want ErrConference", err)
		}
	})
}

// TestMeetingElsewhereHasNoRecordings has a portal without BigBlueButton lead to another system.
func TestMeetingElsewhereHasNoRecordings(t *testing.T) {
	s := storetest.Open(t, "ben", "cora")
	meetings := meeting.New(s)
	m := create(t, meetings, "ben", "Choir")
	c := &conference.Conference{Meetings: meetings}
	if _, err := c.Recordings(t.Context(), m.ID); !errors.Is(err, lobby.ErrSetup) {
		t.Errorf("without a conference server: %v, want ErrSetup", err)
	}
	m.Settings.ConferenceLink = new("https://meet.example.org/choir")
	if _, err := meetings.UpdateMeeting(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if all, err := c.Recordings(t.Context(), m.ID); err != nil || len(all) != 0 {
		t.Errorf("got %v, %v, want none", all, err)
	}
	if err := c.PublishRecording(t.Context(), m.ID, "one", true); !errors.Is(err, lobby.ErrSetup) {
		t.Errorf("publishing: %v, want ErrSetup", err)
	}
}
