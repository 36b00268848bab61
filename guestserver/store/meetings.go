package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/google/uuid"

	"foyer/guestserver/meeting"
)

const meetingColumns = `m.id, m.room_id, m.owner_id, m.name, m.starts_at, m.ends_at, m.settings, m.version, m.created_at, m.effective,
	m.guest_code, m.remembered, m.attendee_password, m.moderator_password, g.id, g.name, g.site_url, r.name`

// meetingTables are those that meetingColumns are from.
const meetingTables = ` FROM meetings m JOIN rooms r ON r.id = m.room_id JOIN groups g ON g.id = r.group_id `

const selectMeetings = `SELECT ` + meetingColumns + meetingTables

func scanMeeting(row scanner) (meeting.Meeting, error) { return scanMeetingAnd(row) }

// scanMeetingAnd reads a meeting, and what stands after it in the row.
func scanMeetingAnd(row scanner, more ...any) (meeting.Meeting, error) {
	var m meeting.Meeting
	var starts, ends, created int64
	columns := []any{
		&m.ID, &m.RoomID, &m.OwnerID, &m.Name, &starts, &ends, asJSON{&m.Settings}, &m.Version, &created, asJSON{&m.Effective},
		&m.GuestCode, &m.Remembered, &m.AttendeePassword, &m.ModeratorPassword, &m.GroupID, &m.GroupName, &m.SiteURL, &m.RoomName,
	}
	if err := row.Scan(append(columns, more...)...); err != nil {
		return meeting.Meeting{}, err
	}
	m.StartsAt, m.EndsAt, m.CreatedAt = moment(starts), moment(ends), moment(created)
	m.GuestPolicy, m.Recorded = m.Effective.GuestPolicy.Value, m.Effective.Record.Value
	return m, nil
}

