package roomserver

import (
	"encoding/json"
	"fmt"
	"time"

	"foyer/client/signaling"
)

// message has the fields of all messages that are read here; which of them count says its name.
type message struct {
	Message       string    `json:"message"`
	Error         string    `json:"error"`
	ID            string    `json:"id"`
	ParticipantID string    `json:"participant_id"`
	ConnectionID  string    `json:"connection_id"`
	PeerData      *peerData `json:"peer_data"`
	Reason        string    `json:"reason"`
	NewRole       string    `json:"new_role"`
	NewState      string    `json:"new_state"`
	IssuedBy      string    `json:"issued_by"`
	Participant   string    `json:"participant"`
	Participants  []string  `json:"participants"`
	DisplayName   string    `json:"display_name"`
	Target        string    `json:"target"`
	NewName       string    `json:"new_name"`
}

// decode reads a frame, which may say several things. The error wraps signaling.ErrInvalidJSON.
func (r *room) decode(frame []byte) ([]signaling.Event, time.Time, error) {
	var env struct {
		Namespace string          `json:"namespace"`
		Timestamp time.Time       `json:"timestamp"`
		Payload   json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal(frame, &env); err != nil {
		return nil, time.Time{}, fmt.Errorf("open envelope: %w: %v", signaling.ErrInvalidJSON, err)
	}
	if env.Namespace == "" {
		// The refusal of a full room comes without its envelope.
		env.Namespace, env.Payload = core, frame
	}
	r.now = env.Timestamp
	events, err := r.open(env.Namespace, env.Payload)
	if err != nil {
		return nil, env.Timestamp, fmt.Errorf("decode %.40q: %w: %v", env.Namespace, signaling.ErrInvalidJSON, err)
	}
	return events, env.Timestamp, nil
}

func (r *room) open(namespace string, payload []byte) ([]signaling.Event, error) {
	var kind struct {
		Message string `json:"message"`
	}
	if err := json.Unmarshal(payload, &kind); err != nil {
		return nil, err
	}
	if namespace == core {
		switch kind.Message {
		case "join_success":
			var w joinSuccess
			if err := json.Unmarshal(payload, &w); err != nil {
				return nil, err
			}
			return r.welcome(w), nil
		case "joined_waiting_room":
			var g waiter
			if err := json.Unmarshal(payload, &g); err != nil {
				return nil, err
			}
			return []signaling.Event{&signaling.JoinedWaitingRoom{Participant: g.participant()}}, nil
		}
	}
	if !speaks(namespace) {
		return []signaling.Event{signaling.Unknown{Namespace: namespace, Message: kind.Message}}, nil
	}
	var m message
	if err := json.Unmarshal(payload, &m); err != nil {
		return nil, err
	}
	return r.take(namespace, m), nil
}

func speaks(namespace string) bool {
	switch namespace {
	case core, signaling.Moderation, raiseHands, serverSays, signaling.Echo:
		return true
	}
	return false
}

func (r *room) take(namespace string, m message) []signaling.Event {
	switch namespace {
	case core:
		return r.takeCore(m)
	case signaling.Moderation:
		return r.takeModeration(m)
	case raiseHands:
		return r.takeHands(m)
	case serverSays:
		if m.Error == "slow_down" {
			return []signaling.Event{&signaling.RateLimitExceeded{}}
		}
		return []signaling.Event{&signaling.ControlError{Error: m.Error}}
	}
	return []signaling.Event{&signaling.Pong{}}
}

func (r *room) takeCore(m message) []signaling.Event {
	switch m.Message {
	case "participant_connected":
		return r.connected(m.ParticipantID, m.ConnectionID, m.PeerData)
	case "participant_disconnected":
		return r.disconnected(m.ParticipantID, m.ConnectionID, m.Reason)
	case "join_blocked":
		return []signaling.Event{&signaling.JoinBlocked{Reason: m.Reason}}
	case "in_waiting_room":
		return []signaling.Event{&signaling.InWaitingRoom{}}
	case "left_waiting_room":
		return []signaling.Event{&signaling.LeftWaitingRoom{ID: m.ID}}
	case "closing":
		return closing(m.Reason)
	case "error":
		return []signaling.Event{&signaling.ControlError{Error: m.Error}}
	}
	return []signaling.Event{signaling.Unknown{Namespace: core, Message: m.Message}}
}

// closing says why the server is about to close the connection, where the older dialect has a word for it.
func closing(reason string) []signaling.Event {
	switch reason {
	case "room_deleted":
		return []signaling.Event{&signaling.RoomDeleted{}}
	case "time_limit_reached":
		return []signaling.Event{&signaling.TimeLimitElapsed{}}
	}
	return []signaling.Event{signaling.Unknown{Namespace: core, Message: "closing"}}
}

func (r *room) takeModeration(m message) []signaling.Event {
	switch m.Message {
	case "role_updated":
		if m.ParticipantID == r.me {
			return []signaling.Event{&signaling.RoleUpdated{NewRole: m.NewRole}}
		}
		return r.change(func(c *signaling.ParticipantControl) { c.Role = m.NewRole }, m.ParticipantID)
	case "waiting_room_updated":
		if m.NewState == disabled {
			return []signaling.Event{&signaling.WaitingRoomDisabled{}}
		}
		return []signaling.Event{&signaling.WaitingRoomEnabled{}}
	case "waiting_room_enabled":
		return []signaling.Event{&signaling.WaitingRoomEnabled{}}
	case "waiting_room_disabled":
		return []signaling.Event{&signaling.WaitingRoomDisabled{}}
	case "participant_accepted":
		return []signaling.Event{&signaling.Decided{Decision: signaling.DecisionAllow, Guests: []string{m.ParticipantID}}}
	case "participant_banned":
		return []signaling.Event{&signaling.Blocked{BlockedGuest: m.banned()}}
	case "participant_unbanned":
		return []signaling.Event{&signaling.Unblocked{BlockedGuest: m.banned()}}
	case "display_name_changed":
		events := r.change(func(c *signaling.ParticipantControl) { c.DisplayName = m.NewName }, m.Target)
		return append(events, &signaling.DisplayNameChanged{Target: m.Target, NewName: m.NewName, IssuedBy: m.IssuedBy})
	case "kicked":
		return []signaling.Event{&signaling.Kicked{}}
	case "banned":
		return []signaling.Event{&signaling.Banned{}}
	case "sent_to_waiting_room":
		return []signaling.Event{&signaling.SentToWaitingRoom{}}
	case "accepted":
		return []signaling.Event{&signaling.Accepted{}}
	case "debriefing_started":
		return []signaling.Event{&signaling.DebriefingStarted{IssuedBy: m.IssuedBy}}
	case "error":
		return []signaling.Event{&signaling.ModerationError{Error: m.Error}}
	}
	return []signaling.Event{signaling.Unknown{Namespace: signaling.Moderation, Message: m.Message}}
}

func (m message) banned() signaling.BlockedGuest {
	return signaling.BlockedGuest{Guest: m.ParticipantID, Name: m.DisplayName}
}

func (r *room) takeHands(m message) []signaling.Event {
	raise := func(up bool) func(*signaling.ParticipantControl) {
		return func(c *signaling.ParticipantControl) { c.HandIsUp, c.HandUpdatedAt = up, r.now }
	}
	switch m.Message {
	case "raise_hands_enabled":
		return []signaling.Event{&signaling.RaiseHandsEnabled{IssuedBy: m.IssuedBy}}
	case "raise_hands_disabled":
		var all []string
		for id := range r.people {
			all = append(all, id)
		}
		r.change(raise(false), all...)
		return []signaling.Event{&signaling.RaiseHandsDisabled{IssuedBy: m.IssuedBy}}
	case "hand_raised":
		return r.change(raise(true), m.Participant)
	case "hand_lowered":
		return r.change(raise(false), m.Participant)
	case "raised_hand_reset_by_moderator":
		return r.change(raise(false), m.Participants...)
	case "error":
		return []signaling.Event{&signaling.ModerationError{Error: m.Error}}
	}
	return []signaling.Event{signaling.Unknown{Namespace: raiseHands, Message: m.Message}}
}
