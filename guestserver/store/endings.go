package store

import (
	"context"
	"fmt"
	"time"

	"foyer/guestserver/meeting"
)

// addEnding has the conference server end a meeting of the database.
const addEnding = `INSERT OR REPLACE INTO endings (meeting_id, moderator_password, asked_at)
	SELECT id, moderator_password, ? FROM meetings WHERE id = ?`

// AddEnding keeps that a meeting is to be ended, or returns meeting.ErrUnknown.
func (s *Store) AddEnding(ctx context.Context, meetingID string, at time.Time) error {
	result, err := s.write.ExecContext(ctx, addEnding, micros(at), meetingID)
	if err != nil {
		return fmt.Errorf("add ending: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return meeting.ErrUnknown
}

const selectEndings = `SELECT meeting_id, moderator_password, asked_at FROM endings `

func scanEnding(row scanner) (e meeting.Ending, err error) {
	var at int64
	err = row.Scan(&e.MeetingID, &e.ModeratorPassword, &at)
	e.AskedAt = moment(at)
	return e, err
}

// Endings returns the meetings that are still to be ended, the oldest wish first.
func (s *Store) Endings(ctx context.Context) ([]meeting.Ending, error) {
	return all(ctx, s.read, scanEnding, selectEndings+`ORDER BY asked_at, meeting_id`)
}

// Ending finds what is still to be ended, or returns meeting.ErrUnknown.
func (s *Store) Ending(ctx context.Context, meetingID string) (meeting.Ending, error) {
	return one(ctx, s.read, scanEnding, selectEndings+`WHERE meeting_id = ?`, meetingID)
}

// RemoveEnding forgets what is done, unless it was asked for again since.
func (s *Store) RemoveEnding(ctx context.Context, e meeting.Ending) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM endings WHERE meeting_id = ? AND asked_at = ?`, e.MeetingID, micros(e.AskedAt))
	if err != nil {
		return fmt.Errorf("remove ending: %w", err)
	}
	return nil
}
