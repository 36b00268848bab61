package desk_test

import (
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/desk"
	"foyer/client/signaling"
)

func TestGuestKnocksAndDeskHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		log := keepDiary(d)
		h.knock("1")
		wantState(t, d, desk.Live)
		wantWaiting(t, d, "1")
		ana := desk.Guest{ID: "1", Name: "Guest 1", Since: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)}
		want := []desk.Change{desk.Knocked{Meeting: choir, Guests: []desk.Guest{ana}}}
		if got := log.read(); !reflect.DeepEqual(got, want) {
			t.Errorf("told %+v, want %+v", got, want)
		}
		h.leave("1")
		wantWaiting(t, d)
		if got := log.read(); len(got) > 0 {
			t.Errorf("a guest who leaves is told as %+v", got)
		}
	})
}

func TestGuestsFoundWaitingAreToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, func(h *house) { h.refuse = fmt.Errorf("not yet open") })
		log := keepDiary(d)
		h.set(func() {
			h.refuse = nil
			accepted := waits("2", 2)
			accepted.WaitingRoomState = signaling.StateAccepted
			h.waiting = []signaling.Participant{waits("3", 3), waits("1", 1), accepted}
		})
		pass(2 * time.Second)
		wantWaiting(t, d, "1", "3")
		got := log.read()
		if len(got) != 1 || len(got[0].(desk.Knocked).Guests) != 2 {
			t.Errorf("told %+v", got)
		}
	})
}

func TestGuestWhoKnocksTwiceIsOneGuest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.knock("1", "2")
		log := keepDiary(d)
		again := waits("1", 9)
		again.Control.DisplayName = "Ana B"
		h.say(signaling.JoinedWaitingRoom{Participant: again})
		wantWaiting(t, d, "1", "2")
		if got := meeting(t, d, choir).Waiting[0].Name; got != "Ana B" {
			t.Errorf("the guest is called %q", got)
		}
		if got := log.read(); len(got) > 0 {
			t.Errorf("told %+v", got)
		}
	})
}

func TestGuestsStandInTheOrderOfTheirKnocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		for id, second := range map[string]int{"late": 9, "early": 1, "middle": 5} {
			h.say(signaling.JoinedWaitingRoom{Participant: waits(id, second)})
		}
		wantWaiting(t, d, "early", "middle", "late")
		h.say(signaling.JoinedWaitingRoom{Participant: waits("b", 5)})
		h.say(signaling.JoinedWaitingRoom{Participant: waits("a", 5)})
		wantWaiting(t, d, "early", "middle", "b", "a", "late")
		h.leave("b")
		wantWaiting(t, d, "early", "middle", "a", "late")
	})
}

func TestGuestIsRenamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.knock("1")
		h.say(signaling.DisplayNameChanged{Target: "1", NewName: "Ana B"})
		if got := meeting(t, d, choir).Waiting[0].Name; got != "Ana B" {
			t.Errorf("the guest is called %q", got)
		}
	})
}

func TestSnapshotIsTheReadersOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.knock("1", "2")
		s := d.Snapshot()
		s.Meetings[0].Waiting[0].ID = "changed"
		wantWaiting(t, d, "1", "2")
		h.leave("1")
		if got := s.Waiting(); got != 2 {
			t.Errorf("the old snapshot has %d guests", got)
		}
	})
}

func TestTenThousandWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const many = 10_000
		h, d := open(t, func(h *house) {
			for i := range many {
				h.waiting = append(h.waiting, waits(fmt.Sprint(i), i))
			}
		})
		if got := d.Snapshot().Waiting(); got != many {
			t.Fatalf("%d wait", got)
		}
		log := keepDiary(d)
		h.knock("one more")
		if got := log.read(); len(got) != 1 {
			t.Errorf("told %d changes", len(got))
		}
		if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Everyone: true}); err != nil {
			t.Fatal(err)
		}
		got := log.read()
		if len(got) != 1 || len(got[0].(desk.Decided).Guests) != many+1 {
			t.Errorf("told %d changes", len(got))
		}
		wantWaiting(t, d)
	})
}
