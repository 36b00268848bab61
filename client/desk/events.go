package desk

import (
	"time"

	"foyer/client/signaling"
)

// welcome makes the meeting what a fresh connection says it is. The caller holds the desk's lock.
func (m *meeting) welcome(e *signaling.JoinSuccess) []Change {
	m.can, m.remembered = Capabilities{}, ""
	if e.Foyer != nil {
		m.can = Capabilities{Deny: true, Everyone: true, Remember: true}
		m.remembered = Verdict(e.Foyer.Remembered)
	}
	var waiting []Guest
	for _, p := range e.Moderation.WaitingParticipants {
		if p.ID != "" && p.WaitingRoomState != signaling.StateAccepted {
			waiting = append(waiting, guest(p, time.Time{}))
		}
	}
	changes := []Change{Refreshed{}}
	if fresh := m.room.replace(waiting); len(fresh) > 0 {
		changes = append(changes, Knocked{m.key(), fresh})
	}
	return changes
}

// take takes one event of a live connection, which came at the time at. The caller holds the desk's lock.
func (m *meeting) take(e signaling.Event, at time.Time) []Change {
	switch e := e.(type) {
	case *signaling.JoinSuccess:
		return m.welcome(e)
	case *signaling.JoinedWaitingRoom:
		return m.knock(guest(e.Participant, at))
	case *signaling.LeftWaitingRoom:
		return refreshedIf(m.room.remove(e.ID))
	case *signaling.DisplayNameChanged:
		return refreshedIf(m.room.rename(e.Target, e.NewName))
	case *signaling.Decided:
		return m.decided(e)
	case *signaling.Remembered:
		m.remembered = Verdict(e.Decision)
		return []Change{Refreshed{}}
	case *signaling.ControlError:
		return []Change{Refused{m.key(), e.Error}}
	case *signaling.ModerationError:
		return []Change{Refused{m.key(), e.Error}}
	case *signaling.FoyerError:
		return []Change{Refused{m.key(), e.Error}}
	}
	return nil
}

func (m *meeting) knock(g Guest) []Change {
	if g.ID == "" {
		return nil
	}
	isNew, changed := m.room.add(g)
	if isNew {
		return []Change{Knocked{m.key(), []Guest{g}}}
	}
	return refreshedIf(changed)
}

// decided takes the guests out of the waiting room, and tells about those whom this desk knew.
func (m *meeting) decided(e *signaling.Decided) []Change {
	guests := m.room.named(e.Guests)
	for _, id := range e.Guests {
		m.room.remove(id)
	}
	if len(guests) == 0 {
		return nil
	}
	return []Change{Decided{Meeting: m.key(), Verdict: Verdict(e.Decision), Guests: guests, By: e.By.Name}}
}

func refreshedIf(changed bool) []Change {
	if changed {
		return []Change{Refreshed{}}
	}
	return nil
}

// guest reads a participant. Where a server does not tell when the guest knocked, it is when the event came.
func guest(p signaling.Participant, at time.Time) Guest {
	since := p.Control.JoinedAt
	if since.IsZero() {
		since = at
	}
	return Guest{ID: p.ID, Name: p.Control.DisplayName, Since: since}
}
