package store_test

import (
	"testing"
	"time"

	"foyer/guestserver/lobby"
)

// TestDoorIsReadAnewAfterEachChange has one transaction change the door again and again, as a batch of changes does.
func TestDoorIsReadAnewAfterEachChange(t *testing.T) {
	s, _ := openWithMeeting(t)
	rules := lobby.Rules{PersonalLinks: true}
	end := time.UnixMicro(1).UTC()
	update(t, s, func(tx lobby.Tx) error {
		for _, change := range []struct {
			do   func() error
			done func(lobby.Door) bool
		}{
			{func() error { return tx.Remember(choir.ID, lobby.Deny) }, func(d lobby.Door) bool { return d.Remembered == lobby.Deny }},
			{func() error { return tx.SetMessage(choir.ID, "Soon") }, func(d lobby.Door) bool { return d.Message == "Soon" }},
			{func() error { return tx.ShowQueue(choir.ID, false) }, func(d lobby.Door) bool { return !d.ShowQueue }},
			{func() error { return tx.SetRules(choir.ID, rules) }, func(d lobby.Door) bool { return d.Rules.PersonalLinks }},
			{func() error { return tx.SetEnd(choir.ID, end) }, func(d lobby.Door) bool { return d.LastEnd.Equal(end) }},
		} {
			before, err := tx.Door(choir.ID)
			if err != nil || change.done(before) {
				t.Fatalf("before the change the door is %+v, %v", before, err)
			}
			if err := change.do(); err != nil {
				return err
			}
			if after, err := tx.Door(choir.ID); err != nil || !change.done(after) {
				t.Errorf("after the change the door is %+v, %v", after, err)
			}
		}
		return nil
	})
}

// TestGuestsAfterADecisionOnEveryoneWaitAnew lets everyone in between two knocks of one transaction.
func TestGuestsAfterADecisionOnEveryoneWaitAnew(t *testing.T) {
	s, _ := openWithMeeting(t)
	first, second := guest("Ana"), guest("Max")
	first.ID, second.ID = "first", "second"
	update(t, s, func(tx lobby.Tx) error {
		_, err := tx.Add(first, "", hash(first.ID))
		if err != nil {
			return err
		}
		_, err = tx.Move(lobby.Move{
			MeetingID: choir.ID, From: []lobby.State{lobby.Waiting}, To: lobby.Allowed, Decided: &lobby.LogEntry{ID: 1, Action: lobby.ActionAllow},
		})
		if err != nil {
			return err
		}
		_, err = tx.Add(second, "", hash(second.ID))
		return err
	})
	waiting, err := s.Guests(t.Context(), choir.ID, lobby.Waiting)
	if err != nil || len(waiting) != 1 || waiting[0].ID != second.ID {
		t.Errorf("%+v wait, %v; want Max alone", waiting, err)
	}
}
