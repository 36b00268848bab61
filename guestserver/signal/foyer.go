package signal

import (
	"context"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// doFoyer carries out a moderator's command of the namespace foyer. All moderators, this one among them, learn by events what it
// changed.
func (s *session) doFoyer(ctx context.Context, c signaling.Command) error {
	switch c := c.(type) {
	case *signaling.Allow:
		return s.decide(ctx, lobby.Decision{Verdict: lobby.Allow, Guests: c.Guests, Everyone: c.Everyone, Remember: c.Remember})
	case *signaling.Deny:
		return s.decide(ctx, lobby.Decision{
			Verdict: lobby.Deny, Guests: c.Guests, Everyone: c.Everyone, Remember: c.Remember, Reason: c.Reason,
		})
	case *signaling.Remember:
		return s.remember(ctx, lobby.Verdict(c.Decision))
	case *signaling.Forget:
		return s.Lobby.Remember(ctx, s.meetingID, "", s.by())
	case *signaling.Undo:
		_, err := s.Lobby.Undo(ctx, s.meetingID, c.DecisionID, s.by())
		return err
	case *signaling.SetPolicy:
		return s.setPolicy(ctx, meeting.Policy(c.GuestPolicy))
	case *signaling.Say:
		return s.Lobby.Say(ctx, s.meetingID, c.Target, c.Text, s.by())
	case *signaling.Rename:
		return elsewhere(s.Lobby.Rename(ctx, s.meetingID, c.Target, c.Name, s.by()))
	case *signaling.Block:
		return s.Lobby.Block(ctx, s.meetingID, c.Target, s.by())
	case *signaling.Unblock:
		return s.Lobby.Unblock(ctx, s.meetingID, c.BlockID, s.by())
	case *signaling.ShowQueue:
		return s.Lobby.ShowQueue(ctx, s.meetingID, c.Show, s.by())
	case *signaling.SetRules:
		return s.Lobby.SetRules(ctx, s.meetingID, lobby.Rules(c.Rules), s.by())
	case *signaling.AdmitWaiting:
		return s.admitWaiting(ctx)
	}
	return refused(signaling.ErrorInvalidJSON)
}

// decide takes the moderator's decision. If it is on guests by name and changed nothing, one of them has to be known: others decided on
// them first.
func (s *session) decide(ctx context.Context, d lobby.Decision) error {
	d.MeetingID, d.By = s.meetingID, s.by()
	decided, err := s.Lobby.Decide(ctx, d)
	if err == nil && len(decided) == 0 && len(d.Guests) > 0 {
		_, err = s.Lobby.Find(ctx, s.meetingID, d.Guests[0])
	}
	return err
}

// remember refuses the zero Verdict, for which there is Forget.
func (s *session) remember(ctx context.Context, v lobby.Verdict) error {
	if v == "" {
		return lobby.ErrInvalidDecision
	}
	return s.Lobby.Remember(ctx, s.meetingID, v, s.by())
}
