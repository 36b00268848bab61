package accounts

import (
	"context"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/desk"
	"foyer/client/desk/lastknown"
	"foyer/client/portal"
	"foyer/client/signaling"
	"foyer/client/signaling/signalingtest"
)

// choir is a portal with one meeting, for which one guest waits.
type choir struct{}

func (choir) Meetings(context.Context) ([]portal.Meeting, error) {
	return []portal.Meeting{{ID: "choir", Name: "Choir"}}, nil
}

func (choir) Ticket(context.Context, string, string) (portal.Ticket, error) {
	return portal.Ticket{URL: signalingtest.URL, Secret: "ticket"}, nil
}

func (choir) talk(p *signalingtest.Peer) {
	guest := signaling.Participant{ID: "bo", WaitingRoomState: signaling.StateWaiting}
	for {
		command, err := p.Receive()
		if err != nil {
			return
		}
		if _, ok := command.(*signaling.Join); ok {
			waiting := signaling.ModerationState{WaitingParticipants: []signaling.Participant{guest}}
			_ = p.Send(signaling.JoinSuccess{Role: signaling.RoleModerator, Foyer: &signaling.FoyerState{}, Moderation: waiting})
		}
	}
}

// newDesk returns a desk that reaches the choir, and ends with the test.
func newDesk(t *testing.T, memory desk.Memory) *desk.Desk {
	house := signalingtest.New(choir{}.talk)
	d := desk.New(desk.Options{Memory: memory, Dial: func(ctx context.Context, t portal.Ticket) (desk.Line, error) {
		return signaling.Dial(ctx, signaling.DialOptions{URL: t.URL, Ticket: t.Secret, NetDial: house.Dial})
	}})
	t.Cleanup(func() { d.Close(); house.Close() })
	return d
}

func TestSigningInAgainKeepsTheMeetingsWhereTheyAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, nil)
		ring := newSlowRing()
		close(ring.unlocked)
		h := newHouse(&memory{}, ring)
		h.Desk = d
		h.Portals = portals{h, func() desk.Portal { return choir{} }}
		meetings := func() (keys []desk.MeetingKey) {
			for _, m := range d.Snapshot().Meetings {
				keys = append(keys, m.Key)
			}
			return keys
		}
		h.signIn(t)
		if _, err := h.SignIn(t.Context(), server, "bo@example.org", "right"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		before := meetings()
		if len(before) != 2 {
			t.Fatalf("the desk has the meetings %v, want one of each account", before)
		}
		var knocks, moves atomic.Int32
		defer d.Subscribe(func(c desk.Change) {
			if _, ok := c.(desk.Knocked); ok {
				knocks.Add(1)
			}
			if !slices.Equal(meetings(), before) {
				moves.Add(1)
			}
		})()

		h.signIn(t)
		synctest.Wait()
		if got := meetings(); !slices.Equal(got, before) || moves.Load() > 0 {
			t.Errorf("the meetings moved from %v to %v", before, got)
		}
		if knocks.Load() > 0 {
			t.Error("the guest who waited all along is told as one who knocks")
		}
	})
}

func TestMeetingsAreShownAsOldWhileTheKeyringIsLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meetings.json")
	synctest.Test(t, func(t *testing.T) {
		last := time.Now().Add(-time.Hour)
		if err := lastknown.New(path).Keep(ana, []portal.Meeting{{ID: "choir", Name: "Choir"}}, last); err != nil {
			t.Fatal(err)
		}
		ring := newSlowRing()
		ring.tokens[ana] = "kept"
		d := newDesk(t, lastknown.New(path))
		h := newHouse(&memory{list: []Account{anas()}}, ring)
		h.Desk = d
		h.Portals = portals{h, func() desk.Portal { return choir{} }}
		wantState := func(want desk.LinkState, since time.Time) {
			t.Helper()
			synctest.Wait()
			all := d.Snapshot().Meetings
			if len(all) != 1 || all[0].State != want || !all[0].Since.Equal(since) {
				t.Errorf("the meetings are %+v, want one in state %v since %v", all, want, since)
			}
		}
		restored := make(chan error, 1)
		go func() { restored <- h.Restore(t.Context()) }()
		wantState(desk.Connecting, last)
		if h.Portal(ana) != nil {
			t.Error("the portal can be asked without a token")
		}
		if err := <-restored; err != nil {
			t.Fatal(err)
		}
		wantState(desk.SignedOut, last)
		close(ring.unlocked)
		wantState(desk.Live, time.Now())

		if err := h.SignOut(t.Context(), ana); err != nil {
			t.Fatal(err)
		}
		if n := len(d.Snapshot().Meetings); n > 0 {
			t.Errorf("after signing out there are %d meetings", n)
		}
	})
}

func TestForgottenAccountLeavesTheDesk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(&memory{list: []Account{anas()}}, newSlowRing())
		if err := h.Restore(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := h.SignOut(t.Context(), ana); err != nil {
			t.Fatal(err)
		}
		if len(h.desk.now) > 0 {
			t.Errorf("on the desk are %v", h.desk.now)
		}
		close(h.Keyring.(*slowRing).unlocked)
		synctest.Wait()
	})
}
