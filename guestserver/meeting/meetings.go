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

	"foyer/guestserver/lobby/names"
)

// MinName and MaxName are how long the name of a group, room or meeting may be, in characters. They are BigBlueButton's limits.
const (
	MinName = 2
	MaxName = 64
)

// FirstGroup and FirstRoom are the names of the group and the room that are made for a meeting that is in none.
const (
	FirstGroup = "Our group"
	FirstRoom  = "Our room"
)

// Meetings is all the groups, rooms and meetings of a guest server.
type Meetings struct {
	store Store
	tries tries
}

// New returns the meetings in a store, with the default limits.
func New(store Store) *Meetings { return NewLimited(store, Limits{}) }

// NewLimited returns the meetings in a store, with limits.
func NewLimited(store Store, l Limits) *Meetings { return &Meetings{store: store, tries: newTries(l)} }

// Create makes a meeting with a guest link in the first room, and makes that room if there is none. It returns ErrInvalid, wrapped
// with what is wrong.
func (s *Meetings) Create(ctx context.Context, ownerID, name string, recorded bool) (Meeting, error) {
	if err := CheckName(name); err != nil {
		return Meeting{}, fmt.Errorf("create meeting: %w", err)
	}
	room, err := s.firstRoom(ctx)
	if err != nil {
		return Meeting{}, fmt.Errorf("create meeting: %w", err)
	}
	m := Meeting{RoomID: room.ID, Name: name}
	if recorded {
		m.Settings.Record = &recorded
	}
	return s.CreateMeeting(ctx, ownerID, m)
}

// CreateMeeting makes a meeting of m's name, times and settings in the room m.RoomID, with a guest link and the account as its owner.
// It returns ErrInvalid, and ErrUnknown for the room.
func (s *Meetings) CreateMeeting(ctx context.Context, ownerID string, m Meeting) (Meeting, error) {
	if err := m.check(); err != nil {
		return Meeting{}, fmt.Errorf("create meeting: %w", err)
	}
	m.ID, m.OwnerID, m.Version, m.CreatedAt = uuid.NewString(), ownerID, 1, time.Now()
	m.Name = strings.TrimSpace(m.Name)
	m.AttendeePassword, m.ModeratorPassword = rand.Text(), rand.Text()
	for {
		code, err := newGuestCode(m.Name)
		if err != nil {
			return Meeting{}, fmt.Errorf("create meeting: %w", err)
		}
		m.GuestCode = code
		err = s.store.AddMeeting(ctx, m)
		if errors.Is(err, ErrCodeTaken) {
			continue
		}
		if err != nil {
			return Meeting{}, fmt.Errorf("create meeting: %w", err)
		}
		return s.store.Meeting(ctx, m.ID)
	}
}

// firstRoom returns the oldest room, and makes one if there is none.
func (s *Meetings) firstRoom(ctx context.Context) (Room, error) {
	room, err := s.store.FirstRoom(ctx)
	if !errors.Is(err, ErrUnknown) {
		return room, err
	}
	groups, err := s.store.Groups(ctx)
	if err != nil {
		return Room{}, err
	}
	if len(groups) == 0 {
		group, err := s.CreateGroup(ctx, "", Group{Name: FirstGroup})
		if err != nil {
			return Room{}, err
		}
		groups = []Group{group}
	}
	return s.CreateRoom(ctx, "", Room{GroupID: groups[0].ID, Name: FirstRoom})
}

// UpdateMeeting changes name, times, room and settings of the meeting that was read as m. Its guest link stays. It returns ErrInvalid,
// ErrUnknown, and ErrConflict if m.Version is not the present one.
func (s *Meetings) UpdateMeeting(ctx context.Context, m Meeting) (Meeting, error) {
	if err := m.check(); err != nil {
		return Meeting{}, fmt.Errorf("update meeting: %w", err)
	}
	m.Name = strings.TrimSpace(m.Name)
	return s.store.UpdateMeeting(ctx, m)
}

// RemoveMeeting removes a meeting with its links, its members, its guests and their consents, and keeps that the conference server has to
// end it. It returns ErrUnknown and ErrConflict.
func (s *Meetings) RemoveMeeting(ctx context.Context, id string, version int64) error {
	return s.store.RemoveMeeting(ctx, id, version)
}

func (m Meeting) check() error {
	if err := CheckName(m.Name); err != nil {
		return err
	}
	if !m.StartsAt.IsZero() && !m.EndsAt.IsZero() && !m.StartsAt.Before(m.EndsAt) {
		return fmt.Errorf("%w: it ends before it starts", ErrInvalid)
	}
	return m.Settings.Check()
}

// CheckName returns ErrInvalid, wrapped with what is wrong, for a name that no meeting can have. Space around it does not count.
func CheckName(name string) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(name)); n < MinName || n > MaxName {
		return fmt.Errorf("%w: the name must have %d to %d characters", ErrInvalid, MinName, MaxName)
	}
	if !names.Legible(strings.TrimSpace(name)) {
		return fmt.Errorf("%w: the name must be legible, on one line, without invisible characters that turn it around", ErrInvalid)
	}
	return nil
}

// Meeting finds a meeting, or returns ErrUnknown.
func (s *Meetings) Meeting(ctx context.Context, id string) (Meeting, error) {
	return s.store.Meeting(ctx, id)
}

// In returns the meetings of a room, by name.
func (s *Meetings) In(ctx context.Context, roomID string) ([]Meeting, error) {
	return s.store.MeetingsIn(ctx, roomID)
}

// OfIn returns the meetings of a room that an account has a role in itself, by name.
func (s *Meetings) OfIn(ctx context.Context, accountID, roomID string) ([]Meeting, error) {
	return s.store.MeetingsOfIn(ctx, accountID, roomID)
}

// Of returns the meetings that an account moderates by a role of its own, by name. An administrator may moderate the others as well,
// but is not shown them here.
func (s *Meetings) Of(ctx context.Context, accountID string) ([]Meeting, error) {
	return s.store.MeetingsOf(ctx, accountID)
}
