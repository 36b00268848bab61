package desk

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/time/rate"

	"foyer/client/portal"
	"foyer/client/signaling"
)

const (
	// openLimit is how long getting a ticket and opening the connection may take. A ticket lives for half a minute.
	openLimit = 30 * time.Second
	// joinLimit is how long the server may take to answer Join.
	joinLimit = 20 * time.Second
	// OpenTalk allows ten messages in a second, and thirty at once, and throws out who sends more. The pings that keep the connection
	// are messages, too, so the desk stays a little below.
	acceptsPerSecond = 9
	acceptsAtOnce    = 25
)

// line is a meeting's connection that has joined.
type line struct {
	conn Line
	// foyer says that the server speaks the namespace foyer.
	foyer bool
	pace  *rate.Limiter
}

// connect opens a connection, joins, and follows it to its end, for which it returns the reason. It also returns when the
// connection became live, the zero Time if it never did.
func (m *meeting) connect() (liveSince time.Time, err error) {
	conn, err := m.open()
	if err != nil {
		return time.Time{}, err
	}
	defer conn.Close()
	welcome, err := join(m.ctx, conn)
	if err != nil {
		return time.Time{}, fmt.Errorf("join: %w", err)
	}
	l := &line{conn: conn, foyer: welcome.Foyer != nil, pace: rate.NewLimiter(acceptsPerSecond, acceptsAtOnce)}
	m.change(func() []Change {
		m.line = l
		m.enter(Live, nil)
		return m.welcome(welcome)
	})
	liveSince = time.Now()
	return liveSince, m.follow(conn)
}

func (m *meeting) open() (Line, error) {
	ctx, cancel := context.WithTimeout(m.ctx, openLimit)
	defer cancel()
	ticket, err := m.account.portal.Ticket(ctx, m.id)
	if err != nil {
		return nil, fmt.Errorf("get ticket: %w", err)
	}
	conn, err := m.account.desk.dial(ctx, ticket)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return conn, nil
}

// join joins as a moderator and returns the server's welcome.
func join(ctx context.Context, conn Line) (*signaling.JoinSuccess, error) {
	ctx, cancel := context.WithTimeout(ctx, joinLimit)
	defer cancel()
	if err := conn.Send(ctx, signaling.Join{}); err != nil {
		return nil, err
	}
	for {
		e, _, err := conn.Receive(ctx)
		if err != nil {
			return nil, err
		}
		switch e := e.(type) {
		case *signaling.JoinSuccess:
			if e.Role != signaling.RoleModerator {
				return nil, ErrNotModerator
			}
			return e, nil
		case *signaling.InWaitingRoom:
			return nil, ErrNotModerator
		case *signaling.JoinBlocked:
			return nil, ErrMeetingFull
		case *signaling.ControlError:
			return nil, &portal.Error{Code: e.Error, Detail: "The server does not let the desk join the meeting: " + e.Error + "."}
		}
	}
}

// follow takes events until the connection ends, or can no longer be believed: an event that cannot be read may have been a knock.
func (m *meeting) follow(conn Line) error {
	for {
		e, at, err := conn.Receive(m.ctx)
		if err != nil {
			return err
		}
		if role, ok := e.(*signaling.RoleUpdated); ok && role.NewRole != signaling.RoleModerator {
			return ErrNotModerator
		}
		m.change(func() []Change { return m.take(e, at) })
	}
}
