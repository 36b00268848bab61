package accounts

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"foyer/client/desk"
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

func TestSigningInAgainKeepsTheMeetingsWhereTheyAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		house := signalingtest.New(choir{}.talk)
		defer house.Close()
		d := desk.New(desk.Options{Dial: func(ctx context.Context, t portal.Ticket) (desk.Line, error) {
			return signaling.Dial(ctx, signaling.DialOptions{URL: t.URL, Ticket: t.Secret, NetDial: house.Dial})
		}})
		defer d.Close()
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
