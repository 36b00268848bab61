package bridge

import (
	"context"
	"errors"
	"fmt"

	"foyer/client/bbb"
	"foyer/client/bbb/live"
	"foyer/client/signaling"
)

// Codes of the errors that Receive tells, beside those of package signaling.
const (
	// CodeUnconfirmed says that BigBlueButton took the command, but did not show that it was carried out. It may still come.
	CodeUnconfirmed = "unconfirmed"
	// CodeNotLive says that there was no connection for the moment. Nothing was sent.
	CodeNotLive = "not_live"
	// CodeGone says that the person whom the command is about is no longer there.
	CodeGone = "gone"
)

// ErrBusy is returned by Send while too many commands wait for their confirmation.
var ErrBusy = errors.New("too many commands at once")

// Send takes a command, and does not wait for what comes of it. A command that BigBlueButton knows nothing of is
// errors.ErrUnsupported.
func (l *Line) Send(_ context.Context, c signaling.Command) error {
	switch c.(type) {
	case signaling.Join, signaling.Ping:
		return nil
	}
	if do := l.lobbyWork(c); do != nil {
		return l.lobby.put(l.told(do))
	}
	if do := l.peopleWork(c); do != nil {
		return l.people.put(l.told(do))
	}
	return fmt.Errorf("send %T: %w", c, errors.ErrUnsupported)
}

// work carries a command out, and returns the event that tells so, nil if the next snapshot does.
type work func(ctx context.Context) (signaling.Event, error)

// told returns work that tells what came of it.
func (l *Line) told(do work) func() {
	return func() {
		e, err := do(l.ctx)
		switch {
		case l.ctx.Err() != nil:
		case err != nil:
			l.tell(&signaling.FoyerError{Error: code(err)})
		case e != nil:
			l.tell(e)
		}
	}
}

// lobbyWork returns the work of a command about those who wait, nil if it is another.
func (l *Line) lobbyWork(c signaling.Command) work {
	switch c := c.(type) {
	case signaling.Accept:
		return l.decide(live.AllowGuests, []string{c.Target}, false, false)
	case signaling.Allow:
		return l.decide(live.AllowGuests, c.Guests, c.Everyone, c.Remember)
	case signaling.Deny:
		return l.decide(live.DenyGuests, c.Guests, c.Everyone, c.Remember)
	case signaling.Remember:
		if c.Decision == signaling.DecisionDeny {
			return l.setPolicy(bbb.AlwaysDeny)
		}
		return l.setPolicy(bbb.AlwaysAccept)
	case signaling.Forget:
		return l.setPolicy(bbb.AskModerator)
	case signaling.SetPolicy:
		return l.setPolicy(bbb.GuestPolicy(c.GuestPolicy))
	case signaling.Say:
		return silent(func(ctx context.Context) error {
			if c.Target == "" {
				return l.meeting.LobbyMessage(ctx, c.Text)
			}
			return l.meeting.LobbyMessageTo(ctx, c.Target, c.Text)
		})
	}
	return nil
}

// peopleWork returns the work of a command about those inside, nil if it is another.
func (l *Line) peopleWork(c signaling.Command) work {
	m := l.meeting
	switch c := c.(type) {
	case signaling.Kick:
		return silent(func(ctx context.Context) error { return m.Eject(ctx, c.Target, false) })
	case signaling.Ban:
		return silent(func(ctx context.Context) error { return m.Eject(ctx, c.Target, true) })
	case signaling.GrantModeratorRole:
		return silent(func(ctx context.Context) error { return m.SetRole(ctx, c.Target, bbb.Moderator) })
	case signaling.RevokeModeratorRole:
		return silent(func(ctx context.Context) error { return m.SetRole(ctx, c.Target, bbb.Viewer) })
	case signaling.ResetRaisedHands:
		return silent(func(ctx context.Context) error { return l.lowerHands(ctx, c.Target) })
	case signaling.Mute:
		return silent(func(ctx context.Context) error { return l.mute(ctx, c.Participants) })
	}
	return nil
}

