package bridge

import (
	"foyer/client/bbb"
	"foyer/client/bbb/live"
	"foyer/client/signaling"
)

// many is from how many differences on the whole meeting is told anew, as one event: a thousand who come at once are one update.
const many = 50

// differences returns what changed from one snapshot to the next.
func differences(was, is live.Snapshot) []signaling.Event {
	if was.Moderator && !is.Moderator {
		return []signaling.Event{&signaling.RoleUpdated{NewRole: signaling.RoleUser}}
	}
	events := append(lobbyDifferences(was, is), peopleDifferences(was, is)...)
	if len(events) >= many {
		return []signaling.Event{welcome(is)}
	}
	if was.Policy != is.Policy {
		events = append(events, &signaling.PolicyChanged{GuestPolicy: string(is.Policy)},
			&signaling.Remembered{Decision: remembered(is.Policy)})
	}
	if was.LobbyMessage != is.LobbyMessage {
		events = append(events, &signaling.Said{Text: is.LobbyMessage})
	}
	return events
}

func lobbyDifferences(was, is live.Snapshot) (events []signaling.Event) {
	before := make(map[string]live.Guest, len(was.Waiting))
	for _, g := range was.Waiting {
		before[g.ID] = g
	}
	for _, g := range is.Waiting {
		old, known := before[g.ID]
		delete(before, g.ID)
		if !known || old.Name != g.Name || old.Message != g.Message && g.Message != is.LobbyMessage {
			events = append(events, &signaling.JoinedWaitingRoom{Participant: guest(g, is)})
		}
	}
	for _, g := range was.Waiting {
		if _, gone := before[g.ID]; gone {
			events = append(events, &signaling.LeftWaitingRoom{ID: g.ID})
		}
	}
	return events
}

func peopleDifferences(was, is live.Snapshot) (events []signaling.Event) {
	before := make(map[string]live.User, len(was.Users))
	for _, u := range was.Users {
		before[u.ID] = u
	}
	for _, u := range is.Users {
		old, known := before[u.ID]
		delete(before, u.ID)
		switch {
		case !known:
			events = append(events, &signaling.Joined{Participant: user(u, is)})
		case old != u:
			events = append(events, &signaling.Update{Participant: user(u, is)})
		}
	}
	for _, u := range was.Users {
		if _, gone := before[u.ID]; gone {
			events = append(events, &signaling.Left{ID: u.ID, Reason: signaling.LeftQuit})
		}
	}
	return events
}

// welcome tells the whole meeting.
func welcome(s live.Snapshot) *signaling.JoinSuccess {
	w := &signaling.JoinSuccess{
		ID: s.UserID, Role: signaling.RoleUser, EventInfo: &signaling.EventInfo{Title: s.Name},
		Moderation: signaling.ModerationState{
			RaiseHandsEnabled: true, WaitingRoomEnabled: s.Policy != bbb.AlwaysAccept, WaitingParticipants: []signaling.Participant{},
		},
		Foyer: &signaling.FoyerState{
			GuestPolicy: string(s.Policy), Remembered: remembered(s.Policy), Message: s.LobbyMessage,
		},
	}
	if s.Moderator {
		w.Role = signaling.RoleModerator
	}
	for _, g := range s.Waiting {
		w.Moderation.WaitingParticipants = append(w.Moderation.WaitingParticipants, guest(g, s))
	}
	for _, u := range s.Users {
		w.Participants = append(w.Participants, user(u, s))
	}
	return w
}

func guest(g live.Guest, s live.Snapshot) signaling.Participant {
	p := signaling.Participant{ID: g.ID, WaitingRoomState: signaling.StateWaiting, Conference: &signaling.Conference{ExtID: g.ExtID}}
	p.Control = signaling.ParticipantControl{
		DisplayName: g.Name, JoinedAt: g.Since, Role: signaling.RoleGuest, ParticipationKind: signaling.KindGuest,
	}
	if g.Authed {
		p.Control.Role, p.Control.ParticipationKind = signaling.RoleUser, signaling.KindUser
	}
	if g.Message != s.LobbyMessage {
		p.Foyer = &signaling.FoyerParticipant{Message: g.Message}
	}
	return p
}

func user(u live.User, s live.Snapshot) signaling.Participant {
	p := signaling.Participant{ID: u.ID, Conference: &signaling.Conference{
		ExtID: u.ExtID, Self: u.ID == s.UserID, Cameras: u.Cameras,
		Talking: u.Voice.Joined && !u.Voice.ListenOnly && !u.Voice.Muted,
	}}
	p.Control = signaling.ParticipantControl{
		DisplayName: u.Name, HandIsUp: u.Hand, Role: signaling.RoleUser, ParticipationKind: signaling.KindUser,
	}
	if u.Guest {
		p.Control.Role, p.Control.ParticipationKind = signaling.RoleGuest, signaling.KindGuest
	}
	if u.Moderator {
		p.Control.Role = signaling.RoleModerator
	}
	return p
}

// remembered is the decision that a policy takes for whoever knocks next.
func remembered(p bbb.GuestPolicy) string {
	switch p {
	case bbb.AlwaysAccept:
		return signaling.DecisionAllow
	case bbb.AlwaysDeny:
		return signaling.DecisionDeny
	}
	return ""
}
