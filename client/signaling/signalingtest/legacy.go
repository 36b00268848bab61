package signalingtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// legacy is the signaling of the controller up to 0.33.
type legacy struct{}

func (legacy) open(frame []byte) (c command, err error) { return c, json.Unmarshal(frame, &c) }

func (legacy) joinsAlone() bool { return false }

func (legacy) tooMuch() (string, bool) {
	return event("control", `"message":"rate_limit_exceeded"`), true
}

func (d legacy) welcome(o *OpenTalk) []string {
	var waiting, inside []string
	for _, w := range o.waiting {
		state := "waiting"
		if w.accepted {
			state = "accepted"
		}
		waiting = append(waiting, fmt.Sprintf(`{%s,"waiting_room_state":%q}`, d.participant(w), state))
	}
	for _, w := range o.inside {
		inside = append(inside, "{"+d.participant(w)+`,"timer":{"active":false}}`)
	}
	return []string{event("control", fmt.Sprintf(`"message":"join_success","id":"mo","display_name":"Mo","role":"moderator",
		"tariff":{"id":"t","name":"test","quotas":{},"modules":{"core":{"features":[]}}},"participants":[%s],
		"event_info":{"id":"e","room_id":"r","title":"Daily","is_adhoc":false,"e2e_encryption":false},
		"room_info":{"id":"r","created_by":{"title":"Dr.","firstname":"Bob","lastname":"Bobsen","display_name":"Bob","avatar_url":"x"}},
		"is_room_owner":true,"polls":null,
		"moderation":{"raise_hands_enabled":true,"waiting_room_enabled":%t,"waiting_room_participants":[%s]}`,
		strings.Join(inside, ","), o.room, strings.Join(waiting, ",")))}
}

func (legacy) participant(w *waiter) string {
	role := "guest"
	if w.role != "" {
		role = w.role
	}
	at := w.at.UTC().Format(time.RFC3339Nano)
	return fmt.Sprintf(`"id":%q,"control":{"display_name":%q,"role":%q,"participation_kind":"guest","hand_is_up":%t,"joined_at":%q,
		"left_at":null,"hand_updated_at":%q,"is_room_owner":false}`, w.id, w.name, role, w.hand, at, at)
}

func (d legacy) knocked(w *waiter) string {
	return event("moderation", `"message":"joined_waiting_room",`+d.participant(w))
}

func (d legacy) entered(w *waiter) string {
	return event("control", `"message":"joined",`+d.participant(w))
}

func (legacy) left(w *waiter, reason string) string {
	return event("control", fmt.Sprintf(`"message":"left","id":%q,"reason":%q`, w.id, reason))
}

func (d legacy) answer(o *OpenTalk, c command) []string {
	switch c.name() {
	case "moderation/accept":
		o.accept(c.target()) // Nobody but the guest is told.
	case "moderation/kick":
		if w := o.remove(c.target()); w != nil {
			o.tell(d.left(w, "kicked"))
		}
	case "moderation/ban":
		return []string{event("moderation", `"message":"error","error":"cannot_ban_guest"`)}
	case "moderation/send_to_waiting_room":
		if w := o.remove(c.target()); w != nil {
			w.accepted = false
			o.waiting = append(o.waiting, w)
			o.tell(d.left(w, "sent_to_waiting_room"))
			o.tell(d.knocked(w))
		}
	case "moderation/enable_waiting_room":
		o.room = true
		o.tell(event("moderation", `"message":"waiting_room_enabled"`))
	case "moderation/disable_waiting_room":
		o.room = false
		for _, w := range o.waiting {
			w.accepted = true
		}
		o.tell(event("moderation", `"message":"waiting_room_disabled"`))
	case "moderation/change_display_name":
		o.tell(event("moderation", fmt.Sprintf(`"message":"display_name_changed","target":%q,"issued_by":"mo","old_name":"x","new_name":%q`,
			c.target(), c.Payload.NewName)))
	case "moderation/reset_raised_hands":
		for _, w := range o.inside {
			w.hand = false
			o.tell(o.handFrame(w))
		}
	case "control/grant_moderator_role":
		for _, w := range o.inside {
			if w.id == c.target() {
				w.role = "moderator"
				o.tell(event("control", `"message":"update",`+d.participant(w)))
			}
		}
	default:
		return []string{event("control", `"message":"error","error":"invalid_namespace"`)}
	}
	return nil
}

// leftWaitingRoom tells that someone no longer waits.
func (o *OpenTalk) leftWaitingRoom(w *waiter) string {
	if o.dialect.joinsAlone() {
		return event("core", fmt.Sprintf(`"message":"left_waiting_room","id":%q,"connection_ids":["c-%s"]`, w.id, w.id))
	}
	return event("moderation", fmt.Sprintf(`"message":"left_waiting_room","id":%q`, w.id))
}

// handFrame tells how the hand of someone is.
func (o *OpenTalk) handFrame(w *waiter) string {
	if !o.dialect.joinsAlone() {
		return event("control", `"message":"update",`+legacy{}.participant(w))
	}
	if w.hand {
		return event("raise_hands", fmt.Sprintf(`"message":"hand_raised","participant":%q`, w.id))
	}
	return event("raise_hands", fmt.Sprintf(`"message":"hand_lowered","participant":%q`, w.id))
}
