package signal

import (
	"context"
	"errors"
	"log/slog"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
)

// moderator is the session of someone who decides.
type moderator struct {
	*Endpoint
	conn      *conn
	meetingID string
	person    lobby.Person
	// session is the token of the session that the ticket was given to.
	session string
	joined  bool
}

func (s *moderator) do(ctx context.Context, c signaling.Command) {
	if _, err := s.Accounts.Authenticate(ctx, s.session); err != nil {
		s.turnOut(err)
		return
	}
	if join, ok := c.(*signaling.Join); ok {
		s.join(ctx, join)
		return
	}
	if !s.joined {
		s.conn.tell(&signaling.ControlError{Error: signaling.ErrorNotYetJoined})
		return
	}
	switch c := c.(type) {
	case *signaling.EnterRoom:
		s.conn.tell(&signaling.ControlError{Error: signaling.ErrorNotAccepted})
	case *signaling.Accept:
		s.decide(ctx, lobby.Decision{Verdict: lobby.Allow, Guests: []string{c.Target}})
	case *signaling.Allow:
		s.decide(ctx, lobby.Decision{Verdict: lobby.Allow, Guests: c.Guests, Everyone: c.Everyone, Remember: c.Remember})
	case *signaling.Deny:
		s.decide(ctx, lobby.Decision{
			Verdict: lobby.Deny, Guests: c.Guests, Everyone: c.Everyone, Remember: c.Remember, Reason: c.Reason,
		})
	case *signaling.Remember:
		s.remember(ctx, lobby.Verdict(c.Decision))
	case *signaling.Forget:
		s.remember(ctx, "")
	}
}

// join tells the moderator who waits. Events are held back until that is on its way, so that none is lost and none comes first.
func (s *moderator) join(ctx context.Context, c *signaling.Join) {
	if s.joined {
		s.conn.tell(&signaling.ControlError{Error: signaling.ErrorAlreadyJoined})
		return
	}
	s.conn.hold()
	s.hub.addModerator(s.meetingID, s.session, s.conn)
	s.joined = true
	state, err := s.state(ctx)
	if err != nil {
		slog.Error("moderator joins", "meeting", s.meetingID, "error", err)
		s.conn.letGo(&signaling.ControlError{Error: signaling.ErrorInternal})
		s.conn.close(closeInternal)
		return
	}
	state.DisplayName = c.DisplayName
	if state.DisplayName == "" {
		state.DisplayName = s.person.Name
	}
	s.conn.letGo(state)
}

// state returns the meeting as a moderator sees it.
func (s *moderator) state(ctx context.Context) (*signaling.JoinSuccess, error) {
	m, err := s.Meetings.Moderated(ctx, s.person.ID, s.meetingID)
	if err != nil {
		return nil, err
	}
	door, err := s.Lobby.Door(ctx, s.meetingID)
	if err != nil {
		return nil, err
	}
	waiting, err := s.Lobby.Waiting(ctx, s.meetingID)
	if err != nil {
		return nil, err
	}
	participants := make([]signaling.Participant, len(waiting))
	for i, g := range waiting {
		participants[i] = participant(g)
		participants[i].WaitingRoomState = signaling.StateWaiting
	}
	return &signaling.JoinSuccess{
		ID: s.person.ID, Role: signaling.RoleModerator, Participants: []signaling.Participant{}, IsRoomOwner: m.OwnerID == s.person.ID,
		EventInfo:  &signaling.EventInfo{ID: m.ID, RoomID: m.ID, Title: m.Name},
		Moderation: signaling.ModerationState{WaitingRoomEnabled: true, WaitingParticipants: participants},
		Foyer:      &signaling.FoyerState{GuestPolicy: string(m.GuestPolicy), Remembered: string(door.Remembered)},
	}, nil
}

// decide takes the moderator's decision. All moderators, this one among them, learn of it by the event.
func (s *moderator) decide(ctx context.Context, d lobby.Decision) {
	d.MeetingID, d.By = s.meetingID, s.person
	_, err := s.Lobby.Decide(ctx, d)
	s.answer(err)
}

func (s *moderator) remember(ctx context.Context, v lobby.Verdict) {
	s.answer(s.Lobby.Remember(ctx, s.meetingID, v, s.person))
}

// answer tells the moderator if a decision could not be taken.
func (s *moderator) answer(err error) {
	switch {
	case err == nil:
	case errors.Is(err, lobby.ErrInvalidDecision):
		s.conn.tell(&signaling.FoyerError{Error: signaling.ErrorInvalidDecision})
	default:
		slog.Error("moderator decides", "meeting", s.meetingID, "error", err)
		s.conn.tell(&signaling.FoyerError{Error: signaling.ErrorInternal})
	}
}

// turnOut ends the connection of someone who signed out meanwhile, or whose session cannot be read.
func (s *moderator) turnOut(err error) {
	if errors.Is(err, account.ErrSignedOut) {
		s.conn.tell(&signaling.ControlError{Error: signaling.ErrorInsufficientPermissions})
		s.conn.close(websocket.ClosePolicyViolation)
		return
	}
	slog.Error("authenticate moderator", "meeting", s.meetingID, "error", err)
	s.conn.tell(&signaling.ControlError{Error: signaling.ErrorInternal})
	s.conn.close(closeInternal)
}

func (s *moderator) end() {
	if s.joined {
		s.hub.removeModerator(s.meetingID, s.session, s.conn)
	}
}
