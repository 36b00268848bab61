package rest

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"

	"foyer/guestserver/account"
	"foyer/guestserver/conference"
	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
	"foyer/guestserver/meeting"
	"foyer/guestserver/signin"
)

// Problems that several handlers answer.
var (
	// UnknownRoute is answered where there is nothing.
	UnknownRoute = NewProblem(http.StatusNotFound, "unknown_route", "There is nothing at this address; docs/api.md lists what there is.")
	// NotAdministrator is answered to others who ask for what only administrators may do.
	NotAdministrator = NewProblem(http.StatusForbidden, "not_administrator", "Only administrators may do this. Ask one of them.")
	// NotAllowed is answered to those whose role in a group, room or meeting is too weak.
	NotAllowed = NewProblem(http.StatusForbidden, "not_allowed", "Your role does not allow this. Ask an owner.")
	// Unknown is answered for a group, room, meeting or link that does not exist, or that whoever asks has no part in.
	Unknown = NewProblem(http.StatusNotFound, "unknown_meeting", "There is no such thing among yours. List them again.")
	// InvalidCursor is answered for a cursor that no Link header had.
	InvalidCursor = NewProblem(http.StatusBadRequest, "invalid_cursor", "This cursor was not made here. Begin with the first part.")
	// Changed is answered when somebody else has changed a resource since it was read.
	Changed = NewProblem(http.StatusPreconditionFailed, "changed_meanwhile",
		"Somebody has changed this in the meantime. Read it again, and then change it.")
)

// problemOfPeople returns what is told of an error about signing in and accounts.
func problemOfPeople(err error) (p Problem, known bool) {
	switch {
	case errors.Is(err, account.ErrSignedOut):
		return NewProblem(http.StatusUnauthorized, "signed_out", "You are not signed in, or no longer. Sign in again."), true
	case errors.Is(err, account.ErrWrongCredentials):
		return NewProblem(http.StatusUnauthorized, "wrong_credentials",
			"The e-mail address or the password is wrong. Check both and try again."), true
	case errors.Is(err, account.ErrThrottled):
		return throttled(err), true
	case errors.Is(err, account.ErrInvalid):
		return invalid("invalid_account", err, account.ErrInvalid), true
	case errors.Is(err, account.ErrEmailTaken):
		return NewProblem(http.StatusConflict, "email_taken", "There is an account with this e-mail address already."), true
	case errors.Is(err, account.ErrLastAdministrator):
		return NewProblem(http.StatusConflict, "last_administrator", "This is the last administrator. Make somebody else one first."), true
	case errors.Is(err, account.ErrUnverified):
		return NewProblem(http.StatusForbidden, "email_unverified",
			"The sign-in provider has not verified your e-mail address. Verify it there and try again."), true
	case errors.Is(err, account.ErrUnknown):
		return NewProblem(http.StatusNotFound, "unknown_account", "There is no such account. Ask an administrator for one."), true
	case errors.Is(err, signin.ErrNone):
		return NewProblem(http.StatusNotFound, "no_provider", "No sign-in provider is set up here. Sign in with a password."), true
	case errors.Is(err, signin.ErrRedirect):
		return NewProblem(http.StatusBadRequest, "invalid_redirect",
			"The redirect must be like http://127.0.0.1:54321/signin, and the challenge one by S256."), true
	case errors.Is(err, signin.ErrRefused):
		return NewProblem(http.StatusForbidden, "signin_refused", "The sign-in provider has not signed you in. Try again."), true
	case errors.Is(err, signin.ErrUnavailable):
		return NewProblem(http.StatusBadGateway, "signin_unavailable",
			"The sign-in provider does not answer. Try again in a moment."), true
	}
	return Problem{}, false
}

