package signal

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
	"foyer/guestserver/meeting"
	"foyer/guestserver/signal/room"
	"foyer/guestserver/signal/wire"
)

// commandTimeout bounds how long one command may take.
const commandTimeout = 20 * time.Second

// session is what one client does over one connection. A waiting guest has one, so it is small.
type session struct {
	*Endpoint
	conn      *wire.Conn
	meetingID string
	// ticket is what the client came with; of a guest it is forgotten once it has joined.
	ticket *ticket
	// account is set for someone who is signed in.
	account *signedIn
	// token is a guest's own.
	token string
	// id is that of the guest or of the account, set once it has joined.
	id string
	// release ends a guest's presence.
	release func()
}

// Handle carries out the command in a frame, or tells the client what is wrong with it.
func (s *session) Handle(frame []byte) {
	command, err := signaling.DecodeCommand(frame)
	switch {
	case errors.Is(err, signaling.ErrInvalidNamespace):
		s.conn.Tell(&signaling.ControlError{Error: signaling.ErrorInvalidNamespace})
		return
	case err != nil:
		s.conn.Tell(&signaling.ControlError{Error: signaling.ErrorInvalidJSON})
		return
	}
	if _, ok := command.(*signaling.Ping); ok {
		s.conn.Tell(signaling.Pong{})
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	if err := s.signedIn(ctx); err != nil {
		s.turnOut(err)
		return
	}
	if err := s.do(ctx, command); err != nil {
		s.conn.Tell(refusal(signaling.NamespaceOf(command), s.code(err)))
	}
}

// signedIn checks that the session of someone who is signed in lasts.
func (s *session) signedIn(ctx context.Context) error {
	if s.account == nil {
		return nil
	}
	_, err := s.Accounts.Authenticate(ctx, s.account.session)
	return err
}

// turnOut ends the connection of someone who signed out meanwhile, or whose session cannot be read.
func (s *session) turnOut(err error) {
	if errors.Is(err, account.ErrSignedOut) {
		s.conn.Tell(&signaling.ControlError{Error: signaling.ErrorInsufficientPermissions})
		s.conn.Close(websocket.ClosePolicyViolation)
		return
	}
	slog.Error("authenticate", "meeting", s.meetingID, "error", err)
	s.conn.Tell(&signaling.ControlError{Error: signaling.ErrorInternal})
	s.conn.Close(websocket.CloseInternalServerErr)
}

// do carries out a command.
func (s *session) do(ctx context.Context, c signaling.Command) error {
	if join, ok := c.(*signaling.Join); ok {
		return s.join(ctx, join.DisplayName)
	}
	if s.id == "" {
		return refused(signaling.ErrorNotYetJoined)
	}
	switch c.(type) {
	case *signaling.EnterRoom:
		return s.enterRoom(ctx)
	case *signaling.RaiseHand:
		return s.rooms.RaiseHand(s.meetingID, s.id)
	case *signaling.LowerHand:
		return s.rooms.LowerHand(s.meetingID, s.id)
	}
	if err := s.mayModerate(ctx); err != nil {
		return err
	}
	switch signaling.NamespaceOf(c) {
	case signaling.Foyer:
		return s.doFoyer(ctx, c)
	default:
		return s.moderate(ctx, c)
	}
}

// mayModerate checks that the client moderates the meeting, still.
func (s *session) mayModerate(ctx context.Context) error {
	if !s.rooms.Moderates(s.meetingID, s.id) {
		return refused(signaling.ErrorInsufficientPermissions)
	}
	if s.ticket == nil { // The role was given in the room, or by a personal link.
		return nil
	}
	moderates, err := s.moderates(ctx, s.id, s.meetingID)
	if err != nil || moderates {
		return err
	}
	s.rooms.Demote(s.meetingID, s.id)
	return refused(signaling.ErrorInsufficientPermissions)
}

// by is who acts.
func (s *session) by() lobby.Person {
	me, err := s.rooms.Find(s.meetingID, s.id)
	if err != nil {
		return lobby.Person{ID: s.id}
	}
	return lobby.Person{ID: me.ID, Name: me.Name}
}

// End takes the client out of the room.
func (s *session) End(quit bool) {
	if s.ticket != nil && s.ticket.resumption != "" {
		s.resumptions.release(s.ticket.resumption, s.conn)
	}
	if s.id == "" {
		return
	}
	reason := signaling.LeftTimeout
	if quit {
		reason = signaling.LeftQuit
	}
	last := s.rooms.Leave(s.meetingID, s.id, s.conn, reason)
	if s.release == nil {
		return
	}
	s.release()
	if last {
		s.leaveRoom(reason)
	}
}

// leaveRoom tells the lobby that a guest is inside no more, unless it came back in this moment.
func (s *session) leaveRoom(reason string) {
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	err := s.Lobby.LeaveRoom(ctx, s.meetingID, s.id, reason)
	if _, back := s.rooms.Find(s.meetingID, s.id); err == nil && back == nil {
		err = s.arrive(ctx)
	}
	if err != nil && !errors.Is(err, lobby.ErrClosed) {
		slog.Error("guest leaves the room", "meeting", s.meetingID, "error", err)
	}
}

// refused is why a command is not carried out, by the protocol's word.
type refused string

func (r refused) Error() string { return string(r) }

// refusals are the protocol's words for what the rooms below refuse.
var refusals = []struct {
	err  error
	word string
}{
	{room.ErrNotInside, signaling.ErrorNotYetJoined},
	{room.ErrUnknown, signaling.ErrorUnknownParticipant},
	{room.ErrHandsDisabled, signaling.ErrorRaiseHandsDisabled},
	{room.ErrOwner, signaling.ErrorTargetIsRoomOwner},
	{room.ErrNothingToDo, signaling.ErrorNothingToDo},
	{lobby.ErrInvalidDecision, signaling.ErrorInvalidDecision},
	{lobby.ErrInvalidRules, signaling.ErrorInvalidRules},
	{lobby.ErrMessageTooLong, signaling.ErrorInvalidText},
	{lobby.ErrUnknownDecision, signaling.ErrorTooLate},
	{lobby.ErrTooLate, signaling.ErrorTooLate},
	{lobby.ErrUnknownGuest, signaling.ErrorUnknownParticipant},
	{lobby.ErrUnknownBlock, signaling.ErrorNothingToDo},
	{lobby.ErrNotAllowed, signaling.ErrorNotAccepted},
	{lobby.ErrConference, signaling.ErrorConferenceUnavailable},
	{lobby.ErrSetup, signaling.ErrorConferenceUnavailable},
	{meeting.ErrNotRunning, signaling.ErrorNotRunning},
	{lobby.ErrThrottled, signaling.ErrorSlowDown},
	{names.ErrEmpty, signaling.ErrorInvalidUsername},
	{names.ErrTooLong, signaling.ErrorInvalidUsername},
}

// code returns the protocol's word for an error. What has none is ours to mend, and logged.
func (s *session) code(err error) string {
	if word, ok := errors.AsType[refused](err); ok {
		return string(word)
	}
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return r.word
		}
	}
	slog.Error("carry out command", "meeting", s.meetingID, "error", err)
	return signaling.ErrorInternal
}

// refusal answers a command of a namespace that is not carried out.
func refusal(namespace, word string) signaling.Event {
	switch {
	case word == signaling.ErrorConferenceUnavailable, word == signaling.ErrorNotRunning:
		return &signaling.FoyerError{Error: word}
	case namespace == signaling.Control, word == signaling.ErrorNotYetJoined:
		return &signaling.ControlError{Error: word}
	case namespace == signaling.Moderation:
		return &signaling.ModerationError{Error: word}
	}
	return &signaling.FoyerError{Error: word}
}
