package signaling

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

// The payloads are the examples of OpenTalk's documentation and of its own tests, word for word.

func TestCommandsOfOpenTalk(t *testing.T) {
	const zero = "00000000-0000-0000-0000-000000000000"
	tests := []struct {
		namespace, payload string
		want               Command
	}{
		{Control, `{"action":"join","display_name":"Test!"}`, &Join{"Test!"}},
		{Control, `{"action":"join"}`, &Join{}},
		{Control, `{"action":"enter_room"}`, &EnterRoom{}},
		{Control, `{"action":"raise_hand"}`, &RaiseHand{}},
		{Control, `{"action":"lower_hand"}`, &LowerHand{}},
		{Control, `{"action":"grant_moderator_role","target":"` + zero + `"}`, &GrantModeratorRole{zero}},
		{Control, `{"action":"revoke_moderator_role","target":"` + zero + `"}`, &RevokeModeratorRole{zero}},
		{Moderation, `{"action": "kick", "target": "` + zero + `"}`, &Kick{zero}},
		{Moderation, `{"action": "ban", "target": "` + zero + `"}`, &Ban{zero}},
		{Moderation, `{"action": "send_to_waiting_room", "target": "` + zero + `"}`, &SendToWaitingRoom{zero}},
		{Moderation, `{"action": "debrief", "kick_scope": "guest"}`, &Debrief{ScopeGuests}},
		{Moderation, `{"action": "debrief", "kick_scope": "guests"}`, &Debrief{ScopeGuests}},
		{Moderation, `{"action": "debrief", "kick_scope": "users_and_guests"}`, &Debrief{ScopeUsersAndGuests}},
		{Moderation, `{"action": "debrief", "kick_scope": "all"}`, &Debrief{ScopeAll}},
		{Moderation, `{"action": "change_display_name", "new_name": "Foo Bar", "target": "` + zero + `"}`, &ChangeDisplayName{"Foo Bar", zero}},
		{Moderation, `{"action": "enable_waiting_room"}`, &EnableWaitingRoom{}},
		{Moderation, `{"action": "disable_waiting_room"}`, &DisableWaitingRoom{}},
		{Moderation, `{"action": "enable_raise_hands"}`, &EnableRaiseHands{}},
		{Moderation, `{"action": "disable_raise_hands"}`, &DisableRaiseHands{}},
		{Moderation, `{"action": "accept", "target": "` + zero + `"}`, &Accept{zero}},
		{Moderation, `{"action": "reset_raised_hands"}`, &ResetRaisedHands{}},
		{Moderation, `{"action": "reset_raised_hands", "target": null}`, &ResetRaisedHands{}},
		{Moderation, `{"action": "reset_raised_hands", "target": "` + zero + `"}`, &ResetRaisedHands{Targets{zero}}},
		{Moderation, `{"action": "reset_raised_hands", "target": []}`, &ResetRaisedHands{Targets{}}},
		{Moderation, `{"action": "reset_raised_hands", "target": ["` + zero + `"]}`, &ResetRaisedHands{Targets{zero}}},
		{Moderation, `{"action": "reset_raised_hands", "target": ["` + zero + `","00000000-0000-0000-0000-000000000808"]}`,
			&ResetRaisedHands{Targets{zero, "00000000-0000-0000-0000-000000000808"}}},
		{Echo, `{"action":"ping"}`, &Ping{}},
	}
	for _, tt := range tests {
		got, err := DecodeCommand([]byte(`{"namespace":"` + tt.namespace + `","payload":` + tt.payload + `}`))
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %#v, %v; want %#v", tt.payload, got, err, tt.want)
		}
	}
}

func TestCommandsThatLackSomethingAreRefused(t *testing.T) {
	for _, frame := range []string{
		`{"namespace":"control","payload":{"action":"grant_moderator_role"}}`,
		`{"namespace":"control","payload":{"action":"revoke_moderator_role","target":""}}`,
		`{"namespace":"moderation","payload":{"action":"kick"}}`,
		`{"namespace":"moderation","payload":{"action":"ban","target":null}}`,
		`{"namespace":"moderation","payload":{"action":"send_to_waiting_room","target":7}}`,
		`{"namespace":"moderation","payload":{"action":"debrief"}}`,
		`{"namespace":"moderation","payload":{"action":"debrief","kick_scope":"everyone"}}`,
		`{"namespace":"moderation","payload":{"action":"change_display_name","new_name":"Ana"}}`,
		`{"namespace":"moderation","payload":{"action":"accept"}}`,
		`{"namespace":"moderation","payload":{"action":"reset_raised_hands","target":7}}`,
		`{"namespace":"moderation","payload":{"action":"reset_raised_hands","target":[7]}}`,
		`{"namespace":"foyer","payload":{"action":"undo"}}`,
		`{"namespace":"foyer","payload":{"action":"undo","decision_id":"7"}}`,
		`{"namespace":"foyer","payload":{"action":"rename","name":"Ana"}}`,
		`{"namespace":"foyer","payload":{"action":"block"}}`,
		`{"namespace":"foyer","payload":{"action":"unblock"}}`,
		`{"namespace":"foyer","payload":{"action":"show_queue","show":"yes"}}`,
		`{"namespace":"foyer","payload":{"action":"set_rules","opens_at":"tomorrow"}}`,
	} {
		if c, err := DecodeCommand([]byte(frame)); !errors.Is(err, ErrInvalidJSON) {
			t.Errorf("%s: %#v, %v; want ErrInvalidJSON", frame, c, err)
		}
	}
}

