// Package meeting keeps the meetings, their settings and their guest links, and takes guests into them on the conference server.
// It knows nothing of HTTP pages and of SQL.
package meeting

import (
	"errors"
	"time"

	"foyer/guestserver/lobby"
)

// Policy is a guest policy, by BigBlueButton's names.
type Policy string

// The guest policies.
const (
	AlwaysAccept     Policy = "ALWAYS_ACCEPT"
	AlwaysDeny       Policy = "ALWAYS_DENY"
	AskModerator     Policy = "ASK_MODERATOR"
	AlwaysAcceptAuth Policy = "ALWAYS_ACCEPT_AUTH"
)

// ErrUnknown is returned for a meeting, or a guest code, that does not exist, and for a meeting that is not the account's.
var ErrUnknown = errors.New("unknown meeting")

// Meeting is one meeting.
type Meeting struct {
	// ID is a UUID, also the meetingID in BigBlueButton.
	ID string
	// OwnerID is the account that moderates it.
	OwnerID string
	Name    string
	// GuestCode is the end of the guest link, slug-xxx-xxx-xxx. It stays the same over renames.
	GuestCode   string
	GuestPolicy Policy
	// Remembered is the decision, "allow" or "deny", for whoever knocks next; empty if the policy decides.
	Remembered string
	// Recorded meetings ask each guest for consent.
	Recorded bool
	// AttendeePassword and ModeratorPassword are BigBlueButton's; nobody types them.
	AttendeePassword  string
	ModeratorPassword string
	CreatedAt         time.Time
}

// Door returns how the meeting answers a knock.
func (m Meeting) Door() lobby.Door {
	return lobby.Door{Policy: m.GuestPolicy.Verdict(), Remembered: lobby.Verdict(m.Remembered)}
}
