// Package meeting keeps groups, rooms and meetings with their inherited settings, who may moderate them, their guest links, and what
// guests have consented to. It knows nothing of HTTP pages and of SQL.
package meeting

import (
	"errors"
	"time"

	"foyer/guestserver/lobby"
)

// Errors that the callers tell apart.
var (
	// ErrUnknown is returned for a group, room, meeting or link that does not exist, and for one that is not the account's.
	ErrUnknown = errors.New("unknown meeting")
	// ErrInvalid is wrapped with what is wrong.
	ErrInvalid = errors.New("invalid meeting")
	// ErrConflict says that somebody else has changed it since it was read: read it again.
	ErrConflict = errors.New("changed by somebody else meanwhile")
	// ErrNotEmpty says that a group that has rooms, or a room that has meetings, is not removed.
	ErrNotEmpty = errors.New("not empty")
	// ErrCodeTaken says that there is a link with this guest code.
	ErrCodeTaken = errors.New("the guest code is taken")
	// ErrSlugTaken says that there is a group with this page address.
	ErrSlugTaken = errors.New("the page address is taken")
	// ErrNotRunning says that a guest has to wait until somebody who may start the meeting does.
	ErrNotRunning = errors.New("the meeting does not run")
)

// Policy is a guest policy, by BigBlueButton's names.
type Policy string

// The guest policies.
const (
	AlwaysAccept Policy = "ALWAYS_ACCEPT"
	AlwaysDeny   Policy = "ALWAYS_DENY"
	AskModerator Policy = "ASK_MODERATOR"
	// AlwaysAcceptAuth lets in whoever is signed in, and asks the moderator about all others.
	AlwaysAcceptAuth Policy = "ALWAYS_ACCEPT_AUTH"
)

// Verdict is what the policy says to a guest's knock; the zero Verdict asks the moderator.
func (p Policy) Verdict() lobby.Verdict {
	switch p {
	case AlwaysAccept:
		return lobby.Allow
	case AlwaysDeny:
		return lobby.Deny
	}
	return ""
}

// Meeting is one meeting.
type Meeting struct {
	// ID is a UUID, also the meetingID in BigBlueButton.
	ID string
	// RoomID is the room that it belongs to.
	RoomID string
	// OwnerID is the account that made it.
	OwnerID string
	Name    string
	// StartsAt and EndsAt are when it is planned for, zero if it is not. They bind nobody: a meeting can run at any time.
	StartsAt time.Time
	EndsAt   time.Time
	// Settings are the meeting's own.
	Settings Settings
	// Version counts the changes of name, times and settings.
	Version   int64
	CreatedAt time.Time

	// Effective is what holds by the settings of all levels. It is worked out by the store.
	Effective Effective
	// GuestPolicy and Recorded are those of Effective. Recorded meetings ask each guest for consent.
	GuestPolicy Policy
	Recorded    bool
	// GuestCode is the end of the guest link, slug-xxx-xxx-xxx. It stays the same over renames and new dates.
	GuestCode string
	// Remembered is the decision, "allow" or "deny", for whoever knocks next; empty if the policy decides.
	Remembered string
	// GroupID, GroupName and SiteURL are those of the group that it belongs to, RoomName that of the room.
	GroupID   string
	GroupName string
	SiteURL   string
	RoomName  string

	// AttendeePassword and ModeratorPassword are BigBlueButton's; nobody types them.
	AttendeePassword  string
	ModeratorPassword string
}

// Door returns how the meeting answers a knock.
func (m Meeting) Door() lobby.Door {
	return lobby.Door{Policy: m.Effective.door(m.GuestPolicy).Verdict(), Remembered: lobby.Verdict(m.Remembered)}
}

// LetsNobodyIn reports whether the guest link leads to a closed door, so that nobody shares it in vain.
func (m Meeting) LetsNobodyIn() bool { return m.GuestPolicy == AlwaysDeny }
