package live

import (
	"errors"
	"fmt"
)

// Why a meeting is over, or a command not carried out. For errors.Is.
var (
	// ErrNoGraphQL says that the server is older than BigBlueButton 3.0, or hides its websocket.
	ErrNoGraphQL = errors.New("the server has no GraphQL websocket: it is older than BigBlueButton 3.0")
	// ErrNotModerator says that the companion may not moderate, or no longer. A command that returns it was not sent, or may not
	// have been carried out.
	ErrNotModerator = errors.New("not a moderator of the meeting")
	// ErrEnded says that the meeting has ended.
	ErrEnded = errors.New("meeting has ended")
	// ErrEjected says that somebody removed the companion.
	ErrEjected = errors.New("removed from the meeting")
	// ErrLeft says that the companion has left.
	ErrLeft = errors.New("left the meeting")
	// ErrNotLive says that there is no connection for the moment. Nothing was sent.
	ErrNotLive = errors.New("no connection to the meeting")
	// ErrNobody says that none of the people named is there any more. Nothing was sent.
	ErrNobody = errors.New("nobody of this name is there")
	// ErrInvalid says that a command makes no sense. Nothing was sent.
	ErrInvalid = errors.New("invalid")
	// ErrSilent says that the server let too much time pass without a word.
	ErrSilent = errors.New("no sign of life from the server")
)

// errSessionLost says that the server no longer knows the session: a new one is needed.
var errSessionLost = errors.New("the server no longer knows the session")

// UnconfirmedError says that a command was sent, but what it wants could not be seen in time. It may still come.
type UnconfirmedError struct {
	// Command is BigBlueButton's name of the mutation.
	Command string
	// Err is context.DeadlineExceeded or context.Canceled.
	Err error
}

// Error says which command was not confirmed.
func (e *UnconfirmedError) Error() string {
	return fmt.Sprintf("%s: not confirmed: %v", e.Command, e.Err)
}

// Unwrap returns the cause.
func (e *UnconfirmedError) Unwrap() error { return e.Err }

// RefusedError is an operation that the server answered by an error.
type RefusedError struct {
	// Operation is the name of the mutation or subscription.
	Operation string
	// Message is the server's text, in English.
	Message string
}

// Error returns the server's text.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s: refused: %.200q", e.Operation, e.Message)
}

// JoinError says that the server did not let the companion in.
type JoinError struct {
	// Code is BigBlueButton's, such as "max_participants_reason" or "banned_user_rejoining_reason".
	Code string
}

// Error returns the code.
func (e *JoinError) Error() string { return fmt.Sprintf("not let into the meeting: %.80q", e.Code) }

// CloseError says that the server closed the connection.
type CloseError struct {
	// Code is the websocket's close code; 4403 is BigBlueButton's for a connection that it does not want.
	Code   int
	Reason string
}

// Error returns the code and the reason.
func (e *CloseError) Error() string {
	return fmt.Sprintf("connection closed with code %d: %.120q", e.Code, e.Reason)
}

// final reports whether an error ends the meeting for the companion.
func final(err error) bool {
	for _, kind := range []error{ErrNoGraphQL, ErrNotModerator, ErrEnded, ErrEjected} {
		if errors.Is(err, kind) {
			return true
		}
	}
	if _, ok := errors.AsType[*JoinError](err); ok {
		return true
	}
	closed, ok := errors.AsType[*CloseError](err)
	return ok && closed.Code == closeForbidden
}