// silent is work whose effect the next snapshot tells.
func silent(do func(context.Context) error) work {
	return func(ctx context.Context) (signaling.Event, error) { return nil, do(ctx) }
}

// decide decides on guests, and says so once BigBlueButton shows that it did. It does not show who decided; this was the companion.
func (l *Line) decide(v live.Verdict, guests []string, everyone, remember bool) work {
	return func(ctx context.Context) (signaling.Event, error) {
		s := l.meeting.Snapshot()
		if everyone {
			guests = nil
			for _, g := range s.Waiting {
				guests = append(guests, g.ID)
			}
		}
		err := l.decideNow(ctx, v, guests, everyone, remember)
		if errors.Is(err, live.ErrNobody) {
			return nil, nil // Somebody else was quicker, as it may happen.
		}
		if err != nil || len(guests) == 0 {
			return nil, err
		}
		e := &signaling.Decided{Decision: signaling.DecisionAllow, Guests: guests, By: me(s)}
		if v == live.DenyGuests {
			e.Decision = signaling.DecisionDeny
		}
		return e, nil
	}
}

func (l *Line) decideNow(ctx context.Context, v live.Verdict, guests []string, everyone, remember bool) error {
	switch {
	case everyone && remember:
		return l.meeting.Remember(ctx, v, live.Everyone)
	case everyone && v == live.AllowGuests:
		return l.meeting.AllowAll(ctx, live.Everyone)
	case everyone:
		return l.meeting.DenyAll(ctx, live.Everyone)
	}
	var err error
	if v == live.AllowGuests {
		err = l.meeting.Allow(ctx, guests...)
	} else {
		err = l.meeting.Deny(ctx, guests...)
	}
	if err != nil || !remember {
		return err
	}
	policy := bbb.AlwaysAccept
	if v == live.DenyGuests {
		policy = bbb.AlwaysDeny
	}
	return l.meeting.SetPolicy(ctx, policy)
}

func (l *Line) setPolicy(p bbb.GuestPolicy) work {
	return silent(func(ctx context.Context) error { return l.meeting.SetPolicy(ctx, p) })
}

// lowerHands lowers these hands, or all that are raised for nil.
func (l *Line) lowerHands(ctx context.Context, ids []string) error {
	if ids == nil {
		for _, u := range l.meeting.Snapshot().Users {
			if u.Hand {
				ids = append(ids, u.ID)
			}
		}
	}
	for _, id := range ids {
		if err := l.meeting.LowerHand(ctx, id); err != nil && !errors.Is(err, live.ErrNobody) {
			return err
		}
	}
	return nil
}

// mute turns these microphones off, or all for nil.
func (l *Line) mute(ctx context.Context, ids []string) error {
	if ids == nil {
		return l.meeting.MuteAll(ctx, false)
	}
	for _, id := range ids {
		if err := l.meeting.Mute(ctx, id); err != nil && !errors.Is(err, live.ErrNobody) {
			return err
		}
	}
	return nil
}

// me is the companion as the one who decided.
func me(s live.Snapshot) signaling.Person {
	for _, u := range s.Users {
		if u.ID == s.UserID {
			return signaling.Person{ID: u.ID, Name: u.Name}
		}
	}
	return signaling.Person{ID: s.UserID}
}

// code is what the desk is told of an error.
func code(err error) string {
	_, unconfirmed := errors.AsType[*live.UnconfirmedError](err)
	switch {
	case unconfirmed:
		return CodeUnconfirmed
	case errors.Is(err, live.ErrNotModerator):
		return signaling.ErrorInsufficientPermissions
	case errors.Is(err, live.ErrNotLive):
		return CodeNotLive
	case errors.Is(err, live.ErrNobody):
		return CodeGone
	case errors.Is(err, live.ErrInvalid):
		return signaling.ErrorInvalidText
	}
	return signaling.ErrorInternal
}

// put adds work to the lane.
func (l lane) put(do func()) error {
	select {
	case l.work <- do:
		return nil
	default:
		return ErrBusy
	}
}
