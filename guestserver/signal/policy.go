package signal

import (
	"context"
	"errors"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// enableWaitingRoom has whoever comes from now on wait, whatever lets them in at the moment.
func (s *session) enableWaitingRoom(ctx context.Context) error {
	door, err := s.Lobby.Door(ctx, s.meetingID)
	if err != nil {
		return err
	}
	if door.Policy != "" {
		if err := s.setPolicy(ctx, meeting.AskModerator); err != nil {
			return err
		}
	}
	if door.Remembered != "" {
		return s.Lobby.Remember(ctx, s.meetingID, "", s.by())
	}
	return nil
}

// admitWaiting lets in who waits and whoever comes from now on.
func (s *session) admitWaiting(ctx context.Context) error {
	_, err := s.Lobby.Decide(ctx, lobby.Decision{
		MeetingID: s.meetingID, Verdict: lobby.Allow, Everyone: true, Remember: true, By: s.by(),
	})
	return err
}

// setPolicy sets the meeting's own guest policy.
func (s *session) setPolicy(ctx context.Context, p meeting.Policy) error {
	for {
		m, err := s.Meetings.Meeting(ctx, s.meetingID)
		if err != nil {
			return err
		}
		m.Settings.GuestPolicy = &p
		switch _, err = s.Meetings.UpdateMeeting(ctx, m); {
		case errors.Is(err, meeting.ErrConflict) && ctx.Err() == nil: // Somebody changed another setting in this moment.
			continue
		case errors.Is(err, meeting.ErrInvalid):
			return refused(signaling.ErrorInvalidPolicy)
		case err != nil:
			return err
		}
		return s.Lobby.Reconsider(ctx, s.meetingID, s.by())
	}
}
