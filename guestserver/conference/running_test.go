package conference_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/guestserver/account"
	"foyer/guestserver/conference"
	"foyer/guestserver/lobby"
)

// enterBen takes the moderator into the meeting, by a browser.
func (h *hall) enterBen() {
	h.t.Helper()
	address, err := h.JoinModerator(h.t.Context(), h.choir.ID, account.Account{ID: "ben", Name: "Ben"}, false)
	if err != nil {
		h.t.Fatal(err)
	}
	h.visit(address)
}

// end ends the meeting, and checks whether that is done or will be.
func (h *hall) end(done bool) {
	h.t.Helper()
	if got, err := h.End(h.t.Context(), h.choir.ID); err != nil || got != done {
		h.t.Fatalf("End = %t, %v; want %t", got, err, done)
	}
}

func TestMeetingRunsWhileSomebodyIsInside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		look := func(running bool, people int) {
			t.Helper()
			<-time.After(10 * time.Second) // What was told before is believed for a moment.
			r, n, err := h.Running(t.Context(), h.choir.ID)
			if err != nil || r != running || n != people {
				t.Errorf("Running = %t, %d, %v; want %t, %d", r, n, err, running, people)
			}
		}
		look(false, 0)
		if err := h.Start(t.Context(), h.choir.ID); err != nil {
			t.Fatal(err)
		}
		look(false, 0)
		h.enterBen()
		look(true, 1)
		h.end(true)
		if running, _, err := h.Running(t.Context(), h.choir.ID); err != nil || running {
			t.Errorf("right after its end Running = %t, %v; want false", running, err)
		}
		look(false, 0)
		h.end(true) // What does not run is over.
		h.sim.SetFault(bbbtest.FaultGateway)
		<-time.After(10 * time.Second)
		if _, _, err := h.Running(t.Context(), h.choir.ID); !errors.Is(err, lobby.ErrConference) {
			t.Errorf("with the server down: %v, want ErrConference", err)
		}
	})
}

func TestHundredsWhoAskAreOneQuestion(t *testing.T) {
	h := newHall(t)
	var asking sync.WaitGroup
	for range 300 {
		asking.Go(func() {
			if running, _, err := h.Running(t.Context(), h.choir.ID); err != nil || running {
				t.Errorf("Running = %t, %v; want false", running, err)
			}
		})
	}
	asking.Wait()
	if n := len(h.sim.Calls("getMeetingInfo")); n != 1 {
		t.Errorf("BigBlueButton was asked %d times, want once", n)
	}
}

// TestWhoWaitsHearsOfStartAndEnd watches a meeting that begins and ends while somebody waits for it.
// TestSilentServerIsNoticed looks at five meetings of a server that never answers, and then at a sixth.
func TestSilentServerIsNoticed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		h.sim.SetFault(bbbtest.FaultSilent)
		look := func(id string, patience time.Duration) {
			t.Helper()
			begun := time.Now()
			_, _, err := h.Running(t.Context(), id)
			if took := time.Since(begun); !errors.Is(err, lobby.ErrConference) || took > patience {
				t.Errorf("Running: %v after %v, want ErrConference within %v", err, took, patience)
			}
		}
		var looking sync.WaitGroup
		for range 5 {
			id := create(t, h.meetings, "ben", "Band").ID
			looking.Go(func() { look(id, 8*time.Second) })
		}
		looking.Wait()
		<-time.After(5 * time.Second) // Meanwhile the calls have timed out.
		look(h.choir.ID, time.Second)
		h.sim.SetFault(bbbtest.NoFault)
		<-time.After(10 * time.Second)
		if _, _, err := h.Running(t.Context(), h.choir.ID); err != nil {
			t.Errorf("once it answers again Running says %v", err)
		}
	})
}

func TestWhoWaitsHearsOfStartAndEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		var mu sync.Mutex
		var awaited []string
		var told []bool
		await := func(ids ...string) {
			mu.Lock()
			defer mu.Unlock()
			awaited = ids
		}
		heard := func(what ...bool) {
			t.Helper()
			<-time.After(30 * time.Second)
			mu.Lock()
			defer mu.Unlock()
			if !slices.Equal(told, what) {
				t.Errorf("there was told %v, want %v", told, what)
			}
			told = nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		var watching sync.WaitGroup
		watching.Go(func() {
			h.Watch(ctx, func() []string { mu.Lock(); defer mu.Unlock(); return awaited }, func(id string, running bool) {
				mu.Lock()
				defer mu.Unlock()
				if id != h.choir.ID {
					t.Errorf("told of %s", id)
				}
				told = append(told, running)
			})
		})
		h.enterBen()
		heard() // Nobody waits for it.
		if n := len(h.sim.Calls("getMeetingInfo")); n != 0 {
			t.Errorf("a meeting that nobody waits for was looked at %d times", n)
		}
		await(h.choir.ID)
		heard(true)
		heard()
		h.sim.SetFault(bbbtest.FaultGateway)
		heard() // A server in trouble has ended nothing.
		h.sim.SetFault(bbbtest.NoFault)
		heard()
		h.end(true)
		heard(false)
		h.enterBen()
		heard(true)
		cancel()
		watching.Wait()
	})
}

// infoOf answers how a meeting is in its own time.
type infoOf struct {
	conference.BBB
	answer chan bbb.Meeting
}

func (i infoOf) MeetingInfo(ctx context.Context, _ string) (bbb.Meeting, error) {
	select {
	case m := <-i.answer:
		return m, nil
	case <-ctx.Done():
		return bbb.Meeting{}, ctx.Err()
	}
}

// TestAnswerThatComesAfterTheEndCountsNoMore has BigBlueButton take its time to say that a meeting runs, which is ended meanwhile.
func TestAnswerThatComesAfterTheEndCountsNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		slow := infoOf{h.BBB, make(chan bbb.Meeting)}
		h.BBB = slow
		look := func(want bool) (done chan struct{}) {
			done = make(chan struct{})
			go func() {
				defer close(done)
				if running, _, err := h.Running(t.Context(), h.choir.ID); err != nil || running != want {
					t.Errorf("Running = %t, %v; want %t", running, err, want)
				}
			}()
			synctest.Wait()
			return done
		}
		before := look(true)
		<-time.After(time.Second)
		h.end(true)
		during := look(false)
		slow.answer <- bbb.Meeting{Running: true} // Of those who ask, the first is served first.
		<-before
		slow.answer <- bbb.Meeting{}
		<-during
		<-look(false)
	})
}

// slowCreates is a BigBlueButton that says only later that it has created a meeting.
type slowCreates struct {
	conference.BBB
	said chan struct{}
}

func (b slowCreates) Create(ctx context.Context, p bbb.CreateParams) (bbb.Created, error) {
	created, err := b.BBB.Create(ctx, p)
	<-b.said
	return created, err
}

// TestRunThatEndedBeforeItWasKnownIsNotEntered ends a meeting that BigBlueButton has created and not yet said so.
func TestRunThatEndedBeforeItWasKnownIsNotEntered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		slow := slowCreates{h.BBB, make(chan struct{})}
		h.BBB = slow
		var starting sync.WaitGroup
		starting.Go(func() {
			if err := h.Start(t.Context(), h.choir.ID); err != nil {
				t.Error(err)
			}
		})
		<-time.After(time.Second)
		h.end(true)
		close(slow.said)
		starting.Wait()
		h.enterBen()
		if n := h.inside(h.choir.ID); n != 1 {
			t.Errorf("%d people are inside, want Ben", n)
		}
	})
}

// TestWhoGivesUpLeavesTheOthersTheirAnswer has the first of two who ask go away.
func TestWhoGivesUpLeavesTheOthersTheirAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		slow := infoOf{h.BBB, make(chan bbb.Meeting)}
		h.BBB = slow
		ctx, cancel := context.WithCancel(t.Context())
		var asking sync.WaitGroup
		asking.Go(func() {
			if _, _, err := h.Running(ctx, h.choir.ID); !errors.Is(err, context.Canceled) {
				t.Errorf("who gave up: %v, want context.Canceled", err)
			}
		})
		synctest.Wait()
		asking.Go(func() {
			if running, n, err := h.Running(t.Context(), h.choir.ID); err != nil || !running || n != 7 {
				t.Errorf("who stayed: %t, %d, %v; want true and 7", running, n, err)
			}
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		slow.answer <- bbb.Meeting{Running: true, ParticipantCount: 7}
		asking.Wait()
	})
}
