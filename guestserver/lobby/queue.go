package lobby

import (
	"context"
	"fmt"
)

// Queue returns the place of a waiting guest in its meeting's queue, 1 for the first, and how many wait.
func (l *Lobby) Queue(ctx context.Context, g Guest) (place, of int, err error) {
	place, of, err = l.store.Queue(ctx, g.MeetingID, g.Place)
	if err != nil {
		return 0, 0, fmt.Errorf("find place in the queue: %w", err)
	}
	return place, of, nil
}
