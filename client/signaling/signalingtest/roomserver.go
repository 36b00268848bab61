package signalingtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// roomServer is the signaling of the RoomServer.
type roomServer struct {
	// twoStates is the waiting room up to 0.0.39.
	twoStates bool
}

func (roomServer) open(frame []byte) (c command, err error) { return c, json.Unmarshal(frame, &c) }

func (roomServer) joinsAlone() bool { return true }

func (roomServer) tooMuch() (string, bool) { return event("error", `"error":"slow_down"`), false }

func (d roomServer) welcome(o *OpenTalk) []string {
	var waiting, inside []string
	for _, w := range o.waiting {
		waiting = append(waiting, fmt.Sprintf(`{"participant_id":%q,"connections":["c-%s"],"accepted":%t,"joined_at":%q,
			"display_name":%q,"avatar_url":"x"}`, w.id, w.id, w.accepted, w.at.UTC().Format(time.RFC3339Nano), w.name))
	}
	for _, w := range o.inside {
		inside = append(inside, fmt.Sprintf(`{"id":%q,"connections":[{"connection_id":"c-%s","device_id":"d"}],"module_data":%s}`,
			w.id, w.id, d.data(w)))
	}
	state, guests := `"waiting_room":"disabled","guest_access":true`, strings.Join(waiting, ",")
	switch {
	case d.twoStates:
		state = fmt.Sprintf(`"waiting_room_enabled":%t`, o.room)
	case o.room:
		state = `"waiting_room":"for_everyone","guest_access":true`
	}
	return []string{event("core", fmt.Sprintf(`"message":"join_success","id":"mo","connection_id":"c-mo","device_id":"d-mo",
		"connections":[{"connection_id":"c-mo","device_id":"d-mo"}],"display_name":"Mo","role":"moderator",
		"tariff":{"id":"t","name":"test","quotas":{},"used_quota":{},"disabled_features":{}},"enabled_modules":{"core":[]},
		"module_data":{"livekit":{"public_url":"x"},"raise_hands":{"raise_hands_enabled":true},
			"moderation":{%s,"waiting_room_participants":[%s],
				"banned_participants":[{"participant_id":"eve","display_name":"Eve","avatar_url":"x","banned_by":"mo"}],
				"display_name_change_restrictions":{"type":"disabled"}}},
		"participants":[%s],"event_info":null,"meeting_details":{"streaming_links":[]},
		"room_info":{"id":"r","created_by":{"display_name":"Bob"}},"is_room_owner":true`, state, guests, strings.Join(inside, ",")))}
}

// data is what the modules tell of someone inside.
func (roomServer) data(w *waiter) string {
	role, hand := "user", ""
	if w.role != "" {
		role = w.role
	}
	if w.hand {
		hand = fmt.Sprintf(`,"raise_hands":{"raised_at":%q}`, w.at.UTC().Format(time.RFC3339Nano))
	}
	return fmt.Sprintf(`{"core":{"display_name":%q,"role":%q,"participation_kind":"guest","joined_at":%q,"is_room_owner":false}%s}`,
		w.name, role, w.at.UTC().Format(time.RFC3339Nano), hand)
}

func (roomServer) knocked(w *waiter) string {
	return event("core", fmt.Sprintf(`"message":"joined_waiting_room","participant_id":%q,"connection_ids":["c-%s"],"joined_at":%q,
		"display_name":%q,"avatar_url":"x"`, w.id, w.id, w.at.UTC().Format(time.RFC3339Nano), w.name))
}

func (d roomServer) entered(w *waiter) string {
	return event("core", fmt.Sprintf(`"message":"participant_connected","participant_id":%q,"connection_id":"c-%s","peer_data":%s`,
		w.id, w.id, d.data(w)))
}

func (roomServer) left(w *waiter, reason string) string {
	return event("core", fmt.Sprintf(`"message":"participant_disconnected","participant_id":%q,"connection_id":"c-%s","reason":%q`,
		w.id, w.id, reason))
}

func (d roomServer) answer(o *OpenTalk, c command) []string {
	switch c.name() {
	case "moderation/accept":
		if w := o.accept(c.target()); w == nil {
			return []string{event("moderation", `"message":"error","error":"not_waiting"`)}
		}
		o.tell(event("moderation", fmt.Sprintf(`"message":"participant_accepted","participant_id":%q`, c.target())))
	case "moderation/kick":
		w := o.remove(c.target())
		if w == nil {
			return []string{event("moderation", `"message":"error","error":"unknown_participant"`)}
		}
		o.tell(d.left(w, "kicked"))
	case "moderation/ban":
		return []string{event("moderation", `"message":"error","error":"cannot_ban_guests"`)}
	case "moderation/unban":
		o.tell(event("moderation", fmt.Sprintf(`"message":"participant_unbanned","participant_id":%q`, c.target())))
	case "moderation/update_role":
		o.tell(event("moderation", fmt.Sprintf(`"message":"role_updated","participant_id":%q,"new_role":%q`, c.Payload.ID, c.Payload.NewRole)))
	case "moderation/change_waiting_room_state":
		o.room = c.Payload.NewState != "disabled"
		o.tell(event("moderation", fmt.Sprintf(`"message":"waiting_room_updated","new_state":%q`, c.Payload.NewState)))
	case "moderation/enable_waiting_room", "moderation/disable_waiting_room":
		if !d.twoStates {
			return []string{event("error", `"error":"invalid_json","message":"unknown variant"`)}
		}
		o.tell(event("moderation", fmt.Sprintf(`"message":"waiting_room_%sd"`, strings.TrimSuffix(c.Payload.Action, "_waiting_room"))))
	case "moderation/mute":
		return nil
	case "raise_hands/reset_raised_hands":
		var ids []string
		for _, w := range o.inside {
			w.hand = false
			ids = append(ids, fmt.Sprintf("%q", w.id))
		}
		o.tell(event("raise_hands", fmt.Sprintf(`"message":"raised_hand_reset_by_moderator","issued_by":"mo","participants":[%s]`,
			strings.Join(ids, ","))))
	default:
		return []string{event("error", fmt.Sprintf(`"error":"unknown_namespace","invalid_namespace":%q`, c.Namespace))}
	}
	return nil
}
