package roomserver

import (
	"encoding/json"
	"errors"
	"fmt"

	"foyer/client/signaling"
)

// Namespaces that the older dialect does not have.
const (
	core       = "core"
	raiseHands = "raise_hands"
	serverSays = "error"
)

// States of the waiting room. There is also for_guests, in which signed-in people need not wait.
const (
	disabled    = "disabled"
	forEveryone = "for_everyone"
)

// encode returns the frame of a command, nil for one that the server needs no word of.
func (r *room) encode(c signaling.Command) ([]byte, error) {
	switch c := c.(type) {
	case signaling.Join:
		return nil, nil
	case signaling.EnterRoom:
		return frame(core, "enter_room", nil)
	case signaling.RaiseHand:
		return frame(raiseHands, "raise_hand", nil)
	case signaling.LowerHand:
		return frame(raiseHands, "lower_hand", nil)
	case signaling.EnableRaiseHands:
		return frame(raiseHands, "enable_raise_hands", nil)
	case signaling.DisableRaiseHands:
		return frame(raiseHands, "disable_raise_hands", nil)
	case signaling.ResetRaisedHands:
		if c.Target == nil {
			return frame(raiseHands, "reset_raised_hands", nil)
		}
		return frame(raiseHands, "reset_raised_hands", map[string]any{"target": c.Target})
	case signaling.GrantModeratorRole:
		return role(c.Target, signaling.RoleModerator)
	case signaling.RevokeModeratorRole:
		return role(c.Target, signaling.RoleUser)
	case signaling.EnableWaitingRoom:
		return r.waitingRoom(forEveryone, c)
	case signaling.DisableWaitingRoom:
		return r.waitingRoom(disabled, c)
	case signaling.Accept, signaling.Kick, signaling.Ban, signaling.Unban, signaling.SendToWaitingRoom, signaling.Debrief,
		signaling.ChangeDisplayName, signaling.Mute, signaling.Ping:
		return signaling.EncodeCommand(c)
	}
	return nil, fmt.Errorf("send %T: %w", c, errors.ErrUnsupported)
}

// waitingRoom sets the state of the waiting room: by the older command on a server whose waiting room has two states.
func (r *room) waitingRoom(state string, older signaling.Command) ([]byte, error) {
	if r.twoStates {
		return signaling.EncodeCommand(older)
	}
	return frame(signaling.Moderation, "change_waiting_room_state", map[string]any{"new_state": state})
}

func role(id, role string) ([]byte, error) {
	return frame(signaling.Moderation, "update_role", map[string]any{"participant_id": id, "new_role": role})
}

func frame(namespace, action string, fields map[string]any) ([]byte, error) {
	payload := map[string]any{"action": action}
	for k, v := range fields {
		payload[k] = v
	}
	return json.Marshal(map[string]any{"namespace": namespace, "payload": payload})
}
