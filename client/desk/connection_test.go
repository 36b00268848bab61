package desk_test

import (
	"errors"
	"net"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/client/signaling"
)

func TestLostConnectionKeepsTheListAndComesBackAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.knock("1", "2")
		lostAt := time.Now()
		h.cut(errors.New("the server restarts"))
		wantState(t, d, desk.Lost)
		wantWaiting(t, d, "1", "2")
		if since := meeting(t, d, choir).Since; !since.Equal(lostAt) {
			t.Errorf("lost since %v, want %v", since, lostAt)
		}

		log := keepDiary(d)
		h.set(func() { h.refuse, h.waiting = nil, []signaling.Participant{waits("2", 2), waits("3", 3)} })
		pass(5 * time.Second)
		wantState(t, d, desk.Live)
		wantWaiting(t, d, "2", "3")
		got := log.read()
		if len(got) != 1 || !reflect.DeepEqual(names(got[0].(desk.Knocked).Guests), []string{"3"}) {
			t.Errorf("told %+v, want a knock of 3 only", got)
		}
	})
}

func TestServerThatStaysAwayIsAskedLessAndLess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.cut(errors.New("the server is away"))
		pass(10 * time.Minute)
		h.set(func() { h.tickets = 0 })
		pass(time.Hour)
		// Full jitter under 30 seconds makes 15 on average, so 240 tries in an hour.
		if h.tickets < 180 || h.tickets > 320 {
			t.Errorf("%d tries in an hour", h.tickets)
		}
		h.set(func() { h.refuse = nil })
		pass(31 * time.Second)
		wantState(t, d, desk.Live)
	})
}

// A server that lets the desk in and throws it out at once must not be asked twice a second for ever.
func TestFlappingServerIsAskedLessAndLess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, nil)
		for range 3600 {
			h.cut(nil)
			pass(time.Second)
		}
		if h.tickets > 400 {
			t.Errorf("%d tries in an hour", h.tickets)
		}
	})
}

// A laptop that slept, or a line that is dead without a word: what is shown is not live any more after 20 seconds.
func TestSilentServerIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.set(func() { h.mute = true })
		pass(21 * time.Second)
		wantState(t, d, desk.Lost)
		h.set(func() { h.mute = false })
		pass(time.Minute)
		wantState(t, d, desk.Live)
	})
}

func TestEventThatCannotBeReadIsNoReasonToGuess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.set(func() {
			h.waiting = append(h.waiting, waits("1", 1))
			_ = h.peers[0].SendRaw([]byte(`{"namespace":"moderation","payload":{"message":"joined_waiting_room","id":1}}`))
		})
		synctest.Wait()
		wantState(t, d, desk.Lost)
		pass(time.Second)
		wantWaiting(t, d, "1")
	})
}

func TestWhoIsNoModeratorIsToldSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.set(func() { h.role = signaling.RoleUser })
		h.say(signaling.RoleUpdated{NewRole: signaling.RoleUser})
		pass(time.Minute)
		wantState(t, d, desk.Lost)
		if err := meeting(t, d, choir).Problem; !errors.Is(err, desk.ErrNotModerator) {
			t.Errorf("the problem is %v", err)
		}
	})
}

// Every problem has words for a person, whatever its cause.
func TestProblemHasWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.cut(net.ErrClosed)
		d.Reload("ana")
		synctest.Wait()
		for _, err := range []error{meeting(t, d, choir).Problem, d.Snapshot().Accounts[0].Problem} {
			words, ok := errors.AsType[*portal.Error](err)
			if !ok || words.Code != "unreachable" || words.Detail == "" {
				t.Errorf("the problem is %v", err)
			}
		}
	})
}
