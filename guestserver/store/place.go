package store

import (
	"context"
	"fmt"
)

// Place returns how many guests of a meeting wait up to a place, with the one at it, and how many wait at all.
func (s *Store) Place(ctx context.Context, meetingID string, place int64) (before, all int, err error) {
	err = s.read.QueryRowContext(ctx,
		`SELECT count(*) FILTER (WHERE place <= ?), count(*) `+fromGuests+`
		WHERE guests.state = 'waiting' AND guests.meeting_id = ? AND rounds.state = 'waiting'`, place, meetingID).Scan(&before, &all)
	if err != nil {
		return 0, 0, fmt.Errorf("count who waits: %w", err)
	}
	return before, all, nil
}
