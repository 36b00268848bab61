package store

import (
	"context"
	"fmt"
)

const countPlace = `SELECT count(*) FILTER (WHERE place <= ?2), count(*) ` + whoWaits

// Place returns how many guests of a meeting wait up to a place, with the one at it, and how many wait at all.
func (s *Store) Place(ctx context.Context, meetingID string, place int64) (before, all int, err error) {
	if err := s.read.QueryRowContext(ctx, countPlace, meetingID, place).Scan(&before, &all); err != nil {
		return 0, 0, fmt.Errorf("count who waits: %w", err)
	}
	return before, all, nil
}
