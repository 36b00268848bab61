package store_test

import (
	"testing"

	"foyer/guestserver/lobby"
)

func TestPlaceCountsThoseWhoWaitInTheSameMeeting(t *testing.T) {
	s, _ := openWithMeeting(t)
	ana, ben, cem := add(t, s, "Ana"), add(t, s, "Ben"), add(t, s, "Cem")
	move(t, s, lobby.Move{MeetingID: choir.ID, Guests: []string{ana.ID}, From: []lobby.State{lobby.Waiting}, To: lobby.Gone})
	for _, c := range []struct {
		name      string
		meeting   string
		guest     lobby.Guest
		place, of int
	}{
		{"first of those left", choir.ID, ben, 1, 2},
		{"last", choir.ID, cem, 2, 2},
		{"another meeting", "another", cem, 0, 0},
	} {
		place, of, err := s.Place(t.Context(), c.meeting, c.guest.Place)
		if err != nil || place != c.place || of != c.of {
			t.Errorf("%s: the place is %d of %d, %v; want %d of %d", c.name, place, of, err, c.place, c.of)
		}
	}
}
