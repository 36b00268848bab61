// Package portal says what the desk can expect of a portal: a site with accounts and meetings that hands out guest links.
// Each kind of portal has a folder of its own below this one.
package portal

import (
	"errors"
	"time"
)

// Guest policies, by BigBlueButton's names.
const (
	AlwaysAccept     = "ALWAYS_ACCEPT"
	AlwaysDeny       = "ALWAYS_DENY"
	AskModerator     = "ASK_MODERATOR"
	AlwaysAcceptAuth = "ALWAYS_ACCEPT_AUTH"
)

// ErrSignedOut is returned when the portal no longer knows the session: sign in again.
var ErrSignedOut = errors.New("signed out")

// Meeting is a meeting that the account may moderate.
type Meeting struct {
	// ID is the portal's own name for it, unique at that portal.
	ID          string
	Name        string
	GuestURL    string
	GuestPolicy string
	// Group and Room say where the meeting belongs, empty if the portal has no such order.
	Group, Room string
	// StartsAt and EndsAt are when it is planned, zero if it is not.
	StartsAt, EndsAt time.Time
	// Running says that people can be inside.
	Running bool
	// WaitsInside says that guests wait in the conference's own lobby, not at the portal.
	WaitsInside bool
	// Conference says that the meeting is held by a BigBlueButton which the portal can bring a companion into.
	Conference bool
}

// Ticket opens one signaling connection to one meeting. It is used once, within half a minute.
type Ticket struct {
	// URL is the websocket's address, ws or wss.
	URL string
	// Secret is the ticket itself.
	Secret string
	// Resumption continues this connection: the next ticket that is asked for with it lets the server know who comes back. Empty if the
	// server has none.
	Resumption string
	// RoomServer says that OpenTalk's RoomServer is at the other end, which speaks another dialect.
	RoomServer bool
}

// String returns the address. The ticket is not in it.
func (t Ticket) String() string { return t.URL }

// Error is a portal's refusal, in words for a person.
type Error struct {
	// Code is stable and made for programs, such as "wrong_credentials".
	Code string
	// Status is the HTTP status code, 0 if there was no answer.
	Status int
	// Detail is one sentence that says what to do next.
	Detail string
	// Wrong is what is wrong with the settings that were sent, each by its key; nil for other refusals.
	Wrong []WrongSetting
}

// WrongSetting is what is wrong with one setting. The key of a parameter of BigBlueButton, or of a part of a text to agree to, has that of
// the whole before it, as in "create.duration" and "terms.url". Reason completes the sentence that begins with the key.
type WrongSetting struct {
	Key    string `json:"key"`
	Reason string `json:"reason"`
}

// Error returns the code and the sentence.
func (e *Error) Error() string { return e.Code + ": " + e.Detail }
