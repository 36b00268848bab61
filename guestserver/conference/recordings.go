package conference

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"foyer/client/bbb"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

var (
	// ErrUnknownRecording says that a meeting has no such recording.
	ErrUnknownRecording = errors.New("unknown recording")
	// ErrRecordingUnfinished says that a recording is still being made.
	ErrRecordingUnfinished = errors.New("recording is not finished")
)

// recordingsTimeout bounds each call about recordings: BigBlueButton reads them from a disk, and may have many.
const recordingsTimeout = 10 * time.Second

// Recordings returns the recordings of all runs of a meeting, the latest first. Many may ask: BigBlueButton is asked once for all who
// ask at the same time. A meeting on any other system has none that are known here. It returns lobby.ErrConference and
// lobby.ErrSetup, wrapped, and meeting.ErrUnknown.
func (c *Conference) Recordings(ctx context.Context, meetingID string) ([]bbb.Recording, error) {
	m, err := c.Meetings.Meeting(ctx, meetingID)
	if err != nil {
		return nil, fmt.Errorf("list recordings: %w", err)
	}
	if c.BBB == nil && m.Effective.ConferenceLink.Value != "" {
		return nil, nil
	}
	found := c.asking.DoChan("recordings "+m.ID, func() (any, error) {
		// Others wait for this, too, so that it goes on if the first of them goes away.
		return c.recordings(context.WithoutCancel(ctx), m, "")
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case result := <-found:
		list, _ := result.Val.([]bbb.Recording)
		return slices.Clone(list), result.Err
	}
}

// Recording returns a recording of a meeting. It returns ErrUnknownRecording for that of another one, and the errors of Recordings.
func (c *Conference) Recording(ctx context.Context, meetingID, recordingID string) (bbb.Recording, error) {
	m, err := c.Meetings.Meeting(ctx, meetingID)
	if err != nil {
		return bbb.Recording{}, fmt.Errorf("find recording: %w", err)
	}
	list, err := c.recordings(ctx, m, recordingID)
	if err != nil {
		return bbb.Recording{}, err
	}
	if len(list) == 0 {
		return bbb.Recording{}, fmt.Errorf("find recording: %w", ErrUnknownRecording)
	}
	return list[0], nil
}

// PublishRecording lets people watch a recording, or no longer. It returns ErrRecordingUnfinished while the recording is being made, and
// the errors of Recording.
func (c *Conference) PublishRecording(ctx context.Context, meetingID, recordingID string, publish bool) error {
	r, err := c.Recording(ctx, meetingID, recordingID)
	if err != nil {
		return err
	}
	if r.State == "processing" || r.State == "processed" {
		return fmt.Errorf("publish recording: %w", ErrRecordingUnfinished)
	}
	ctx, cancel := context.WithTimeout(ctx, recordingsTimeout)
	defer cancel()
	return recordingError("publish recording", c.BBB.PublishRecordings(ctx, publish, r.RecordID))
}

// DeleteRecording deletes a recording for good. It returns the errors of Recording.
func (c *Conference) DeleteRecording(ctx context.Context, meetingID, recordingID string) error {
	r, err := c.Recording(ctx, meetingID, recordingID)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, recordingsTimeout)
	defer cancel()
	return recordingError("delete recording", c.BBB.DeleteRecordings(ctx, r.RecordID))
}

// recordings asks BigBlueButton for the recordings of a meeting, or for one of them. A meeting has the same meetingID in each of its
// runs, so that the recordings of all of them are found.
func (c *Conference) recordings(ctx context.Context, m meeting.Meeting, recordingID string) ([]bbb.Recording, error) {
	if c.BBB == nil {
		return nil, fmt.Errorf("%w: there is none", lobby.ErrSetup)
	}
	ctx, cancel := context.WithTimeout(ctx, recordingsTimeout)
	defer cancel()
	// Those that are deleted are not asked for. Left out, the states would be the last two.
	filter := bbb.RecordingFilter{
		MeetingIDs: []string{m.ID}, States: []string{"processing", "processed", "published", "unpublished"},
	}
	if recordingID != "" {
		filter.RecordIDs = []string{recordingID}
	}
	list, err := c.BBB.Recordings(ctx, filter)
	if err != nil && !errors.Is(err, bbb.ErrNotFound) {
		return nil, recordingError("list recordings", err)
	}
	// Not every server holds itself to the filter, and BigBlueButton takes the beginning of an ID for the whole.
	list = slices.DeleteFunc(list, func(r bbb.Recording) bool {
		return r.MeetingID != m.ID || r.State == "deleted" || recordingID != "" && r.RecordID != recordingID
	})
	slices.SortStableFunc(list, func(a, b bbb.Recording) int { return cmp.Compare(b.StartTime, a.StartTime) })
	return list, nil
}

// recordingError returns what a failed call means for whoever asked.
func recordingError(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, bbb.ErrNotFound):
		return fmt.Errorf("%s: %w", what, ErrUnknownRecording)
	}
	return fmt.Errorf("%s: %w: %w", what, kindOf(err), err)
}
