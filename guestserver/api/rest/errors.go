package rest

import (
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// Problems that several handlers answer.
var (
	// UnknownRoute is answered where there is nothing.
	UnknownRoute = NewProblem(http.StatusNotFound, "unknown_route", "There is nothing at this address; docs/api.md lists what there is.")
	// NotAdministrator is answered to others who ask for what only administrators may do.
	NotAdministrator = NewProblem(http.StatusForbidden, "not_administrator", "Only administrators may do this. Ask one of them.")
	// Changed is answered when somebody else has changed a resource since it was read.
	Changed = NewProblem(http.StatusPreconditionFailed, "changed_meanwhile",
		"Somebody has changed this in the meantime. Read it again, and then change it.")
)

// known is an error of the packages below, and what is told of it.
type known struct {
	err     error
	problem Problem
}

// knownErrors returns what is told of the errors that the packages below document.
func knownErrors() []known {
	return []known{
		{account.ErrSignedOut, NewProblem(http.StatusUnauthorized, "signed_out", "You are not signed in, or no longer. Sign in again.")},
		{account.ErrWrongCredentials, NewProblem(http.StatusUnauthorized, "wrong_credentials",
			"The e-mail address or the password is wrong. Check both and try again.")},
		{meeting.ErrUnknown, unknownMeeting},
		{lobby.ErrUnknownMeeting, unknownMeeting},
		{lobby.ErrInvalidDecision, NewProblem(http.StatusBadRequest, "invalid_decision",
			`A decision is "allow" or "deny", for the guests that it names or for everyone, with a reason of at most 200 characters.`)},
	}
}

var unknownMeeting = NewProblem(http.StatusNotFound, "unknown_meeting", "There is no such meeting among yours. List them again.")
