package lobby

import (
	"context"
	"fmt"
)

// Place returns the place of a waiting guest in its meeting's queue, 1 for the first, and how many wait.
func (l *Lobby) Place(ctx context.Context, g Guest) (place, of int, err error) {
	place, of, err = l.store.Place(ctx, g.MeetingID, g.Place)
	if err != nil {
		return 0, 0, fmt.Errorf("find place in the queue: %w", err)
	}
	return place, of, nil
}
