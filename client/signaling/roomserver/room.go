package roomserver

import (
	"encoding/json"
	"slices"
	"time"

	"foyer/client/signaling"
)

// room is what the events so far have told, as far as later ones build on it. The zero room is ready.
type room struct {
	me string
	// twoStates says that the waiting room is on or off, as it was up to 0.0.39.
	twoStates bool
	people    map[string]*participant
	// now is the time on the message that is being read.
	now time.Time
}

// participant is someone inside, by one or more connections.
type participant struct {
	signaling.Participant
	connections []string
}

// joinSuccess is the server's welcome.
type joinSuccess struct {
	ID           string               `json:"id"`
	DisplayName  string               `json:"display_name"`
	Role         string               `json:"role"`
	EventInfo    *signaling.EventInfo `json:"event_info"`
	IsRoomOwner  bool                 `json:"is_room_owner"`
	Participants []struct {
		ID          string       `json:"id"`
		Connections []connection `json:"connections"`
		ModuleData  peerData     `json:"module_data"`
	} `json:"participants"`
	ModuleData struct {
		Moderation moderationState `json:"moderation"`
		RaiseHands struct {
			Enabled bool `json:"raise_hands_enabled"`
		} `json:"raise_hands"`
	} `json:"module_data"`
}

// moderationState is what moderators are told in join_success.
type moderationState struct {
	// WaitingRoom has three states since 0.0.40, WaitingRoomEnabled two before.
	WaitingRoom        *string  `json:"waiting_room"`
	WaitingRoomEnabled *bool    `json:"waiting_room_enabled"`
	Waiting            []waiter `json:"waiting_room_participants"`
	Banned             []banned `json:"banned_participants"`
}

// waiter is someone in the waiting room.
type waiter struct {
	ParticipantID string    `json:"participant_id"`
	Accepted      bool      `json:"accepted"`
	JoinedAt      time.Time `json:"joined_at"`
	DisplayName   string    `json:"display_name"`
	AvatarURL     string    `json:"avatar_url"`
}

type banned struct {
	ParticipantID string `json:"participant_id"`
	DisplayName   string `json:"display_name"`
}

// peerData is what the server's modules tell of someone inside.
type peerData struct {
	Core struct {
		DisplayName       string     `json:"display_name"`
		Role              string     `json:"role"`
		AvatarURL         string     `json:"avatar_url"`
		ParticipationKind string     `json:"participation_kind"`
		JoinedAt          time.Time  `json:"joined_at"`
		LeftAt            *time.Time `json:"left_at"`
		IsRoomOwner       bool       `json:"is_room_owner"`
	} `json:"core"`
	// RaiseHands is missing while the hand is down.
	RaiseHands *struct {
		RaisedAt time.Time `json:"raised_at"`
	} `json:"raise_hands"`
}

// connection is the identifier of a connection, which comes alone or with that of its device.
type connection string

// UnmarshalJSON reads the identifier, or the object that has it.
func (c *connection) UnmarshalJSON(data []byte) error {
	var id string
	if json.Unmarshal(data, &id) == nil {
		*c = connection(id)
		return nil
	}
	var object struct {
		ConnectionID string `json:"connection_id"`
	}
	err := json.Unmarshal(data, &object)
	*c = connection(object.ConnectionID)
	return err
}

