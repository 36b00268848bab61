package signal

import (
	"context"
	"errors"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
)

// moderate carries out a moderator's command of OpenTalk.
func (s *session) moderate(ctx context.Context, c signaling.Command) error {
	switch c := c.(type) {
	case *signaling.GrantModeratorRole:
		return s.rooms.Grant(s.meetingID, s.id, c.Target, func() []signaling.Event { return s.missed(ctx) })
	case *signaling.RevokeModeratorRole:
		return s.rooms.Revoke(s.meetingID, s.id, c.Target)
	case *signaling.Accept:
		return s.accept(ctx, c.Target)
	case *signaling.Kick:
		return s.kick(ctx, c.Target)
	case *signaling.Ban:
		return s.ban(ctx, c.Target)
	case *signaling.SendToWaitingRoom:
		return s.sendToWaitingRoom(ctx, c.Target)
	case *signaling.Debrief:
		return s.debrief(ctx, c.KickScope)
	case *signaling.ChangeDisplayName:
		return s.changeDisplayName(ctx, c.Target, c.NewName)
	case *signaling.EnableWaitingRoom:
		return s.enableWaitingRoom(ctx)
	case *signaling.DisableWaitingRoom:
		return s.Lobby.Remember(ctx, s.meetingID, lobby.Allow, s.by())
	case *signaling.EnableRaiseHands:
		return s.rooms.EnableHands(s.meetingID, s.id, true)
	case *signaling.DisableRaiseHands:
		return s.rooms.EnableHands(s.meetingID, s.id, false)
	case *signaling.ResetRaisedHands:
		return s.rooms.ResetHands(s.meetingID, s.id, c.Target)
	}
	return refused(signaling.ErrorInvalidJSON)
}

// missed returns what a new moderator has missed: who waits already.
func (s *session) missed(ctx context.Context) []signaling.Event {
	waiting, err := s.waiting(ctx)
	s.report(s.meetingID, err)
	events := make([]signaling.Event, len(waiting))
	for i, p := range waiting {
		p.WaitingRoomState = ""
		events[i] = &signaling.JoinedWaitingRoom{Participant: p}
	}
	return events
}

// accept allows one guest. Whom somebody else has decided on already, all moderators have been told; but an unknown target is a mistake.
func (s *session) accept(ctx context.Context, target string) error {
	d := lobby.Decision{MeetingID: s.meetingID, Verdict: lobby.Allow, Guests: []string{target}, By: s.by()}
	decided, err := s.Lobby.Decide(ctx, d)
	if err == nil && len(decided) == 0 {
		_, err = s.Lobby.Find(ctx, s.meetingID, target)
	}
	return err
}

// kick removes a participant. A moderator by right is in the room alone, all others are guests of the lobby as well.
func (s *session) kick(ctx context.Context, target string) error {
	if who, err := s.rooms.Find(s.meetingID, target); err == nil && !who.Knocked {
		s.rooms.Kick(s.meetingID, target)
		return nil
	}
	return elsewhere(s.Lobby.Kick(ctx, s.meetingID, target, s.by(), false))
}

// elsewhere says in the protocol's word that the target of an act is not where the act takes it from.
func elsewhere(err error) error {
	if errors.Is(err, lobby.ErrTooLate) {
		return refused(signaling.ErrorUnknownParticipant)
	}
	return err
}

// ban removes a participant who is signed in, and keeps the account out.
func (s *session) ban(ctx context.Context, target string) error {
	if who, err := s.rooms.Find(s.meetingID, target); err == nil && !who.Knocked {
		if who.Owner {
			return refused(signaling.ErrorTargetIsRoomOwner)
		}
		if err := s.Lobby.BlockAccount(ctx, s.meetingID, lobby.Person{ID: target, Name: who.Name}, s.by()); err != nil {
			return err
		}
		s.rooms.Ban(s.meetingID, target)
		return nil
	}
	g, err := s.Lobby.Find(ctx, s.meetingID, target)
	switch {
	case err != nil:
		return err
	case g.AccountID == "":
		return refused(signaling.ErrorCannotBanGuest)
	}
	return elsewhere(s.Lobby.Kick(ctx, s.meetingID, target, s.by(), true))
}

// sendToWaitingRoom sends a participant back to the door. A moderator by right never waits.
func (s *session) sendToWaitingRoom(ctx context.Context, target string) error {
	if who, err := s.rooms.Find(s.meetingID, target); err == nil && !who.Knocked {
		return refused(signaling.ErrorCannotSendOwner)
	}
	return elsewhere(s.Lobby.SendBack(ctx, s.meetingID, target, s.by()))
}

// debrief sends away those in a scope, who wait when they come again, and tells the others that it did.
func (s *session) debrief(ctx context.Context, scope string) error {
	if err := s.enableWaitingRoom(ctx); err != nil {
		return err
	}
	if err := s.Lobby.Debrief(ctx, s.meetingID, lobby.Scope(scope), s.rooms.Moderators(s.meetingID), s.by()); err != nil {
		return err
	}
	s.rooms.Debrief(s.meetingID, s.id, scope)
	return nil
}

// changeDisplayName renames a guest. Who has an account is called what the account says.
func (s *session) changeDisplayName(ctx context.Context, target, name string) error {
	if who, err := s.rooms.Find(s.meetingID, target); err == nil && who.Kind == signaling.KindUser {
		return refused(signaling.ErrorCannotRenameUser)
	}
	g, err := s.Lobby.Find(ctx, s.meetingID, target)
	switch {
	case err != nil:
		return err
	case g.AccountID != "":
		return refused(signaling.ErrorCannotRenameUser)
	}
	err = elsewhere(s.Lobby.Rename(ctx, s.meetingID, target, name, s.by()))
	if errors.Is(err, names.ErrEmpty) || errors.Is(err, names.ErrTooLong) {
		return refused(signaling.ErrorInvalidDisplayName)
	}
	return err
}
