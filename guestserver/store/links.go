package store

import (
	"context"
	"database/sql"

	"foyer/guestserver/meeting"
)

const linkColumns = `l.id, l.meeting_id, l.code, l.kind, l.name, l.role, l.off, l.expires_at, l.only_while_running, l.guest_limit,
	l.access_code, l.created_at, l.replaced_by, l.version`

// linkRow is a link while its columns are read.
type linkRow struct {
	meeting.Link
	expires, created int64
}

func (l *linkRow) columns() []any {
	return []any{
		&l.ID, &l.MeetingID, &l.Code, &l.Kind, &l.Name, &l.Role, &l.Off, &l.expires, &l.OnlyWhileRunning, &l.Limit,
		&l.AccessCode, &l.created, &l.ReplacedBy, &l.Version,
	}
}

func (l *linkRow) link() meeting.Link {
	l.ExpiresAt, l.CreatedAt = moment(l.expires), moment(l.created)
	return l.Link
}

func scanLink(row scanner) (meeting.Link, error) {
	var l linkRow
	err := row.Scan(l.columns()...)
	return l.link(), err
}

func insertLink(ctx context.Context, tx *sql.Tx, l meeting.Link) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO links (id, meeting_id, code, guest_key, kind, name, role, off, expires_at, only_while_running,
			guest_limit, access_code, created_at, replaced_by, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.ID, l.MeetingID, l.Code, meeting.GuestKey(l.Code), l.Kind, l.Name, l.Role, l.Off, micros(l.ExpiresAt), l.OnlyWhileRunning,
		l.Limit, l.AccessCode, micros(l.CreatedAt), l.ReplacedBy, l.Version)
	switch {
	case duplicate(err):
		return meeting.ErrCodeTaken
	case orphan(err):
		return meeting.ErrUnknown
	}
	return err
}

// AddLink inserts a link. A guest link takes the place of the one that the meeting has. It returns meeting.ErrCodeTaken, and ErrUnknown if
// there is no such meeting.
func (s *Store) AddLink(ctx context.Context, l meeting.Link) error {
	return s.inTx(ctx, "add link", func(tx *sql.Tx) error {
		if l.Kind == meeting.GuestLink {
			_, err := tx.ExecContext(ctx, `UPDATE links SET replaced_by = ?, version = version + 1
				WHERE meeting_id = ? AND kind = ? AND replaced_by = ''`, l.ID, l.MeetingID, l.Kind)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `UPDATE meetings SET guest_code = ?, guest_key = ?, guest_limit = ? WHERE id = ?`,
				l.Code, meeting.GuestKey(l.Code), l.Limit, l.MeetingID)
			if duplicate(err) {
				return meeting.ErrCodeTaken
			}
			if err != nil {
				return err
			}
		}
		return insertLink(ctx, tx, l)
	})
}

// LinkByKey finds a link, replaced or not, and its meeting by what meeting.GuestKey makes of its code, or returns meeting.ErrUnknown. Others
// may be given the same meeting: its maps must not be changed.
func (s *Store) LinkByKey(ctx context.Context, key string) (meeting.Meeting, meeting.Link, error) {
	version, err := s.clock.now(ctx)
	if err != nil {
		return meeting.Meeting{}, meeting.Link{}, err
	}
	if f, ok := s.links.get(key, version); ok {
		return f.meeting, f.link, nil
	}
	var l linkRow
	m, err := one(ctx, s.read, func(row scanner) (meeting.Meeting, error) { return scanMeetingAnd(row, l.columns()...) },
		`SELECT `+meetingColumns+`, `+linkColumns+meetingTables+`JOIN links l ON l.meeting_id = m.id WHERE l.guest_key = ?`, key)
	f := foundLink{m, l.link()}
	if err == nil {
		s.links.put(key, f, version)
	}
	return f.meeting, f.link, err
}

// Link finds a link by its ID, or returns meeting.ErrUnknown.
func (s *Store) Link(ctx context.Context, id string) (meeting.Link, error) {
	return one(ctx, s.read, scanLink, `SELECT `+linkColumns+` FROM links l WHERE id = ?`, id)
}

// Links returns a meeting's links that are not replaced: the guest link first, then the personal ones, the oldest first.
func (s *Store) Links(ctx context.Context, meetingID string) ([]meeting.Link, error) {
	return all(ctx, s.read, scanLink, `SELECT `+linkColumns+` FROM links l WHERE meeting_id = ? AND replaced_by = ''
		ORDER BY kind, created_at, id`, meetingID)
}

// UpdateLink changes a link's name, role and switches. It returns meeting.ErrUnknown or ErrConflict.
func (s *Store) UpdateLink(ctx context.Context, l meeting.Link) (meeting.Link, error) {
	err := s.inTx(ctx, "update link", func(tx *sql.Tx) error {
		err := versioned(ctx, tx, "links", l.ID, `UPDATE links SET name = ?, role = ?, off = ?, expires_at = ?, only_while_running = ?,
				guest_limit = ?, access_code = ?, version = version + 1 WHERE id = ? AND version = ?`,
			l.Name, l.Role, l.Off, micros(l.ExpiresAt), l.OnlyWhileRunning, l.Limit, l.AccessCode, l.ID, l.Version)
		if err != nil {
			return err
		}
		if l, err = one(ctx, tx, scanLink, `SELECT `+linkColumns+` FROM links l WHERE id = ?`, l.ID); err != nil {
			return err
		}
		if l.Kind != meeting.GuestLink || l.ReplacedBy != "" {
			return nil
		}
		_, err = tx.ExecContext(ctx, `UPDATE meetings SET guest_limit = ? WHERE id = ?`, l.Limit, l.MeetingID)
		return err
	})
	if err != nil {
		return meeting.Link{}, err
	}
	return l, nil
}

// RemoveLink removes a link. It returns meeting.ErrUnknown or ErrConflict.
func (s *Store) RemoveLink(ctx context.Context, id string, version int64) error {
	return s.inTx(ctx, "remove link", func(tx *sql.Tx) error {
		return versioned(ctx, tx, "links", id, `DELETE FROM links WHERE id = ? AND version = ?`, id, version)
	})
}
