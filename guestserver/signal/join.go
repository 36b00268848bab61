package signal

import (
	"cmp"
	"context"
	"errors"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
	"foyer/guestserver/signal/room"
)

// join lets a moderator come in. Everyone else knocks, or is taken back to where an earlier knock has come to.
func (s *session) join(ctx context.Context, name string) error {
	if s.id != "" {
		return refused(signaling.ErrorAlreadyJoined)
	}
	if s.ticket.moderates {
		return s.joinAsModerator(ctx, name)
	}
	g, err := s.here(ctx)
	unknown := errors.Is(err, lobby.ErrUnknownGuest) || err == nil && g.State == lobby.Left
	if err != nil && !unknown {
		return s.turnAway(err)
	}
	if unknown {
		if g, err = s.knock(ctx, name); err != nil {
			return s.turnAway(err)
		}
	}
	resumed := s.ticket.resumed && s.rooms.MayResume(s.meetingID, g.ID)
	return s.attend(ctx, g, unknown || resumed)
}

// here returns the guest as it now stands. One who was allowed and has left the meeting is taken back: an earlier connection may have
// ended in this moment.
func (s *session) here(ctx context.Context) (lobby.Guest, error) {
	g, err := s.Lobby.Guest(ctx, s.meetingID, s.token)
	if err == nil && g.State == lobby.Left && g.Verdict == lobby.Allow {
		g, _, err = s.Lobby.Knock(ctx, lobby.Knock{MeetingID: s.meetingID, Name: g.Name, Token: s.token})
	}
	return g, err
}

// turnAway answers who cannot even wait.
func (s *session) turnAway(err error) error {
	switch {
	case errors.Is(err, lobby.ErrFull):
		s.conn.Tell(&signaling.JoinBlocked{Reason: signaling.LimitReached})
	case errors.Is(err, lobby.ErrBlocked):
		s.conn.Tell(&signaling.Denied{Blocked: true})
	default:
		return err
	}
	return nil
}

// knock lets a new guest ask to enter.
func (s *session) knock(ctx context.Context, name string) (lobby.Guest, error) {
	switch {
	case s.ticket.blocked:
		return lobby.Guest{}, lobby.ErrBlocked
	case s.ticket.asksConsent:
		return lobby.Guest{}, refused(signaling.ErrorConsentRequired)
	}
	k := s.ticket.knock
	k.MeetingID, k.Name, k.Token, k.NewToken = s.meetingID, cmp.Or(k.Name, name), s.token, s.token
	g, token, err := s.Lobby.Knock(ctx, k)
	s.token = cmp.Or(token, s.token)
	return g, err
}

// attend tells a guest where its knock has come to. One who is allowed and has not waited for it enters at once.
func (s *session) attend(ctx context.Context, g lobby.Guest, mayEnter bool) error {
	// The guest is counted as present and told of events first, and only then is its state read: no decision can fall between.
	s.id, s.release = g.ID, s.Lobby.Attend(g)
	s.ticket = nil
	s.conn.Hold()
	sign := s.rooms.Wait(s.meetingID, s.id, s.conn)
	g, err := s.here(ctx)
	if err == nil && !sign.Known {
		sign, err = s.readSign(ctx, s.meetingID)
	}
	switch {
	case err != nil:
		s.conn.LetGo()
		return s.turnAway(err)
	case g.State == lobby.Denied:
		s.conn.LetGo(&signaling.Denied{Reason: g.Reason})
	case !g.State.Admitted():
		s.conn.LetGo(sign.Waiting(g))
	case !mayEnter:
		s.conn.LetGo(signaling.Accepted{})
	default:
		return s.enterAtOnce(ctx)
	}
	return nil
}

// enterAtOnce takes a guest in who need not wait. If that fails, the guest may try again by itself.
func (s *session) enterAtOnce(ctx context.Context) error {
	welcome, err := s.enter(ctx)
	if err != nil {
		s.conn.LetGo(signaling.Accepted{})
		return err
	}
	s.conn.LetGo(welcome)
	return nil
}

// readSign reads what guests see at the door, for all who come later.
func (e *Endpoint) readSign(ctx context.Context, meetingID string) (room.Sign, error) {
	door, err := e.Lobby.Door(ctx, meetingID)
	if err != nil {
		return room.Sign{}, err
	}
	return e.rooms.SetSign(meetingID, door), nil
}
