package meeting

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"foyer/guestserver/lobby"
)

// MinName and MaxName are how long a meeting's name may be, in characters. They are BigBlueButton's limits.
const (
	MinName = 2
	MaxName = 64
)

// Errors of Create.
var (
	ErrCodeTaken = errors.New("the guest code is taken")
	ErrInvalid   = errors.New("invalid meeting")
)

// GuestURL returns the guest link of a code, at a guest server with this address.
func GuestURL(publicURL, code string) string { return publicURL + "/b/" + code }

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

// Store keeps meetings. It returns ErrUnknown and ErrCodeTaken.
type Store interface {
	AddMeeting(ctx context.Context, m Meeting) error
	Meeting(ctx context.Context, id string) (Meeting, error)
	MeetingByGuestKey(ctx context.Context, key string) (Meeting, error)
	MeetingsOf(ctx context.Context, accountID string) ([]Meeting, error)
}

// Meetings is all the meetings of a guest server.
type Meetings struct{ store Store }

// New returns the meetings in a store.
func New(store Store) *Meetings { return &Meetings{store} }

// Create makes a meeting with a guest link, which asks the moderator about each guest. It returns ErrInvalid, wrapped with what is
// wrong.
func (s *Meetings) Create(ctx context.Context, ownerID, name string, recorded bool) (Meeting, error) {
	if err := CheckName(name); err != nil {
		return Meeting{}, fmt.Errorf("create meeting: %w", err)
	}
	name = strings.TrimSpace(name)
	m := Meeting{
		ID: uuid.NewString(), OwnerID: ownerID, Name: name, GuestPolicy: AskModerator, Recorded: recorded,
		AttendeePassword: rand.Text(), ModeratorPassword: rand.Text(), CreatedAt: time.Now(),
	}
	for {
		code, err := newGuestCode(name)
		if err != nil {
			return Meeting{}, fmt.Errorf("create meeting: %w", err)
		}
		m.GuestCode = code
		err = s.store.AddMeeting(ctx, m)
		if err == nil {
			return m, nil
		}
		if !errors.Is(err, ErrCodeTaken) {
			return Meeting{}, fmt.Errorf("create meeting: %w", err)
		}
	}
}

// CheckName returns ErrInvalid, wrapped with what is wrong, for a name that no meeting can have. Space around it does not count.
func CheckName(name string) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(name)); n < MinName || n > MaxName {
		return fmt.Errorf("%w: the name must have %d to %d characters", ErrInvalid, MinName, MaxName)
	}
	return nil
}

// ByGuestCode finds the meeting behind a guest link, however the code is typed, or returns ErrUnknown.
func (s *Meetings) ByGuestCode(ctx context.Context, code string) (Meeting, error) {
	return s.store.MeetingByGuestKey(ctx, GuestKey(code))
}

// Of returns the meetings that an account moderates, by name.
func (s *Meetings) Of(ctx context.Context, accountID string) ([]Meeting, error) {
	return s.store.MeetingsOf(ctx, accountID)
}

// Moderated finds a meeting that an account moderates, or returns ErrUnknown.
func (s *Meetings) Moderated(ctx context.Context, accountID, id string) (Meeting, error) {
	m, err := s.store.Meeting(ctx, id)
	if err != nil {
		return Meeting{}, err
	}
	if m.OwnerID != accountID {
		return Meeting{}, ErrUnknown
	}
	return m, nil
}