// What the server sends must have OpenTalk's form: clients read it strictly.
func TestEventsHaveOpenTalksForm(t *testing.T) {
	at := time.Date(2021, 6, 24, 14, 0, 11, 0, time.UTC)
	guest := Participant{ID: "g1", Control: ParticipantControl{
		DisplayName: "Ana", Role: RoleGuest, ParticipationKind: KindGuest, JoinedAt: at, HandUpdatedAt: at,
	}}
	const control = `"control":{"display_name":"Ana","role":"guest","participation_kind":"guest","hand_is_up":false,
		"joined_at":"2021-06-24T14:00:11Z","left_at":null,"hand_updated_at":"2021-06-24T14:00:11Z","is_room_owner":false}`
	tests := []struct {
		event   Event
		payload string
	}{
		{&Joined{guest}, `{"message":"joined","id":"g1",` + control + `}`},
		{&Update{guest}, `{"message":"update","id":"g1",` + control + `}`},
		{&JoinedWaitingRoom{guest}, `{"message":"joined_waiting_room","id":"g1",` + control + `}`},
		{&LeftWaitingRoom{"g1"}, `{"message":"left_waiting_room","id":"g1","target":"g1"}`},
		{&Left{"g1", LeftSentToWaitingRoom}, `{"message":"left","id":"g1","reason":"sent_to_waiting_room"}`},
		{HandRaised{}, `{"message":"hand_raised"}`},
		{HandLowered{}, `{"message":"hand_lowered"}`},
		{&RoleUpdated{RoleModerator}, `{"message":"role_updated","new_role":"moderator"}`},
		{&ModeratorRoleGranted{"g1"}, `{"message":"moderator_role_granted","target":"g1"}`},
		{&ModeratorRoleRevoked{"g1"}, `{"message":"moderator_role_revoked","target":"g1"}`},
		{RoomDeleted{}, `{"message":"room_deleted"}`},
		{TimeLimitElapsed{}, `{"message":"time_limit_quota_elapsed"}`},
		{RateLimitExceeded{}, `{"message":"rate_limit_exceeded"}`},
		{&JoinBlocked{LimitReached}, `{"message":"join_blocked","reason":"participant_limit_reached"}`},
		{&ControlError{ErrorTargetIsRoomOwner}, `{"message":"error","error":"target_is_room_owner"}`},
		{Kicked{}, `{"message":"kicked"}`},
		{Banned{}, `{"message":"banned"}`},
		{SentToWaitingRoom{}, `{"message":"sent_to_waiting_room"}`},
		{&SessionEnded{"m1"}, `{"message":"session_ended","issued_by":"m1"}`},
		{&DebriefingStarted{"m1"}, `{"message":"debriefing_started","issued_by":"m1"}`},
		{InWaitingRoom{}, `{"message":"in_waiting_room"}`},
		{Accepted{}, `{"message":"accepted"}`},
		{WaitingRoomEnabled{}, `{"message":"waiting_room_enabled"}`},
		{WaitingRoomDisabled{}, `{"message":"waiting_room_disabled"}`},
		{&RaiseHandsEnabled{"m1"}, `{"message":"raise_hands_enabled","issued_by":"m1"}`},
		{&RaiseHandsDisabled{"m1"}, `{"message":"raise_hands_disabled","issued_by":"m1"}`},
		{&RaisedHandReset{"m1"}, `{"message":"raised_hand_reset_by_moderator","issued_by":"m1"}`},
		{&DisplayNameChanged{"g1", "m1", "Alice", "Bob"},
			`{"message":"display_name_changed","target":"g1","issued_by":"m1","old_name":"Alice","new_name":"Bob"}`},
		{&ModerationError{ErrorCannotBanGuest}, `{"message":"error","error":"cannot_ban_guest"}`},
	}
	for _, tt := range tests {
		if got, want := payload(t, tt.event, at), sameJSON(t, tt.payload); !reflect.DeepEqual(got, want) {
			t.Errorf("%T is %v\nwant %v", tt.event, got, want)
		}
	}
}

func TestJoinSuccessTellsModeratorsOfAnEmptyWaitingRoom(t *testing.T) {
	at := time.Date(2021, 6, 24, 14, 0, 11, 0, time.UTC)
	for state, want := range map[*ModerationState]string{
		{}:                        `{"raise_hands_enabled":false}`,
		{RaiseHandsEnabled: true}: `{"raise_hands_enabled":true}`,
		{WaitingParticipants: []Participant{}}: `{"raise_hands_enabled":false,"waiting_room_enabled":false,
			"waiting_room_participants":[]}`,
	} {
		got := payload(t, &JoinSuccess{Moderation: *state}, at)["moderation"]
		if !reflect.DeepEqual(got, any(sameJSON(t, want))) {
			t.Errorf("the state is %v, want %s", got, want)
		}
	}
}

func payload(t *testing.T, e Event, at time.Time) map[string]any {
	t.Helper()
	frame, err := EncodeEvent(e, at)
	if err != nil {
		t.Fatal(err)
	}
	var envelope struct{ Payload map[string]any }
	if err := json.Unmarshal(frame, &envelope); err != nil {
		t.Fatal(err)
	}
	return envelope.Payload
}

func sameJSON(t *testing.T, text string) map[string]any {
	t.Helper()
	var fields map[string]any
	if err := json.NewDecoder(strings.NewReader(text)).Decode(&fields); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return fields
}

// Whoever adds a command to the namespace foyer tells clients of it.
func TestEveryActionOfFoyerIsACommand(t *testing.T) {
	for _, action := range FoyerActions() {
		c := newFoyerCommand(action)
		if c == nil {
			t.Errorf("%s is no command", action)
			continue
		}
		if namespace, name := c.command(); namespace != Foyer || name != action {
			t.Errorf("%s is the command %s/%s", action, namespace, name)
		}
	}
}
