package desk

import (
	"slices"
	"time"

	"foyer/client/signaling"
)

// welcome makes what is known of the meeting what a fresh connection says it is. The caller holds the desk's lock.
func (l *link) welcome(e *signaling.JoinSuccess) []Change {
	if e.Foyer != nil && l.kind == openTalk {
		l.kind = foyerServer
	}
	before := l.said
	l.said = said{
		can: capabilities(l.kind, e), room: before.room,
		waitingRoom: e.Moderation.WaitingRoomEnabled, handsAllowed: e.Moderation.RaiseHandsEnabled,
	}
	if e.Foyer != nil {
		l.welcomeFoyer(e.Foyer)
	}
	for _, p := range e.Participants {
		if p.ID != "" && p.Control.LeftAt == nil {
			l.people.put(l.person(p))
		}
	}
	var waiting []Guest
	for _, p := range e.Moderation.WaitingParticipants {
		if p.ID != "" && p.WaitingRoomState != signaling.StateAccepted {
			waiting = append(waiting, l.guest(p, time.Time{}))
		}
	}
	return append([]Change{Refreshed{}}, l.meeting.knocked(l, l.room.replace(waiting))...)
}

func (l *link) welcomeFoyer(s *signaling.FoyerState) {
	l.policy, l.remembered, l.message = s.GuestPolicy, Verdict(s.Remembered), s.Message
	l.queueShown = s.ShowQueue
	if s.Rules != nil {
		l.rules = *s.Rules
	}
	for _, b := range s.Blocks {
		l.blocked = append(l.blocked, Blocked{ID: b.BlockID, Guest: b.Guest, Name: b.Name})
	}
}

// take takes one event of a live connection, which came at the time at. The caller holds the desk's lock.
func (l *link) take(e signaling.Event, at time.Time) []Change {
	switch e := e.(type) {
	case *signaling.JoinSuccess:
		return l.welcome(e)
	case *signaling.JoinedWaitingRoom:
		return l.knock(l.guest(e.Participant, at))
	case *signaling.LeftWaitingRoom:
		return refreshedIf(l.room.remove(e.ID))
	case *signaling.DisplayNameChanged:
		return refreshedIf(l.rename(e))
	case *signaling.Decided:
		return l.decided(e, at)
	case *signaling.Undone:
		return l.undone(e)
	case *signaling.ControlError:
		return []Change{Refused{l.meeting.key(), e.Error}}
	case *signaling.ModerationError:
		return []Change{Refused{l.meeting.key(), e.Error}}
	case *signaling.FoyerError:
		return []Change{Refused{l.meeting.key(), e.Error}}
	}
	return refreshedIf(l.takePeople(e) || l.takeSettings(e))
}

// takePeople takes an event about those inside, and reports whether it changed anything.
func (l *link) takePeople(e signaling.Event) bool {
	switch e := e.(type) {
	case *signaling.Joined:
		l.people.put(l.person(e.Participant))
	case *signaling.Update:
		l.people.put(l.person(e.Participant))
	case *signaling.Left:
		return l.people.remove(e.ID)
	case *signaling.RaiseHandsDisabled:
		l.handsAllowed = false
		l.people.lowerHands()
	case *signaling.RaiseHandsEnabled:
		l.handsAllowed = true
	case *signaling.MeetingStarted:
		l.meeting.setRunning(true)
	case *signaling.MeetingEnded:
		l.meeting.setRunning(false)
	default:
		return false
	}
	return true
}

// takeSettings takes an event about how the meeting answers knocks, and reports whether it is one.
func (l *link) takeSettings(e signaling.Event) bool {
	switch e := e.(type) {
	case *signaling.Remembered:
		l.remembered = Verdict(e.Decision)
	case *signaling.PolicyChanged:
		l.policy = e.GuestPolicy
	case *signaling.RulesChanged:
		l.rules = e.Rules
	case *signaling.Said:
		l.hear(e)
	case *signaling.QueueShown:
		l.queueShown = e.Show
	case *signaling.Blocked:
		l.unblock(e.BlockedGuest)
		l.blocked = append(l.blocked, Blocked{ID: e.BlockID, Guest: e.Guest, Name: e.Name, By: e.By.Name})
	case *signaling.Unblocked:
		l.unblock(e.BlockedGuest)
	case *signaling.WaitingRoomEnabled:
		l.waitingRoom = true
	case *signaling.WaitingRoomDisabled:
		l.waitingRoom = false
	default:
		return false
	}
	return true
}