// welcome begins the room anew. Who is banned is told as if it happened now.
func (r *room) welcome(w joinSuccess) []signaling.Event {
	state := w.ModuleData.Moderation
	*r = room{me: w.ID, twoStates: state.WaitingRoomEnabled != nil, people: make(map[string]*participant)}
	e := &signaling.JoinSuccess{
		ID: w.ID, DisplayName: w.DisplayName, Role: w.Role, EventInfo: w.EventInfo, IsRoomOwner: w.IsRoomOwner,
		Moderation: signaling.ModerationState{RaiseHandsEnabled: w.ModuleData.RaiseHands.Enabled},
	}
	if state.WaitingRoom != nil {
		e.Moderation.WaitingRoomEnabled = *state.WaitingRoom != disabled
	} else if state.WaitingRoomEnabled != nil {
		e.Moderation.WaitingRoomEnabled = *state.WaitingRoomEnabled
	}
	for _, g := range state.Waiting {
		e.Moderation.WaitingParticipants = append(e.Moderation.WaitingParticipants, g.participant())
	}
	for _, p := range w.Participants {
		if p.ModuleData.Core.LeftAt != nil || p.ID == w.ID {
			continue
		}
		known := &participant{Participant: p.ModuleData.participant(p.ID)}
		for _, c := range p.Connections {
			known.connections = append(known.connections, string(c))
		}
		r.people[p.ID] = known
		e.Participants = append(e.Participants, known.Participant)
	}
	events := []signaling.Event{e}
	for _, b := range state.Banned {
		events = append(events, &signaling.Blocked{BlockedGuest: signaling.BlockedGuest{Guest: b.ParticipantID, Name: b.DisplayName}})
	}
	return events
}

func (g waiter) participant() signaling.Participant {
	p := signaling.Participant{ID: g.ParticipantID, WaitingRoomState: signaling.StateWaiting}
	if g.Accepted {
		p.WaitingRoomState = signaling.StateAccepted
	}
	p.Control = signaling.ParticipantControl{DisplayName: g.DisplayName, AvatarURL: g.AvatarURL, JoinedAt: g.JoinedAt}
	return p
}

func (d peerData) participant(id string) signaling.Participant {
	p := signaling.Participant{ID: id, Control: signaling.ParticipantControl{
		DisplayName: d.Core.DisplayName, Role: d.Core.Role, AvatarURL: d.Core.AvatarURL, JoinedAt: d.Core.JoinedAt,
		IsRoomOwner: d.Core.IsRoomOwner, ParticipationKind: signaling.KindUser,
	}}
	if d.Core.ParticipationKind == "guest" || d.Core.ParticipationKind == "call_in" {
		p.Control.ParticipationKind = signaling.KindGuest
	}
	if d.RaiseHands != nil {
		p.Control.HandIsUp, p.Control.HandUpdatedAt = true, d.RaiseHands.RaisedAt
	}
	return p
}

// connected takes a connection of someone, who joins with the first one.
func (r *room) connected(id, connection string, d *peerData) []signaling.Event {
	if id == r.me || id == "" {
		return nil
	}
	if p, known := r.people[id]; known {
		p.connections = append(p.connections, connection)
		return nil
	}
	if r.people == nil {
		r.people = make(map[string]*participant)
	}
	if d == nil {
		d = &peerData{}
	}
	p := &participant{Participant: d.participant(id), connections: []string{connection}}
	r.people[id] = p
	return []signaling.Event{&signaling.Joined{Participant: p.Participant}}
}

// disconnected takes that a connection is gone; with the last one its participant has left.
func (r *room) disconnected(id, connection, reason string) []signaling.Event {
	p, known := r.people[id]
	if !known {
		return nil
	}
	p.connections = slices.DeleteFunc(p.connections, func(other string) bool { return other == connection })
	if len(p.connections) > 0 {
		return nil
	}
	delete(r.people, id)
	return []signaling.Event{&signaling.Left{ID: id, Reason: leftReason(reason)}}
}

// leftReason says in the older words why someone left.
func leftReason(reason string) string {
	switch reason {
	case "kicked", "debriefed":
		return signaling.LeftKicked
	case "banned":
		return signaling.LeftBanned
	case "sent_to_waiting_room":
		return signaling.LeftSentToWaitingRoom
	case "connection_lost", "internal_error":
		return signaling.LeftTimeout
	}
	return signaling.LeftQuit
}

// change changes people who are inside, and tells each.
func (r *room) change(f func(*signaling.ParticipantControl), ids ...string) (events []signaling.Event) {
	for _, id := range ids {
		if p, known := r.people[id]; known {
			f(&p.Control)
			events = append(events, &signaling.Update{Participant: p.Participant})
		}
	}
	return events
}
