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

func TestPlaceDoesNotCountThoseWhomADecisionOnEveryoneAllowed(t *testing.T) {
	s, _ := openWithMeeting(t)
	addAll(t, s, "ana", "bob")
	move(t, s, lobby.Move{
		MeetingID: choir.ID, From: []lobby.State{lobby.Waiting}, To: lobby.Allowed, Decided: decided(lobby.ActionAllow, moment, ""),
	})
	cem := add(t, s, "Cem")
	if place, of, err := s.Place(t.Context(), choir.ID, cem.Place); err != nil || place != 1 || of != 1 {
		t.Errorf("the place is %d of %d, %v; want the only one", place, of, err)
	}
	queue, err := s.Queue(t.Context(), choir.ID)
	if err != nil || len(queue) != 1 || queue[0] != cem.ID {
		t.Errorf("Queue = %v, %v; want Cem alone", queue, err)
	}
	wantGuests(t, s, choir.ID, lobby.Allowed, "ana", "bob")
}
