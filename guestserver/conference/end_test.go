package conference_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb/bbbtest"
	"foyer/guestserver/conference"
	"foyer/guestserver/meeting"
)

// inside returns how many people are inside at BigBlueButton, whatever is believed of it.
func (h *hall) inside(meetingID string) int {
	h.t.Helper()
	m, err := h.BBB.MeetingInfo(h.t.Context(), meetingID)
	if err != nil || m.HasBeenForciblyEnded {
		return 0
	}
	return m.ParticipantCount
}

// watch has the endings watched by a process that begins now, until the returned function is called.
func (h *hall) watch() (stop func()) {
	fresh := &conference.Conference{BBB: h.BBB, Meetings: h.meetings}
	ctx, cancel := context.WithCancel(h.t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { fresh.WatchEndings(ctx) })
	return func() {
		cancel()
		watching.Wait()
	}
}

// TestMeetingIsEndedOnceTheServerAnswers has the server be down when the moderator ends the meeting, and Foyer be started anew meanwhile.
func TestMeetingIsEndedOnceTheServerAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		h.enterBen()
		h.sim.SetFault(bbbtest.FaultGateway)
		h.end(false)
		stop := h.watch()
		defer stop()
		<-time.After(5*time.Minute + 10*time.Second) // Between two tries.
		h.sim.SetFault(bbbtest.NoFault)
		if n := h.inside(h.choir.ID); n != 1 {
			t.Fatalf("%d people are inside while the server has heard of no end, want 1", n)
		}
		<-time.After(time.Minute)
		if n := h.inside(h.choir.ID); n != 0 {
			t.Errorf("%d people are inside", n)
		}
		if left, err := h.meetings.Endings(t.Context()); err != nil || len(left) != 0 {
			t.Errorf("there is left to be ended %+v, %v", left, err)
		}
		// The next run is not ended.
		h.enterBen()
		<-time.After(time.Hour)
		if n := h.inside(h.choir.ID); n != 1 {
			t.Errorf("%d people are inside the next run, want 1", n)
		}
	})
}

// TestNextRunBeginsAfterTheEnd has a moderator start the meeting again before its end could be tried again.
func TestNextRunBeginsAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		h.enterBen()
		first, err := h.BBB.MeetingInfo(t.Context(), h.choir.ID)
		if err != nil {
			t.Fatal(err)
		}
		h.sim.SetFault(bbbtest.FaultGateway)
		h.end(false)
		h.sim.SetFault(bbbtest.NoFault)
		<-time.After(10 * time.Second) // What was known of the first run is no longer believed.
		h.enterBen()
		stop := h.watch()
		defer stop()
		<-time.After(time.Minute)
		second, err := h.BBB.MeetingInfo(t.Context(), h.choir.ID)
		if err != nil || second.CreateTime == first.CreateTime || second.HasBeenForciblyEnded || second.ParticipantCount != 1 {
			t.Errorf("the second run is %+v, %v", second, err)
		}
	})
}

// slowEnds is a BigBlueButton that takes its time to end meetings.
type slowEnds struct{ conference.BBB }

func (b slowEnds) End(ctx context.Context, meetingID, moderatorPW string) error {
	<-time.After(5 * time.Second)
	return b.BBB.End(ctx, meetingID, moderatorPW)
}

// TestNextRunIsNotEndedInPlaceOfTheLast has a moderator start a meeting while its end is next in a row of ends that are made up for.
func TestNextRunIsNotEndedInPlaceOfTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		band := create(t, h.meetings, "cora", "Band")
		for _, id := range []string{band.ID, h.choir.ID} {
			if err := h.meetings.AskEnding(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			<-time.After(time.Second)
		}
		h.BBB = slowEnds{h.BBB}
		ctx, cancel := context.WithCancel(t.Context())
		var watching sync.WaitGroup
		watching.Go(func() { h.WatchEndings(ctx) })
		<-time.After(time.Second) // Band is being ended, and then comes Choir.
		h.enterBen()
		<-time.After(time.Minute)
		if n := h.inside(h.choir.ID); n != 1 {
			t.Errorf("%d people are inside the next run, want 1", n)
		}
		cancel()
		watching.Wait()
	})
}

func TestRemovedMeetingIsEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		h.enterBen()
		if err := h.meetings.RemoveMeeting(t.Context(), h.choir.ID, h.choir.Version); err != nil {
			t.Fatal(err)
		}
		if done, err := h.FinishEnding(t.Context(), h.choir.ID); err != nil || !done {
			t.Errorf("FinishEnding = %t, %v", done, err)
		}
		if n := h.inside(h.choir.ID); n != 0 {
			t.Errorf("%d people are inside a meeting that was removed", n)
		}
	})
}

func TestEndIsGivenUpAfterADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		h.enterBen()
		h.sim.SetFault(bbbtest.FaultGateway)
		h.end(false)
		stop := h.watch()
		defer stop()
		left := func() []meeting.Ending {
			all, err := h.meetings.Endings(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		<-time.After(23 * time.Hour)
		if len(left()) != 1 {
			t.Errorf("after 23 hours there is left to be ended %+v", left())
		}
		<-time.After(2 * time.Hour)
		if len(left()) != 0 {
			t.Errorf("after 25 hours there is left to be ended %+v", left())
		}
	})
}
