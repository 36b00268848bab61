package room

import (
	"foyer/client/signaling"
	"foyer/guestserver/lobby"
)

// forModerators returns what moderators are told of an event in the lobby.
func forModerators(e lobby.Event) []signaling.Event {
	by := signaling.Person{ID: e.By.ID, Name: e.By.Name}
	switch e.Kind {
	case lobby.Knocked, lobby.SentBack:
		return joined(e.Guests)
	case lobby.Decided:
		decided := &signaling.Decided{
			DecisionID: e.DecisionID, Decision: string(e.Verdict), Guests: ids(e.Guests), By: by, Reason: e.Reason, Rule: string(e.Rule),
		}
		if e.Verdict == lobby.Allow {
			return []signaling.Event{decided}
		}
		// A client of OpenTalk knows no denial, but it knows this.
		return append([]signaling.Event{decided}, left(e.Guests)...)
	case lobby.Undone:
		undone := &signaling.Undone{DecisionID: e.Undoes, Guests: ids(e.Guests), By: by}
		return append([]signaling.Event{undone}, joined(e.Guests)...)
	case lobby.Departed, lobby.Ended:
		return left(e.Guests)
	case lobby.Remembered:
		return []signaling.Event{&signaling.Remembered{Decision: string(e.Verdict), By: by}}
	case lobby.Said:
		said := &signaling.Said{Text: e.Text, By: by}
		if len(e.Guests) > 0 {
			said.Target = e.Guests[0].ID
		}
		return []signaling.Event{said}
	case lobby.Blocked:
		return append([]signaling.Event{&signaling.Blocked{BlockedGuest: Blocked(e.Block), By: by}}, left(e.Guests)...)
	case lobby.Unblocked:
		return []signaling.Event{&signaling.Unblocked{BlockedGuest: Blocked(e.Block), By: by}}
	case lobby.QueueShown:
		return []signaling.Event{&signaling.QueueShown{Show: e.Show, By: by}}
	case lobby.RulesChanged:
		return []signaling.Event{&signaling.RulesChanged{Rules: signaling.Rules(e.Rules), By: by}}
	}
	return nil
}

func joined(guests []lobby.Guest) []signaling.Event {
	events := make([]signaling.Event, len(guests))
	for i, g := range guests {
		events[i] = &signaling.JoinedWaitingRoom{Participant: Waiting(g)}
	}
	return events
}

func left(guests []lobby.Guest) []signaling.Event {
	events := make([]signaling.Event, len(guests))
	for i, g := range guests {
		events[i] = &signaling.LeftWaitingRoom{ID: g.ID}
	}
	return events
}

func ids(guests []lobby.Guest) []string {
	ids := make([]string, len(guests))
	for i, g := range guests {
		ids[i] = g.ID
	}
	return ids
}

// Waiting returns a guest at the door as moderators see it.
func Waiting(g lobby.Guest) signaling.Participant {
	p := signaling.Participant{ID: g.ID, Control: signaling.ParticipantControl{
		DisplayName: g.Name, Role: signaling.RoleGuest, ParticipationKind: signaling.KindGuest, JoinedAt: g.KnockedAt, HandUpdatedAt: g.KnockedAt,
	}}
	if g.AccountID != "" {
		p.Control.Role, p.Control.ParticipationKind = signaling.RoleUser, signaling.KindUser
	}
	more := signaling.FoyerParticipant{
		AskedName: g.AskedName, Message: g.Message, Account: g.AccountID != "", PersonalLink: g.Invited != "", EntersAs: string(g.Role),
		RecordingConsent: !g.ConsentAt.IsZero(),
	}
	for _, f := range g.Flags {
		more.Flags = append(more.Flags, string(f))
	}
	if more.Flags != nil || more.AskedName != "" || more.Message != "" || more.Account || more.PersonalLink || more.EntersAs != "" ||
		more.RecordingConsent {
		p.Foyer = &more
	}
	return p
}

// Waiting returns what a guest is told who waits behind the sign.
func (s Sign) Waiting(g lobby.Guest) signaling.Event {
	message := s.Message
	if g.Message != "" {
		message = g.Message
	}
	return &signaling.InWaitingRoom{Foyer: &signaling.WaitingState{Attended: s.Attended, Message: message}}
}

// Blocked returns a block as moderators see it.
func Blocked(b lobby.Block) signaling.BlockedGuest {
	return signaling.BlockedGuest{BlockID: b.ID, Guest: b.GuestID, Name: b.Name}
}
