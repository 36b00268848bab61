package meeting

import (
	"context"
	"errors"
	"time"
)

// LinkKind is what a link is for.
type LinkKind string

// The kinds of links.
const (
	// GuestLink is the one that a meeting always has, for all guests.
	GuestLink LinkKind = "guest"
	// PersonalLink is for one person, with a preset name and role.
	PersonalLink LinkKind = "personal"
)

// LinkRole is how whoever comes by a link enters the meeting.
type LinkRole string

// The roles of links.
const (
	EntersAsGuest     LinkRole = ""
	EntersAsModerator LinkRole = "moderator"
)

// Errors of MeetingByCode. Each but ErrUnknown comes with the meeting and the link.
var (
	ErrSwitchedOff = errors.New("the link is switched off")
	ErrExpired     = errors.New("the link has expired")
	// ErrReplaced says that a new guest link has been made in place of this one.
	ErrReplaced = errors.New("the link was replaced by a new one")
)

// Link is a way to a meeting's door.
type Link struct {
	ID        string
	MeetingID string
	// Code is the end of the link, slug-xxx-xxx-xxx.
	Code string
	Kind LinkKind
	// Name and Role are preset by a personal link.
	Name string
	Role LinkRole
	// Off says that the link is switched off.
	Off bool
	// ExpiresAt is when the link stops leading anywhere, zero for never.
	ExpiresAt time.Time
	// OnlyWhileRunning says that guests knock only while the meeting runs.
	OnlyWhileRunning bool
	// Limit bounds how many guests may be let in at a time, 0 for no bound.
	Limit int
	// AccessCode is asked for before the knock, empty for none.
	AccessCode string
	CreatedAt  time.Time
	// ReplacedBy is the ID of the link that was made in place of this one, empty if none was.
	ReplacedBy string
	Version    int64
}

// GuestURL returns the guest link of a code, at a guest server with this address.
func GuestURL(publicURL, code string) string { return publicURL + "/b/" + code }

// MeetingByCode finds the meeting behind a link, however the code is typed. With ErrSwitchedOff, ErrExpired and ErrReplaced it returns
// the meeting and the link as well; ErrUnknown says that there is none.
func (s *Meetings) MeetingByCode(ctx context.Context, code string) (Meeting, Link, error) {
	m, l, err := s.store.LinkByKey(ctx, GuestKey(code))
	if err != nil {
		return Meeting{}, Link{}, err
	}
	return m, l, l.State(time.Now())
}

// State returns why the link leads nowhere at a time: ErrReplaced, ErrSwitchedOff or ErrExpired. It is nil if the link leads to the
// meeting.
func (l Link) State(now time.Time) error {
	switch {
	case l.ReplacedBy != "":
		return ErrReplaced
	case l.Off:
		return ErrSwitchedOff
	case !l.ExpiresAt.IsZero() && !now.Before(l.ExpiresAt):
		return ErrExpired
	}
	return nil
}
