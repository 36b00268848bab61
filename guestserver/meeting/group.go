package meeting

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Portal is the level above all groups.
type Portal struct {
	Settings Settings
	Version  int64
}

// Group is people who meet, such as an association: it has rooms.
type Group struct {
	ID string
	// Slug is the group's page address: lower-case letters, digits and hyphens, its own.
	Slug string
	Name string
	// SiteURL is the group's site, which its guests are shown a link to, empty if it has none.
	SiteURL   string
	Settings  Settings
	Version   int64
	CreatedAt time.Time
}

// Room is where the meetings of a group take place that have something in common.
type Room struct {
	ID        string
	GroupID   string
	Name      string
	Settings  Settings
	Version   int64
	CreatedAt time.Time
}

// Portal returns the settings that all groups inherit.
func (s *Meetings) Portal(ctx context.Context) (Portal, error) { return s.store.Portal(ctx) }

// UpdatePortal changes the settings that all groups inherit. It returns ErrConflict if p.Version is not the present one.
func (s *Meetings) UpdatePortal(ctx context.Context, p Portal) (Portal, error) {
	if err := p.Settings.Check(); err != nil {
		return Portal{}, fmt.Errorf("update portal: %w", err)
	}
	return s.store.UpdatePortal(ctx, p)
}

// maxSlugLength is the longest page address of a group, in characters.
const maxSlugLength = 60

// CreateGroup makes a group of g's name, slug, site and settings. Without a slug it makes one of the name. The owner is an account,
// or empty. It returns ErrInvalid and ErrSlugTaken.
func (s *Meetings) CreateGroup(ctx context.Context, ownerID string, g Group) (Group, error) {
	g.ID, g.Version, g.CreatedAt = uuid.NewString(), 1, time.Now()
	if g.Slug == "" {
		g.Slug = slug(g.Name)
	}
	if err := g.check(); err != nil {
		return Group{}, fmt.Errorf("create group: %w", err)
	}
	g.Name = strings.TrimSpace(g.Name)
	if err := s.store.AddGroup(ctx, g, ownerID); err != nil {
		return Group{}, fmt.Errorf("create group: %w", err)
	}
	return g, nil
}

// Groups returns all groups, by name.
func (s *Meetings) Groups(ctx context.Context) ([]Group, error) { return s.store.Groups(ctx) }

// GroupsOf returns the groups that an account has a role in, or in something below, by name.
func (s *Meetings) GroupsOf(ctx context.Context, accountID string) ([]Group, error) {
	return s.store.GroupsOf(ctx, accountID)
}

// Group finds a group, or returns ErrUnknown.
func (s *Meetings) Group(ctx context.Context, id string) (Group, error) {
	return s.store.Group(ctx, id)
}

// GroupBySlug finds a group by its page address, or returns ErrUnknown.
func (s *Meetings) GroupBySlug(ctx context.Context, slug string) (Group, error) {
	return s.store.GroupBySlug(ctx, strings.ToLower(slug))
}

// UpdateGroup changes name, slug, site and settings of the group that was read as g. It returns ErrInvalid, ErrSlugTaken, ErrUnknown,
// and ErrConflict if g.Version is not the present one.
func (s *Meetings) UpdateGroup(ctx context.Context, g Group) (Group, error) {
	if err := g.check(); err != nil {
		return Group{}, fmt.Errorf("update group: %w", err)
	}
	g.Name = strings.TrimSpace(g.Name)
	return s.store.UpdateGroup(ctx, g)
}

// RemoveGroup removes a group without rooms. It returns ErrNotEmpty, ErrUnknown and ErrConflict.
func (s *Meetings) RemoveGroup(ctx context.Context, id string, version int64) error {
	return s.store.RemoveGroup(ctx, id, version)
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (g Group) check() error {
	switch {
	case !slugForm.MatchString(g.Slug) || len(g.Slug) > maxSlugLength:
		return fmt.Errorf("%w: the page address may have up to %d lower-case letters, digits and hyphens", ErrInvalid, maxSlugLength)
	case g.SiteURL != "" && !isWebAddress(g.SiteURL):
		return fmt.Errorf("%w: the site %.80q must begin with https:// or http://", ErrInvalid, g.SiteURL)
	}
	if err := CheckName(g.Name); err != nil {
		return err
	}
	return g.Settings.Check()
}

// maxURL is the longest address that is taken, in bytes.
const maxURL = 2000

// isWebAddress reports whether a browser can be sent to an address.
func isWebAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && len(address) <= maxURL && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil
}

// CreateRoom makes a room of r's name and settings in the group r.GroupID. It returns ErrInvalid, and ErrUnknown for the group.
func (s *Meetings) CreateRoom(ctx context.Context, ownerID string, r Room) (Room, error) {
	r.ID, r.Version, r.CreatedAt = uuid.NewString(), 1, time.Now()
	if err := r.check(); err != nil {
		return Room{}, fmt.Errorf("create room: %w", err)
	}
	r.Name = strings.TrimSpace(r.Name)
	if err := s.store.AddRoom(ctx, r, ownerID); err != nil {
		return Room{}, fmt.Errorf("create room: %w", err)
	}
	return r, nil
}

// Rooms returns the rooms of a group, by name.
func (s *Meetings) Rooms(ctx context.Context, groupID string) ([]Room, error) {
	return s.store.Rooms(ctx, groupID)
}

// RoomsOf returns the rooms of a group that an account has a role in, or in a meeting below, by name; not those that it sees by its role
// in the group.
func (s *Meetings) RoomsOf(ctx context.Context, accountID, groupID string) ([]Room, error) {
	return s.store.RoomsOf(ctx, accountID, groupID)
}

// Room finds a room, or returns ErrUnknown.
func (s *Meetings) Room(ctx context.Context, id string) (Room, error) { return s.store.Room(ctx, id) }

// UpdateRoom changes name and settings of the room that was read as r. It returns ErrInvalid, ErrUnknown, and ErrConflict if r.Version
// is not the present one.
func (s *Meetings) UpdateRoom(ctx context.Context, r Room) (Room, error) {
	if err := r.check(); err != nil {
		return Room{}, fmt.Errorf("update room: %w", err)
	}
	r.Name = strings.TrimSpace(r.Name)
	return s.store.UpdateRoom(ctx, r)
}

// RemoveRoom removes a room without meetings. It returns ErrNotEmpty, ErrUnknown and ErrConflict.
func (s *Meetings) RemoveRoom(ctx context.Context, id string, version int64) error {
	return s.store.RemoveRoom(ctx, id, version)
}

func (r Room) check() error {
	if err := CheckName(r.Name); err != nil {
		return err
	}
	return r.Settings.Check()
}