// problemOfMeetings returns what is told of an error about groups, rooms, meetings and links.
func problemOfMeetings(err error) (p Problem, known bool) {
	if wrong, ok := errors.AsType[meeting.SettingErrors](err); ok {
		return wrongSettings(wrong), true
	}
	switch {
	case errors.Is(err, meeting.ErrUnknown), errors.Is(err, lobby.ErrUnknownMeeting):
		return Unknown, true
	case errors.Is(err, meeting.ErrConflict):
		return Changed, true
	case errors.Is(err, meeting.ErrInvalid):
		return invalid("invalid_meeting", err, meeting.ErrInvalid), true
	case errors.Is(err, meeting.ErrNotEmpty):
		return NewProblem(http.StatusConflict, "not_empty", "There is still something in it. Remove that first."), true
	case errors.Is(err, meeting.ErrSlugTaken):
		return NewProblem(http.StatusConflict, "slug_taken", "Another group has this page address. Choose another one."), true
	case errors.Is(err, meeting.ErrNotRunning):
		return NewProblem(http.StatusConflict, "not_running", "The meeting does not run. Start it first."), true
	case errors.Is(err, conference.ErrUnknownRecording):
		return NewProblem(http.StatusNotFound, "unknown_recording", "There is no such recording of this meeting. List them again."), true
	case errors.Is(err, conference.ErrRecordingUnfinished):
		return NewProblem(http.StatusConflict, "recording_unfinished",
			"The recording is still being made. Try again when it is ready."), true
	case errors.Is(err, lobby.ErrSetup):
		return NewProblem(http.StatusBadGateway, "conference_setup",
			"The conference server is not set up right, or there is none. The server's log has the cause."), true
	case errors.Is(err, lobby.ErrConference):
		return NewProblem(http.StatusBadGateway, "conference_unavailable",
			"The conference server does not answer. Try again in a moment."), true
	}
	return Problem{}, false
}

// problemOfGuests returns what is told of an error about guests and decisions.
func problemOfGuests(err error) (p Problem, known bool) {
	switch {
	case errors.Is(err, lobby.ErrInvalidDecision):
		return NewProblem(http.StatusBadRequest, "invalid_decision", fmt.Sprintf(`A decision is "allow" or "deny", for the guests that it `+
			`names or for everyone, with a reason of at most %d characters.`, lobby.MaxReason)), true
	case errors.Is(err, lobby.ErrInvalidRules):
		return invalid("invalid_rules", err, lobby.ErrInvalidRules), true
	case errors.Is(err, lobby.ErrMessageTooLong):
		return NewProblem(http.StatusBadRequest, "message_too_long",
			fmt.Sprintf("The message may have %d characters. Make it shorter.", lobby.MaxMessage)), true
	case errors.Is(err, names.ErrEmpty), errors.Is(err, names.ErrTooLong):
		return NewProblem(http.StatusBadRequest, "invalid_name", "The name is empty or too long. Choose one of at most 100 bytes."), true
	case errors.Is(err, lobby.ErrUnknownGuest):
		return NewProblem(http.StatusNotFound, "unknown_guest", "There is no such guest at this meeting. List them again."), true
	case errors.Is(err, lobby.ErrUnknownDecision):
		return NewProblem(http.StatusNotFound, "unknown_decision", "There is no such decision in this meeting's log."), true
	case errors.Is(err, lobby.ErrUnknownBlock):
		return NewProblem(http.StatusNotFound, "unknown_block", "There is no such block at this meeting. List them again."), true
	case errors.Is(err, lobby.ErrTooLate):
		return NewProblem(http.StatusConflict, "too_late", "It is too late for that: look where the guest stands by now."), true
	}
	return Problem{}, false
}

// throttled returns the problem of somebody who has to wait.
func throttled(err error) Problem {
	p := NewProblem(http.StatusTooManyRequests, "too_many_tries", "There have been too many tries. Wait a little, then try again.")
	if wait, ok := errors.AsType[*account.ThrottledError](err); ok {
		p.retryAfter = int(math.Ceil(wait.RetryAfter.Seconds()))
	}
	return p
}

// wrongSettings returns the problem of settings with unknown keys or wrong values.
func wrongSettings(wrong meeting.SettingErrors) Problem {
	p := NewProblem(http.StatusBadRequest, "invalid_settings", "These settings are not possible: "+wrong.Error()+".")
	p.Errors = Views(wrong, func(e meeting.SettingError) WrongSetting { return WrongSetting{e.Key, e.Reason} })
	return p
}

// invalid returns the problem of what was sent with a wrong value. The error says which, after that of its kind.
func invalid(code string, err, kind error) Problem {
	_, what, _ := strings.Cut(err.Error(), kind.Error()+": ")
	return NewProblem(http.StatusBadRequest, code, "This is not possible: "+what+".")
}
