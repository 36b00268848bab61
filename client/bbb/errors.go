package bbb

import (
	"errors"
	"fmt"
	"strings"
)

// The kinds of failure, for errors.Is.
var (
	// ErrInvalid says that the parameters or the configuration are wrong. Nothing was sent.
	ErrInvalid = errors.New("invalid")
	// ErrUnreachable says that no answer came: wrong host, no network, server or its gateway down, too slow.
	ErrUnreachable = errors.New("server not reachable")
	// ErrNotBBB says that an answer came, but none that BigBlueButton gives: a web page, broken or endless XML.
	ErrNotBBB = errors.New("no BigBlueButton answer")
	// ErrChecksum says that the server did not accept the checksum: the shared secret is wrong, or it wants another hash.
	ErrChecksum = errors.New("checksum not accepted")
	// ErrNotFound says that the server does not know the meeting, recording or hook, or no longer.
	ErrNotFound = errors.New("not found")
	// ErrIDTaken says that a meeting of this ID exists with other passwords.
	ErrIDTaken = errors.New("meeting ID is taken")
	// ErrEnded says that the meeting was ended and is not entered again.
	ErrEnded = errors.New("meeting was ended")
	// ErrDenied says that the meeting's guest policy does not let this person in.
	ErrDenied = errors.New("guest denied")
	// ErrFull says that the meeting has as many participants as it may have.
	ErrFull = errors.New("meeting is full")
	// ErrNoServer says that no server of several is fit for the meeting: see package pool. Scalelite says so, too.
	ErrNoServer = errors.New("no server for the meeting")
	// ErrOtherRun says that a join was bound to an earlier run of the meeting by its createTime.
	ErrOtherRun = errors.New("meeting was created anew")
)

// Error is a call that failed.
type Error struct {
	// Call is the API's name of the call, such as "create".
	Call string
	// Status is the HTTP status code, 0 if no answer came.
	Status int
	// MessageKey is the server's own code, such as "idNotUnique". Keys are stable over the versions of BigBlueButton. It is
	// empty when the server gave none.
	MessageKey string
	// Message is the server's text. It changes with versions: show it to people, compare MessageKey.
	Message string
	// Err is the cause, nil if the server's answer says it all.
	Err error
}

// Error returns call, key, message and cause. It contains no address, no parameter and no secret.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "bbb %s", e.Call)
	if e.Status != 0 && e.Status != 200 {
		fmt.Fprintf(&b, ": status %d", e.Status)
	}
	if e.MessageKey != "" {
		fmt.Fprintf(&b, ": %.80q", e.MessageKey)
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %.200q", e.Message)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %.300s", e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether the server's message key is of the kind target.
func (e *Error) Is(target error) bool {
	kind := kindOf(e.MessageKey)
	return kind != nil && kind == target
}

// kindOf returns the kind of failure that a message key stands for, nil for the others. BigBlueButton has several keys
// for an unknown meeting, one for each generation of calls. The key noRecordings comes with a failure where a recording is
// named, and with a success where a list is asked for.
func kindOf(key string) error {
	switch key {
	case "checksumError":
		return ErrChecksum
	case "notFound", "invalidMeetingIdentifier", "invalidMeetingId", "meetingNotFound", "recordingNotFound", "noRecordings",
		"destroyMissingHook":
		return ErrNotFound
	case "idNotUnique", "NotUniqueMeetingID":
		return ErrIDTaken
	case "meetingForciblyEnded":
		return ErrEnded
	case "guestDeniedAccess", "guestDeny":
		return ErrDenied
	case "maxParticipantsReached":
		return ErrFull
	case "serverTagUnavailable":
		return ErrNoServer
	case "mismatchCreateTimeParam", "mismatchCreateTime":
		return ErrOtherRun
	}
	return nil
}

// invalid returns the error of parameters that are wrong, before anything is sent.
func invalid(call, format string, args ...any) *Error {
	return &Error{Call: call, Err: fmt.Errorf("%w: %w", ErrInvalid, fmt.Errorf(format, args...))}
}
