// Package portal says what the desk can expect of a portal: a site with accounts and meetings that hands out guest links.
// Each kind of portal has a folder of its own below this one.
package portal

import "errors"

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
	// Recorded says that guests consent to a recording before they knock.
	Recorded bool
}

// Ticket opens one signaling connection to one meeting. It is used once, within half a minute.
type Ticket struct {
	// URL is the websocket's address, ws or wss.
	URL string
	// Secret is the ticket itself.
	Secret string
}

// Error is a portal's refusal, in words for a person.
type Error struct {
	// Code is stable and made for programs, such as "wrong_credentials".
	Code string
	// Status is the HTTP status code, 0 if there was no answer.
	Status int
	// Detail is one sentence that says what to do next.
	Detail string
}

// Error returns the code and the sentence.
func (e *Error) Error() string { return e.Code + ": " + e.Detail }
