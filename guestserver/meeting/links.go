package meeting

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"foyer/guestserver/lobby/names"
)

// MaxAccessCode is the longest access code, in characters.
const MaxAccessCode = 32

// NewGuestLink makes a new guest link for a meeting, which leads there at once and for good. The old one tells whoever comes by it that it
// was replaced; its limit, its access code and whether the meeting has to run hold for the new one.
func (s *Meetings) NewGuestLink(ctx context.Context, meetingID string) (Link, error) {
	links, err := s.store.Links(ctx, meetingID)
	if err != nil {
		return Link{}, fmt.Errorf("new guest link: %w", err)
	}
	if len(links) == 0 {
		return Link{}, ErrUnknown
	}
	l := links[0]
	l.Off, l.ExpiresAt = false, time.Time{}
	return s.addLink(ctx, l)
}

// NewPersonalLink makes a link for one person, of l's name, role, expiry and access code, to the meeting l.MeetingID. It returns
// ErrInvalid and ErrUnknown.
func (s *Meetings) NewPersonalLink(ctx context.Context, l Link) (Link, error) {
	l.Kind = PersonalLink
	return s.addLink(ctx, l)
}

func (s *Meetings) addLink(ctx context.Context, l Link) (Link, error) {
	l.ID, l.ReplacedBy, l.Version, l.CreatedAt = uuid.NewString(), "", 1, time.Now()
	m, err := s.store.Meeting(ctx, l.MeetingID)
	if err != nil {
		return Link{}, fmt.Errorf("add link: %w", err)
	}
	if err := l.check(); err != nil {
		return Link{}, fmt.Errorf("add link: %w", err)
	}
	for {
		if l.Code, err = newGuestCode(m.Name); err != nil {
			return Link{}, fmt.Errorf("add link: %w", err)
		}
		err = s.store.AddLink(ctx, l)
		if err == nil {
			return l, nil
		}
		if !errors.Is(err, ErrCodeTaken) {
			return Link{}, fmt.Errorf("add link: %w", err)
		}
	}
}

// Links returns a meeting's links: the guest link first, then the personal ones, the oldest first.
func (s *Meetings) Links(ctx context.Context, meetingID string) ([]Link, error) {
	return s.store.Links(ctx, meetingID)
}

// Link finds a link by its ID, or returns ErrUnknown.
func (s *Meetings) Link(ctx context.Context, id string) (Link, error) { return s.store.Link(ctx, id) }

// UpdateLink changes the switches of the link that was read as l, and a personal link's name and role; the code stays. It returns
// ErrInvalid, ErrUnknown, and ErrConflict if l.Version is not the present one.
func (s *Meetings) UpdateLink(ctx context.Context, l Link) (Link, error) {
	if err := l.check(); err != nil {
		return Link{}, fmt.Errorf("update link: %w", err)
	}
	return s.store.UpdateLink(ctx, l)
}

// RemoveLink removes a personal link. A guest link is switched off instead: for it ErrInvalid is returned.
func (s *Meetings) RemoveLink(ctx context.Context, id string, version int64) error {
	l, err := s.store.Link(ctx, id)
	if err != nil {
		return err
	}
	if l.Kind == GuestLink {
		return fmt.Errorf("remove link: %w: a guest link is switched off, or replaced", ErrInvalid)
	}
	return s.store.RemoveLink(ctx, id, version)
}

func (l Link) check() error {
	switch {
	case l.Role != EntersAsGuest && l.Role != EntersAsModerator:
		return fmt.Errorf("%w: the role %.20q is neither empty nor moderator", ErrInvalid, l.Role)
	case l.Kind == GuestLink && (l.Name != "" || l.Role != EntersAsGuest):
		return fmt.Errorf("%w: only a personal link has a name and a role", ErrInvalid)
	case l.Limit < 0:
		return fmt.Errorf("%w: the limit is negative", ErrInvalid)
	case utf8.RuneCountInString(l.AccessCode) > MaxAccessCode || strings.ContainsFunc(l.AccessCode, notCodeLetter):
		return fmt.Errorf("%w: the access code may have up to %d letters and digits", ErrInvalid, MaxAccessCode)
	}
	if l.Name != "" {
		if _, err := names.Clean(l.Name); err != nil {
			return fmt.Errorf("%w: %w", ErrInvalid, err)
		}
	}
	return nil
}

func notCodeLetter(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}
