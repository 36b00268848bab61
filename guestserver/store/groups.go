package store

import (
	"context"
	"database/sql"
	"fmt"

	"foyer/guestserver/meeting"
)

// Portal returns the settings that all groups inherit.
func (s *Store) Portal(ctx context.Context) (meeting.Portal, error) {
	return one(ctx, s.read, func(row scanner) (p meeting.Portal, err error) {
		err = row.Scan(asJSON{&p.Settings}, &p.Version)
		return p, err
	}, `SELECT settings, version FROM portal`)
}

// UpdatePortal changes the settings that all groups inherit, or returns meeting.ErrConflict.
func (s *Store) UpdatePortal(ctx context.Context, p meeting.Portal) (meeting.Portal, error) {
	settings, err := jsonText(p.Settings)
	if err != nil {
		return meeting.Portal{}, err
	}
	err = s.inTx(ctx, "update portal", func(tx *sql.Tx) error {
		err := versioned(ctx, tx, "portal", "1", `UPDATE portal SET settings = ?, version = version + 1 WHERE version = ?`, settings, p.Version)
		if err != nil {
			return err
		}
		return settle(ctx, tx, "TRUE")
	})
	p.Version++
	return p, err
}

const selectGroups = `SELECT groups.id, slug, groups.name, site_url, settings, version, created_at FROM groups `

func scanGroup(row scanner) (meeting.Group, error) {
	var g meeting.Group
	var created int64
	err := row.Scan(&g.ID, &g.Slug, &g.Name, &g.SiteURL, asJSON{&g.Settings}, &g.Version, &created)
	g.CreatedAt = moment(created)
	return g, err
}

// AddGroup inserts a group, with an account as its owner unless that is empty. It returns meeting.ErrSlugTaken.
func (s *Store) AddGroup(ctx context.Context, g meeting.Group, ownerID string) error {
	settings, err := jsonText(g.Settings)
	if err != nil {
		return err
	}
	return s.inTx(ctx, "add group", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx,
			`INSERT INTO groups (id, slug, name, site_url, settings, version, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			g.ID, g.Slug, g.Name, g.SiteURL, settings, g.Version, micros(g.CreatedAt))
		if duplicate(err) {
			return meeting.ErrSlugTaken
		}
		if err != nil {
			return err
		}
		return addOwner(ctx, tx, meeting.ScopeGroup, g.ID, ownerID)
	})
}

// Group finds a group, or returns meeting.ErrUnknown.
func (s *Store) Group(ctx context.Context, id string) (meeting.Group, error) {
	return one(ctx, s.read, scanGroup, selectGroups+`WHERE id = ?`, id)
}

// GroupBySlug finds a group by its page address, or returns meeting.ErrUnknown.
func (s *Store) GroupBySlug(ctx context.Context, slug string) (meeting.Group, error) {
	return one(ctx, s.read, scanGroup, selectGroups+`WHERE slug = ?`, slug)
}

// Groups returns all groups, by name.
func (s *Store) Groups(ctx context.Context) ([]meeting.Group, error) {
	return all(ctx, s.read, scanGroup, selectGroups+`ORDER BY name, id`)
}

// GroupsOf returns the groups that an account has a role in, or in something below, by name.
func (s *Store) GroupsOf(ctx context.Context, accountID string) ([]meeting.Group, error) {
	return all(ctx, s.read, scanGroup, selectGroups+`WHERE id IN (`+above+` WHERE level = 'group' AND account_id = ?) ORDER BY name, id`,
		accountID)
}

// UpdateGroup changes a group's name, slug, site and settings. It returns meeting.ErrSlugTaken, ErrUnknown or ErrConflict.
func (s *Store) UpdateGroup(ctx context.Context, g meeting.Group) (meeting.Group, error) {
	settings, err := jsonText(g.Settings)
	if err != nil {
		return meeting.Group{}, err
	}
	err = s.inTx(ctx, "update group", func(tx *sql.Tx) error {
		err := versioned(ctx, tx, "groups", g.ID,
			`UPDATE groups SET slug = ?, name = ?, site_url = ?, settings = ?, version = version + 1 WHERE id = ? AND version = ?`,
			g.Slug, g.Name, g.SiteURL, settings, g.ID, g.Version)
		if duplicate(err) {
			return meeting.ErrSlugTaken
		}
		if err != nil {
			return err
		}
		return settle(ctx, tx, "g.id = ?", g.ID)
	})
	if err != nil {
		return meeting.Group{}, err
	}
	g.Version++
	return g, nil
}

// RemoveGroup removes a group without rooms. It returns meeting.ErrNotEmpty, ErrUnknown or ErrConflict.
func (s *Store) RemoveGroup(ctx context.Context, id string, version int64) error {
	return s.inTx(ctx, "remove group", func(tx *sql.Tx) error {
		return removeLevel(ctx, tx, meeting.ScopeGroup, id, version, `SELECT EXISTS (SELECT 1 FROM rooms WHERE group_id = ?)`)
	})
}

const selectRooms = `SELECT id, group_id, name, settings, version, created_at FROM rooms `

func scanRoom(row scanner) (meeting.Room, error) {
	var r meeting.Room
	var created int64
	err := row.Scan(&r.ID, &r.GroupID, &r.Name, asJSON{&r.Settings}, &r.Version, &created)
	r.CreatedAt = moment(created)
	return r, err
}

// AddRoom inserts a room, with an account as its owner unless that is empty. It returns meeting.ErrUnknown if there is no such group.
func (s *Store) AddRoom(ctx context.Context, r meeting.Room, ownerID string) error {
	settings, err := jsonText(r.Settings)
	if err != nil {
		return err
	}
	return s.inTx(ctx, "add room", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx,
			`INSERT INTO rooms (id, group_id, name, settings, version, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
			r.ID, r.GroupID, r.Name, settings, r.Version, micros(r.CreatedAt))
		if orphan(err) {
			return meeting.ErrUnknown
		}
		if err != nil {
			return err
		}
		return addOwner(ctx, tx, meeting.ScopeRoom, r.ID, ownerID)
	})
}

