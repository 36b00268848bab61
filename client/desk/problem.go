package desk

import (
	"errors"
	"fmt"

	"foyer/client/portal"
)

// Errors of the desk's commands, beside those of the network. Each is a *portal.Error, whose code a program can translate.
var (
	// ErrUnknownMeeting says that the desk has no such meeting.
	ErrUnknownMeeting error = &portal.Error{Code: "unknown_meeting", Detail: "This meeting is no longer on your desk."}
	// ErrNotLive says that the meeting has no connection. Nothing was decided, and nothing will be when it is back.
	ErrNotLive error = &portal.Error{
		Code:   "not_live",
		Detail: "The connection to this meeting is lost, so nothing was decided. Decide again when it is back.",
	}
	// ErrPartly says that the connection was lost in the middle of a decision on many guests.
	ErrPartly error = &portal.Error{
		Code:   "partly_decided",
		Detail: "The connection to this meeting was lost in the middle. Decide on those who still wait when it is back.",
	}
	// ErrNotSupported says that the meeting's server has no such decision. Capabilities tell beforehand.
	ErrNotSupported error = &portal.Error{Code: "not_supported", Detail: "The server of this meeting can allow guests, but not do this."}
	// ErrOpenTalk is why the desk cannot do more with an OpenTalk server.
	ErrOpenTalk error = &portal.Error{
		Code:   "limits_opentalk",
		Detail: "OpenTalk can let guests in, but not turn them away, remember a decision or write to those who wait.",
	}
	// ErrTooOld is why the desk cannot act inside a conference.
	ErrTooOld error = &portal.Error{
		Code: "limits_bbb_old",
		Detail: "This BigBlueButton is older than 3.0: guests can be let in here, but people inside can be removed or muted only in " +
			"the meeting's own window.",
	}
	// ErrLobbyTooOld is why the desk cannot work the lobby of a conference.
	ErrLobbyTooOld error = &portal.Error{
		Code: "limits_bbb_lobby",
		Detail: "This BigBlueButton is older than 3.0: who waits in its own lobby can be let in only there. Let guests wait at Foyer, " +
			"then you can decide here.",
	}
	// ErrGone says that the guest or the person whom a command is about is no longer there.
	ErrGone error = &portal.Error{Code: "gone", Detail: "This person is no longer there."}
	// ErrInvalidDecision says that a decision has no known verdict or names nobody.
	ErrInvalidDecision error = &portal.Error{Code: "invalid_decision", Detail: "A decision has to allow or deny, and to name somebody."}
)

// Problems of a meeting's connection.
var (
	// ErrNotModerator says that the account may not moderate the meeting.
	ErrNotModerator error = &portal.Error{Code: "not_a_moderator", Detail: "You are no moderator of this meeting. Ask its owner."}
	// ErrMeetingFull says that the meeting lets nobody more in, moderators included.
	ErrMeetingFull error = &portal.Error{Code: "meeting_full", Detail: "The meeting is full. The desk tries again by itself."}
)

// partly says that err ended a decision after done of all guests.
func partly(err error, done, all int) error {
	if done > 0 && errors.Is(err, ErrNotLive) {
		return fmt.Errorf("decide: after %d of %d guests: %w", done, all, ErrPartly)
	}
	return fmt.Errorf("decide: after %d of %d guests: %w", done, all, err)
}

// problem returns err in words for a moderator: as it is if it has some, else as a server out of reach.
func problem(err error) error {
	if _, ok := errors.AsType[*portal.Error](err); ok || errors.Is(err, portal.ErrSignedOut) {
		return err
	}
	lost := &portal.Error{Code: "unreachable", Detail: "The connection to the server is lost. The desk tries again by itself."}
	return fmt.Errorf("%w (%w)", lost, err)
}

// lostState is what an account or a meeting becomes by err.
func lostState(err error) LinkState {
	if errors.Is(err, portal.ErrSignedOut) {
		return SignedOut
	}
	return Lost
}
