package signal

import (
	"context"
	"errors"
	"log/slog"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
)

// guest is the session of someone who waits.
type guest struct {
	*Endpoint
	conn      *conn
	meetingID string
	token     string
	recorded  bool
	// id is set once the guest has joined.
	id      string
	release func()
}

func (s *guest) do(ctx context.Context, c signaling.Command) {
	switch c := c.(type) {
	case *signaling.Join:
		s.join(ctx, c.DisplayName)
	case *signaling.EnterRoom:
		s.enter(ctx)
	case *signaling.Accept:
		s.conn.tell(&signaling.ModerationError{Error: signaling.ErrorInsufficientPermissions})
	default:
		s.conn.tell(&signaling.FoyerError{Error: signaling.ErrorInsufficientPermissions})
	}
}

// join knocks, or takes the guest back to where its earlier knock has come to.
func (s *guest) join(ctx context.Context, name string) {
	if s.id != "" {
		s.conn.tell(&signaling.ControlError{Error: signaling.ErrorAlreadyJoined})
		return
	}
	g, err := s.knock(ctx, name)
	if err != nil {
		s.conn.tell(&signaling.ControlError{Error: joinError(err)})
		return
	}
	// The guest is counted as present and told of events first, and only then is its state read: no decision can fall between.
	s.id, s.release = g.ID, s.Lobby.Attend(g)
	s.conn.hold()
	s.hub.addGuest(s.meetingID, s.id, s.conn)
	g, err = s.Lobby.Guest(ctx, s.meetingID, s.token)
	if err != nil {
		s.conn.letGo(&signaling.ControlError{Error: joinError(err)})
		return
	}
	switch g.State {
	case lobby.Allowed, lobby.Entering:
		s.conn.letGo(signaling.Accepted{})
	case lobby.Denied:
		s.conn.letGo(&signaling.Denied{Reason: g.Reason})
	default:
		s.conn.letGo(signaling.InWaitingRoom{})
	}
}

// errConsent says that a guest of a recorded meeting came past the page that asks for consent.
var errConsent = errors.New("consent to the recording is missing")

func (s *guest) knock(ctx context.Context, name string) (lobby.Guest, error) {
	g, err := s.Lobby.Guest(ctx, s.meetingID, s.token)
	if err == nil && g.State != lobby.Left {
		return g, nil
	}
	if err != nil && !errors.Is(err, lobby.ErrUnknownGuest) {
		return lobby.Guest{}, err
	}
	if s.recorded {
		return lobby.Guest{}, errConsent
	}
	g, token, err := s.Lobby.Knock(ctx, lobby.Knock{MeetingID: s.meetingID, Name: name, Token: s.token, NewToken: s.token})
	if err == nil {
		s.token = token
	}
	return g, err
}

func joinError(err error) string {
	switch {
	case errors.Is(err, names.ErrEmpty), errors.Is(err, names.ErrTooLong):
		return signaling.ErrorInvalidUsername
	case errors.Is(err, errConsent):
		return signaling.ErrorConsentRequired
	}
	slog.Error("guest joins", "error", err)
	return signaling.ErrorInternal
}

// enter takes an allowed guest into the meeting.
func (s *guest) enter(ctx context.Context) {
	if s.id == "" {
		s.conn.tell(&signaling.ControlError{Error: signaling.ErrorNotYetJoined})
		return
	}
	url, err := s.Lobby.Enter(ctx, s.meetingID, s.token)
	switch {
	case err == nil:
		s.conn.tell(&signaling.JoinSuccess{
			ID: s.id, Role: signaling.RoleGuest, Participants: []signaling.Participant{}, Foyer: &signaling.FoyerState{JoinURL: url},
		})
	case errors.Is(err, lobby.ErrConference), errors.Is(err, lobby.ErrSetup):
		s.conn.tell(&signaling.FoyerError{Error: signaling.ErrorConferenceUnavailable})
	case errors.Is(err, lobby.ErrNotAllowed), errors.Is(err, lobby.ErrUnknownGuest):
		s.conn.tell(&signaling.ControlError{Error: signaling.ErrorNotAccepted})
	default:
		slog.Error("guest enters", "meeting", s.meetingID, "error", err)
		s.conn.tell(&signaling.FoyerError{Error: signaling.ErrorInternal})
	}
}

func (s *guest) end() {
	if s.id == "" {
		return
	}
	s.hub.removeGuest(s.meetingID, s.id, s.conn)
	s.release()
}
