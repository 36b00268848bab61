package conference

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"foyer/client/bbb"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

const (
	// endTimeout bounds one try to end a meeting.
	endTimeout = 10 * time.Second
	// endEvery is how often it is tried to end what could not be ended, and endGivenUp how long.
	endEvery   = 30 * time.Second
	endGivenUp = 24 * time.Hour
)

// End ends a meeting on the conference server and sends everyone out. That it does not run is no error. If the server does not do it, it
// is not done, and WatchEndings tries again. A meeting on any other system goes on: nobody can end it from here.
func (c *Conference) End(ctx context.Context, meetingID string) (done bool, err error) {
	m, err := c.Meetings.Meeting(ctx, meetingID)
	if err != nil {
		return false, fmt.Errorf("end meeting: %w", err)
	}
	if c.BBB == nil || m.Effective.ConferenceLink.Value != "" {
		return true, nil
	}
	if err := c.Meetings.AskEnding(ctx, meetingID); err != nil {
		return false, err
	}
	return c.FinishEnding(ctx, meetingID)
}

// FinishEnding ends a meeting that somebody has ended or removed, if the conference server has not done so yet.
func (c *Conference) FinishEnding(ctx context.Context, meetingID string) (done bool, err error) {
	err = c.endAsked(ctx, meetingID)
	if errors.Is(err, lobby.ErrConference) || errors.Is(err, lobby.ErrSetup) {
		slog.Warn("end meeting: it will be tried again", "meeting", meetingID, "error", err)
		return false, nil
	}
	return err == nil, err
}

// endAsked tries once to end a meeting, if it is still to be ended. Whoever asks for the same meeting meanwhile waits for the same try: a
// second one, begun for the run that has ended, would end the next run. It returns lobby.ErrConference and lobby.ErrSetup, wrapped.
func (c *Conference) endAsked(ctx context.Context, meetingID string) error {
	ended := c.asking.DoChan("end "+meetingID, func() (any, error) {
		ctx := context.WithoutCancel(ctx)
		e, err := c.Meetings.Ending(ctx, meetingID)
		if errors.Is(err, meeting.ErrUnknown) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("end meeting: %w", err)
		}
		return nil, c.end(ctx, e)
	})
	select {
	case <-ctx.Done():
		return ctx.Err()
	case result := <-ended:
		return result.Err
	}
}

// end ends a meeting, and forgets that it is to be ended. Without a conference server there is nothing to be ended.
func (c *Conference) end(ctx context.Context, e meeting.Ending) error {
	if c.BBB != nil {
		limited, cancel := context.WithTimeout(ctx, endTimeout)
		defer cancel()
		if err := c.BBB.End(limited, e.MeetingID, e.ModeratorPassword); err != nil && !errors.Is(err, bbb.ErrNotFound) {
			return fmt.Errorf("end meeting: %w: %w", kindOf(err), err)
		}
		c.forget(e.MeetingID)
	}
	return c.Meetings.EndingDone(ctx, e)
}

// WatchEndings ends what could not be ended before, also by an earlier process or on the command line, until ctx ends. What it could not
// end for a day it gives up.
func (c *Conference) WatchEndings(ctx context.Context) {
	for {
		endings, err := c.Meetings.Endings(ctx)
		if err != nil && ctx.Err() == nil {
			slog.Error("look for meetings to be ended", "error", err)
		}
		for _, e := range endings {
			c.endAgain(ctx, e)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(endEvery):
		}
	}
}

func (c *Conference) endAgain(ctx context.Context, e meeting.Ending) {
	err := c.endAsked(ctx, e.MeetingID)
	if err == nil || time.Since(e.AskedAt) < endGivenUp || ctx.Err() != nil {
		return
	}
	slog.Error("end meeting: given up after a day, it may still run", "meeting", e.MeetingID, "error", err)
	if err := c.Meetings.EndingDone(ctx, e); err != nil {
		slog.Error("give up the end of a meeting", "meeting", e.MeetingID, "error", err)
	}
}
