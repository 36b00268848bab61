package ui

import (
	"context"

	"foyer/client/portal"
)

// What follows is what a portal may offer beyond its meetings and tickets. The app asks the portal of an account for each; what a portal does
// not have is not offered. All of it may take its time.

// Joiner lets a moderator into the conference.
type Joiner interface {
	// Join starts the meeting if it does not run, and returns the address at which this moderator enters it.
	Join(ctx context.Context, meetingID string) (address string, err error)
}

// Linker has guest links that can be changed.
type Linker interface {
	// Links returns the guest link of a meeting, and its personal links.
	Links(ctx context.Context, meetingID string) ([]portal.Link, error)
	// NewLink makes a personal link; or a new guest link, which takes the place of the one before.
	NewLink(ctx context.Context, meetingID string, link portal.Link) (portal.Link, error)
	// SaveLink changes a link, for instance to switch it off.
	SaveLink(ctx context.Context, meetingID string, link portal.Link) (portal.Link, error)
}

// Keeper has groups, rooms and meetings that can be changed.
type Keeper interface {
	// Groups returns the groups that the account sees, with their rooms.
	Groups(ctx context.Context) ([]portal.Group, error)
	Details(ctx context.Context, level portal.Level, id string) (portal.Details, error)
	// Save changes what has an ID, and makes what has none.
	Save(ctx context.Context, d portal.Details) (portal.Details, error)
	Delete(ctx context.Context, d portal.Details) error
}

// Chronicler remembers what was decided.
type Chronicler interface {
	// Log returns a part of the log, the newest entry first, and the name of the part before it, empty if there is none. The part
	// without a name has the newest entries.
	Log(ctx context.Context, meetingID, part string) (entries []portal.LogEntry, before string, err error)
}

// Recorder has recordings.
type Recorder interface {
	// Recordings returns those of a meeting, the newest first.
	Recordings(ctx context.Context, meetingID string) ([]portal.Recording, error)
	// PublishRecording lets people watch a recording, or no longer.
	PublishRecording(ctx context.Context, meetingID, recordingID string, published bool) error
	// DeleteRecording deletes a recording for good.
	DeleteRecording(ctx context.Context, meetingID, recordingID string) error
}

// Poster has a page about a meeting to be printed.
type Poster interface {
	// Poster returns its address, for the browser.
	Poster(ctx context.Context, meetingID string) (address string, err error)
}

// offers returns the portal of an account as one that has T, if it has.
func offers[T any](u *UI, account string) (T, bool) {
	p, ok := u.Accounts.Portal(account).(T)
	return p, ok
}
