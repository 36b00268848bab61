package meeting

import (
	"context"
	"fmt"
	"time"
)

// Ending is a meeting that somebody has ended or removed, until the conference server has ended it.
type Ending struct {
	MeetingID string
	// ModeratorPassword is what the conference server knows the meeting's owner by. The meeting itself may be gone.
	ModeratorPassword string
	AskedAt           time.Time
}

// AskEnding keeps that a meeting is to be ended, whatever happens to this process or to the conference server. RemoveMeeting does it as
// well. It returns ErrUnknown.
func (s *Meetings) AskEnding(ctx context.Context, meetingID string) error {
	if err := s.store.AddEnding(ctx, meetingID, time.Now()); err != nil {
		return fmt.Errorf("ask for the end of a meeting: %w", err)
	}
	return nil
}

// Endings returns what is still to be ended, the oldest wish first.
func (s *Meetings) Endings(ctx context.Context) ([]Ending, error) { return s.store.Endings(ctx) }

// Ending returns what is still to be ended of a meeting, or ErrUnknown if nothing is.
func (s *Meetings) Ending(ctx context.Context, meetingID string) (Ending, error) {
	return s.store.Ending(ctx, meetingID)
}

// EndingDone forgets what needs no more to be ended.
func (s *Meetings) EndingDone(ctx context.Context, e Ending) error {
	return s.store.RemoveEnding(ctx, e)
}
