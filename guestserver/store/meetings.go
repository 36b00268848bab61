package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"foyer/guestserver/meeting"
)

const meetingColumns = `id, owner_id, name, guest_code, guest_policy, remembered, recorded, attendee_password, moderator_password,
	created_at`

// AddMeeting inserts a meeting. It returns meeting.ErrCodeTaken if there is one with this guest code.
func (s *Store) AddMeeting(ctx context.Context, m meeting.Meeting) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO meetings (`+meetingColumns+`, guest_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		m.ID, m.OwnerID, m.Name, m.GuestCode, m.GuestPolicy, m.Remembered, m.Recorded, m.AttendeePassword, m.ModeratorPassword,
		micros(m.CreatedAt), meeting.GuestKey(m.GuestCode))
	if duplicate(err) {
		return meeting.ErrCodeTaken
	}
	if err != nil {
		return fmt.Errorf("add meeting: %w", err)
	}
	return nil
}

// Meeting finds a meeting by its ID, or returns meeting.ErrUnknown.
func (s *Store) Meeting(ctx context.Context, id string) (meeting.Meeting, error) {
	return s.meeting(ctx, `id = ?`, id)
}

// MeetingByGuestKey finds a meeting by what meeting.GuestKey makes of its guest code, or returns meeting.ErrUnknown.
func (s *Store) MeetingByGuestKey(ctx context.Context, key string) (meeting.Meeting, error) {
	return s.meeting(ctx, `guest_key = ?`, key)
}

// MeetingsOf returns the meetings of an account, by name.
func (s *Store) MeetingsOf(ctx context.Context, accountID string) ([]meeting.Meeting, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+meetingColumns+` FROM meetings WHERE owner_id = ? ORDER BY name, id`, accountID)
	if err != nil {
		return nil, fmt.Errorf("read meetings: %w", err)
	}
	defer rows.Close()
	meetings := []meeting.Meeting{}
	for rows.Next() {
		m, err := scanMeeting(rows)
		if err != nil {
			return nil, fmt.Errorf("read meetings: %w", err)
		}
		meetings = append(meetings, m)
	}
	return meetings, rows.Err()
}

func (s *Store) meeting(ctx context.Context, condition string, arg any) (meeting.Meeting, error) {
	m, err := scanMeeting(s.read.QueryRowContext(ctx, `SELECT `+meetingColumns+` FROM meetings WHERE `+condition, arg))
	if errors.Is(err, sql.ErrNoRows) {
		return m, meeting.ErrUnknown
	}
	if err != nil {
		return m, fmt.Errorf("read meeting: %w", err)
	}
	return m, nil
}

func scanMeeting(row interface{ Scan(...any) error }) (meeting.Meeting, error) {
	var m meeting.Meeting
	var created int64
	err := row.Scan(&m.ID, &m.OwnerID, &m.Name, &m.GuestCode, &m.GuestPolicy, &m.Remembered, &m.Recorded,
		&m.AttendeePassword, &m.ModeratorPassword, &created)
	m.CreatedAt = moment(created)
	return m, err
}