// AddMeeting inserts a meeting with its guest link and with OwnerID as its owner, in the oldest room if it names none. GuestPolicy and
// Recorded, if they are set, stand for the settings of the same name. It returns meeting.ErrCodeTaken, and ErrUnknown if there is no
// such room.
func (s *Store) AddMeeting(ctx context.Context, m meeting.Meeting) error {
	if m.Settings.GuestPolicy == nil && m.GuestPolicy != "" {
		m.Settings.GuestPolicy = &m.GuestPolicy
	}
	if m.Settings.Record == nil && m.Recorded {
		m.Settings.Record = &m.Recorded
	}
	settings, err := jsonText(m.Settings)
	if err != nil {
		return err
	}
	return s.inTx(ctx, "add meeting", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO meetings (id, room_id, owner_id, name, starts_at, ends_at, settings, version, created_at,
				guest_code, guest_key, guest_policy, remembered, recorded, attendee_password, moderator_password)
			VALUES (?1, coalesce(nullif(?2, ''), (SELECT id FROM rooms ORDER BY created_at, id LIMIT 1)), ?3, ?4, ?5, ?6, ?7, max(1, ?8), ?9,
				?10, ?11, '', ?12, 0, ?13, ?14)`,
			m.ID, m.RoomID, m.OwnerID, m.Name, micros(m.StartsAt), micros(m.EndsAt), settings, m.Version, micros(m.CreatedAt),
			m.GuestCode, meeting.GuestKey(m.GuestCode), m.Remembered, m.AttendeePassword, m.ModeratorPassword)
		switch {
		case duplicate(err):
			return meeting.ErrCodeTaken
		case orphan(err):
			return meeting.ErrUnknown
		case err != nil:
			return err
		}
		if err := addOwner(ctx, tx, meeting.ScopeMeeting, m.ID, m.OwnerID); err != nil {
			return err
		}
		first := meeting.Link{ID: uuid.NewString(), MeetingID: m.ID, Code: m.GuestCode, Kind: meeting.GuestLink, CreatedAt: m.CreatedAt, Version: 1}
		if err := insertLink(ctx, tx, first); err != nil {
			return err
		}
		return settle(ctx, tx, "m.id = ?", m.ID)
	})
}

// Meeting finds a meeting by its ID, or returns meeting.ErrUnknown.
func (s *Store) Meeting(ctx context.Context, id string) (meeting.Meeting, error) {
	return one(ctx, s.read, scanMeeting, selectMeetings+`WHERE m.id = ?`, id)
}

// MeetingsIn returns the meetings of a room, by name.
func (s *Store) MeetingsIn(ctx context.Context, roomID string) ([]meeting.Meeting, error) {
	return all(ctx, s.read, scanMeeting, selectMeetings+`WHERE m.room_id = ? ORDER BY m.name, m.id`, roomID)
}

// MeetingsOfIn returns the meetings of a room that an account has a role in itself, by name.
func (s *Store) MeetingsOfIn(ctx context.Context, accountID, roomID string) ([]meeting.Meeting, error) {
	return all(ctx, s.read, scanMeeting, selectMeetings+`JOIN memberships ON scope = 'meeting' AND scope_id = m.id
		WHERE m.room_id = ? AND account_id = ? ORDER BY m.name, m.id`, roomID, accountID)
}

// MeetingsOf returns the meetings that an account is owner or moderator of, by name.
func (s *Store) MeetingsOf(ctx context.Context, accountID string) ([]meeting.Meeting, error) {
	return all(ctx, s.read, scanMeeting, selectMeetings+`WHERE m.id IN (
			SELECT levels.scope_id FROM memberships JOIN levels ON level = memberships.scope AND level_id = memberships.scope_id
			WHERE levels.scope = 'meeting' AND account_id = ? AND role IN ('owner', 'moderator'))
		ORDER BY m.name, m.id`, accountID)
}

// UpdateMeeting changes a meeting's name, room, times and settings. It returns meeting.ErrUnknown, also for the room, or ErrConflict.
func (s *Store) UpdateMeeting(ctx context.Context, m meeting.Meeting) (meeting.Meeting, error) {
	settings, err := jsonText(m.Settings)
	if err != nil {
		return meeting.Meeting{}, err
	}
	err = s.inTx(ctx, "update meeting", func(tx *sql.Tx) error {
		err := versioned(ctx, tx, "meetings", m.ID, `UPDATE meetings SET name = ?, room_id = ?, starts_at = ?, ends_at = ?, settings = ?,
			version = version + 1 WHERE id = ? AND version = ?`,
			m.Name, m.RoomID, micros(m.StartsAt), micros(m.EndsAt), settings, m.ID, m.Version)
		if orphan(err) {
			return meeting.ErrUnknown
		}
		if err != nil {
			return err
		}
		if err := settle(ctx, tx, "m.id = ?", m.ID); err != nil {
			return err
		}
		m, err = one(ctx, tx, scanMeeting, selectMeetings+`WHERE m.id = ?`, m.ID)
		return err
	})
	if err != nil {
		return meeting.Meeting{}, err
	}
	return m, nil
}

// RemoveMeeting removes a meeting with its links, members, guests and consents, and keeps that the conference server has to end it. It
// returns meeting.ErrUnknown or ErrConflict.
func (s *Store) RemoveMeeting(ctx context.Context, id string, version int64) error {
	return s.inTx(ctx, "remove meeting", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, addEnding, micros(time.Now()), id); err != nil {
			return err
		}
		return removeLevel(ctx, tx, meeting.ScopeMeeting, id, version, "")
	})
}

// held is a meeting's own settings and those above it, as they stand in the database.
type held struct {
	id                         string
	portal, group, room, owned meeting.Settings
	effective                  string
}

// settle works out what holds in the meetings for which a condition on m (meetings), r (rooms) and g (groups) is true.
func settle(ctx context.Context, tx *sql.Tx, condition string, args ...any) error {
	meetings, err := all(ctx, tx, func(row scanner) (h held, err error) {
		err = row.Scan(&h.id, asJSON{&h.portal}, asJSON{&h.group}, asJSON{&h.room}, asJSON{&h.owned}, &h.effective)
		return h, err
	}, `SELECT m.id, portal.settings, g.settings, r.settings, m.settings, m.effective`+meetingTables+`JOIN portal WHERE `+condition, args...)
	if err != nil {
		return err
	}
	for _, h := range meetings {
		e := meeting.Inherit(
			meeting.Level{Source: meeting.FromPortal, Settings: h.portal}, meeting.Level{Source: meeting.FromGroup, Settings: h.group},
			meeting.Level{Source: meeting.FromRoom, Settings: h.room}, meeting.Level{Source: meeting.FromMeeting, Settings: h.owned},
		)
		text, err := jsonText(e)
		if err != nil {
			return err
		}
		if text == h.effective {
			continue
		}
		_, err = tx.ExecContext(ctx, `UPDATE meetings SET effective = ?, guest_policy = ?, recorded = ?, show_queue = ? WHERE id = ?`,
			text, e.Door(), e.Record.Value, e.ShowQueue.Value, h.id)
		if err != nil {
			return err
		}
	}
	return nil
}
