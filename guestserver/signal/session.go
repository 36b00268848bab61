package signal

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
)

// session is what one side does with the commands that come over a connection.
type session interface {
	// do carries out a command.
	do(ctx context.Context, c signaling.Command)
	// end is called once, after the last command.
	end()
}

// handle carries out the command in a frame, or tells the client what is wrong with it.
func handle(s session, c *conn, frame []byte) {
	command, err := signaling.DecodeCommand(frame)
	switch {
	case errors.Is(err, signaling.ErrInvalidNamespace):
		c.tell(&signaling.ControlError{Error: signaling.ErrorInvalidNamespace})
		return
	case err != nil:
		c.tell(&signaling.ControlError{Error: signaling.ErrorInvalidJSON})
		return
	}
	if _, ok := command.(*signaling.Ping); ok {
		c.tell(signaling.Pong{})
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	s.do(ctx, command)
}

// encode returns an event's frame. Events are our own types, so that it cannot fail but by a mistake of ours.
func encode(e signaling.Event) []byte {
	frame, err := signaling.EncodeEvent(e, time.Now())
	if err != nil {
		slog.Error("encode event", "error", err)
	}
	return frame
}

// participant returns a guest as the protocol shows it.
func participant(g lobby.Guest) signaling.Participant {
	return signaling.Participant{ID: g.ID, Control: signaling.ParticipantControl{
		DisplayName: g.Name, Role: signaling.RoleGuest, ParticipationKind: "guest",
		JoinedAt: g.KnockedAt, HandUpdatedAt: g.KnockedAt,
	}}
}