func (l *link) unblock(g signaling.BlockedGuest) {
	l.blocked = slices.DeleteFunc(l.blocked, func(b Blocked) bool { return b.ID == g.BlockID && b.Guest == g.Guest })
}

// hear takes what a moderator wrote to those who wait, or to one of them.
func (l *link) hear(e *signaling.Said) {
	if e.Target == "" {
		l.message = e.Text
		return
	}
	l.room.change(e.Target, func(g *Guest) { g.Message = e.Text })
}

// rename takes a new name of someone who waits or is inside.
func (l *link) rename(e *signaling.DisplayNameChanged) bool {
	waits := l.room.change(e.Target, func(g *Guest) {
		if g.AskedName == "" {
			g.AskedName = g.Name
		}
		g.Name = e.NewName
		if g.AskedName == g.Name {
			g.AskedName = ""
		}
	})
	return l.people.rename(e.Target, e.NewName) || waits
}

func (l *link) knock(g Guest) []Change {
	if g.ID == "" {
		return nil
	}
	isNew, changed := l.room.add(g)
	if isNew {
		return l.meeting.knocked(l, []Guest{g})
	}
	return refreshedIf(changed)
}

// decided takes the guests out of the waiting room, and tells about those whom this desk knew.
func (l *link) decided(e *signaling.Decided, at time.Time) []Change {
	guests := l.room.named(e.Guests)
	for _, id := range e.Guests {
		l.room.remove(id)
	}
	l.meeting.trust(e)
	if Verdict(e.Decision) == Allow && l == l.meeting.main && l.meeting.waitsInside() {
		// Somebody is on the way into BigBlueButton's lobby, and may even start the meeting by that.
		l.meeting.setRunning(true)
	}
	if len(guests) == 0 {
		return nil
	}
	if at = l.here(at); at.IsZero() {
		at = time.Now()
	}
	l.meeting.settle(Settled{
		ID: e.DecisionID, At: at, Verdict: Verdict(e.Decision), Guests: guests, By: e.By.Name, Reason: e.Reason,
	})
	return []Change{Decided{
		Meeting: l.meeting.key(), ID: e.DecisionID, Verdict: Verdict(e.Decision), Guests: guests, By: e.By.Name, Reason: e.Reason,
	}}
}

// undone lets those wait again who were decided on.
func (l *link) undone(e *signaling.Undone) []Change {
	for _, g := range l.room.named(e.Guests) {
		l.room.add(g)
		delete(l.meeting.trusted, g.ID)
	}
	for i := range l.meeting.settled {
		if l.meeting.settled[i].ID == e.DecisionID {
			l.meeting.settled[i].Undone = true
		}
	}
	return []Change{Undone{Meeting: l.meeting.key(), ID: e.DecisionID, By: e.By.Name}}
}

func refreshedIf(changed bool) []Change {
	if changed {
		return []Change{Refreshed{}}
	}
	return nil
}

// guest reads a participant. Where a server does not tell when the guest knocked, it is when the event came.
func guest(p signaling.Participant, at time.Time) Guest {
	g := Guest{ID: p.ID, Name: p.Control.DisplayName, Since: p.Control.JoinedAt}
	if g.Since.IsZero() {
		g.Since = at
	}
	if f := p.Foyer; f != nil {
		g.AskedName, g.Message, g.Moderator = f.AskedName, f.Message, f.EntersAs == signaling.RoleModerator
		g.AgreedToRecording = f.RecordingConsent
		g.Flags = Flags{
			LooksLikeModerator: slices.Contains(f.Flags, signaling.FlagLooksLikeModerator),
			SameName:           slices.Contains(f.Flags, signaling.FlagSameName),
			DeniedBefore:       slices.Contains(f.Flags, signaling.FlagDeniedBefore),
		}
	}
	if p.Conference != nil {
		g.ExtID = p.Conference.ExtID
	}
	return g
}