// Room finds a room, or returns meeting.ErrUnknown.
func (s *Store) Room(ctx context.Context, id string) (meeting.Room, error) {
	return one(ctx, s.read, scanRoom, selectRooms+`WHERE id = ?`, id)
}

// FirstRoom returns the oldest room, or meeting.ErrUnknown if there is none.
func (s *Store) FirstRoom(ctx context.Context) (meeting.Room, error) {
	return one(ctx, s.read, scanRoom, selectRooms+`ORDER BY created_at, id LIMIT 1`)
}

// Rooms returns the rooms of a group, by name.
func (s *Store) Rooms(ctx context.Context, groupID string) ([]meeting.Room, error) {
	return all(ctx, s.read, scanRoom, selectRooms+`WHERE group_id = ? ORDER BY name, id`, groupID)
}

// RoomsOf returns the rooms of a group that an account has a role in, or in a meeting below, by name.
func (s *Store) RoomsOf(ctx context.Context, accountID, groupID string) ([]meeting.Room, error) {
	return all(ctx, s.read, scanRoom, selectRooms+`WHERE group_id = ?1 AND id IN (`+above+` WHERE level = 'room' AND account_id = ?2)
		ORDER BY name, id`, groupID, accountID)
}

// UpdateRoom changes a room's name and settings. It returns meeting.ErrUnknown or ErrConflict.
func (s *Store) UpdateRoom(ctx context.Context, r meeting.Room) (meeting.Room, error) {
	settings, err := jsonText(r.Settings)
	if err != nil {
		return meeting.Room{}, err
	}
	err = s.inTx(ctx, "update room", func(tx *sql.Tx) error {
		err := versioned(ctx, tx, "rooms", r.ID, `UPDATE rooms SET name = ?, settings = ?, version = version + 1 WHERE id = ? AND version = ?`,
			r.Name, settings, r.ID, r.Version)
		if err != nil {
			return err
		}
		return settle(ctx, tx, "r.id = ?", r.ID)
	})
	if err != nil {
		return meeting.Room{}, err
	}
	r.Version++
	return r, nil
}

// RemoveRoom removes a room without meetings. It returns meeting.ErrNotEmpty, ErrUnknown or ErrConflict.
func (s *Store) RemoveRoom(ctx context.Context, id string, version int64) error {
	return s.inTx(ctx, "remove room", func(tx *sql.Tx) error {
		return removeLevel(ctx, tx, meeting.ScopeRoom, id, version, `SELECT EXISTS (SELECT 1 FROM meetings WHERE room_id = ?)`)
	})
}

// removeLevel removes a group, room or meeting with its members, unless the question whether something is in it is answered with yes.
func removeLevel(ctx context.Context, tx *sql.Tx, scope meeting.Scope, id string, version int64, full string) error {
	table, err := tableOf(scope)
	if err != nil {
		return err
	}
	if err := versioned(ctx, tx, table, id, `UPDATE `+table+` SET version = version + 1 WHERE id = ? AND version = ?`, id, version); err != nil {
		return err
	}
	if full != "" {
		switch yes, err := exists(ctx, tx, full, id); {
		case err != nil:
			return err
		case yes:
			return meeting.ErrNotEmpty
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM memberships WHERE scope = ? AND scope_id = ?`, scope, id); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE id = ?`, id)
	return err
}

// tableOf returns the table of a scope.
func tableOf(scope meeting.Scope) (string, error) {
	switch scope {
	case meeting.ScopeGroup:
		return "groups", nil
	case meeting.ScopeRoom:
		return "rooms", nil
	case meeting.ScopeMeeting:
		return "meetings", nil
	}
	return "", fmt.Errorf("%w: unknown scope %.20q", meeting.ErrInvalid, scope)
}
