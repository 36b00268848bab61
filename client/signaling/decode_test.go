package signaling

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

// The frames are written as OpenTalk's servers and its documentation write them, not as this package would.
func TestDecodeEvent(t *testing.T) {
	joined := time.Date(2022, 5, 10, 10, 40, 39, 0, time.UTC)
	tests := []struct {
		name  string
		frame string
		want  Event
	}{
		{"a guest knocks",
			`{"namespace":"moderation","timestamp":"2022-05-10T10:40:39Z","payload":{"message":"joined_waiting_room",
			  "id":"g1","control":{"display_name":"Ana","role":"guest","avatar_url":"http://x/a","participation_kind":"guest",
			  "hand_is_up":false,"joined_at":"2022-05-10T10:40:39Z","left_at":null,
			  "hand_updated_at":"2022-05-10T10:40:39Z","is_room_owner":false}}}`,
			&JoinedWaitingRoom{Participant{ID: "g1", Control: ParticipantControl{DisplayName: "Ana", Role: RoleGuest,
				AvatarURL: "http://x/a", ParticipationKind: "guest", JoinedAt: joined, HandUpdatedAt: joined}}}},
		{"a guest no longer waits, by a server",
			`{"namespace":"moderation","payload":{"message":"left_waiting_room","id":"g1"}}`, &LeftWaitingRoom{ID: "g1"}},
		{"a guest no longer waits, by the documentation",
			`{"namespace":"moderation","payload":{"message":"left_waiting_room","target":"g1"}}`, &LeftWaitingRoom{ID: "g1"}},
		{"a guest no longer waits, by a server that sends both",
			`{"namespace":"moderation","payload":{"message":"left_waiting_room","id":"g1","target":"g1"}}`, &LeftWaitingRoom{ID: "g1"}},
		{"no permission, by a server",
			`{"namespace":"moderation","payload":{"message":"error","error":"insufficient_permissions"}}`,
			&ModerationError{ErrorInsufficientPermissions}},
		{"no permission, by the documentation",
			`{"namespace":"moderation","payload":{"message":"error","error":"permission_denied"}}`,
			&ModerationError{ErrorInsufficientPermissions}},
		{"another error", `{"namespace":"control","payload":{"message":"error","error":"invalid_json"}}`,
			&ControlError{ErrorInvalidJSON}},
		{"in the waiting room", `{"namespace":"moderation","payload":{"message":"in_waiting_room"}}`, &InWaitingRoom{}},
		{"accepted", `{"namespace":"moderation","timestamp":"2022-05-10T10:40:39Z","payload":{"message":"accepted"}}`, &Accepted{}},
		{"the room is full",
			`{"namespace":"control","payload":{"message":"join_blocked","reason":"participant_limit_reached"}}`,
			&JoinBlocked{"participant_limit_reached"}},
		{"a new role", `{"namespace":"control","payload":{"message":"role_updated","new_role":"user"}}`, &RoleUpdated{RoleUser}},
		{"a new name",
			`{"namespace":"moderation","payload":{"message":"display_name_changed","target":"g1","issued_by":"m1",
			  "old_name":"Ana","new_name":"Ana B"}}`, &DisplayNameChanged{"g1", "m1", "Ana", "Ana B"}},
		{"pong", `{"namespace":"echo","payload":{"message":"pong"}}`, &Pong{}},
		{"an event of tomorrow", `{"namespace":"core","payload":{"message":"closing","reason":"idle"}}`, Unknown{"core", "closing"}},
		{"decided by the guest policy",
			`{"namespace":"foyer","payload":{"message":"decided","decision":"allow","guests":["g1"],"by":{}}}`,
			&Decided{Decision: DecisionAllow, Guests: []string{"g1"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _, err := DecodeEvent([]byte(tt.frame))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %#v\nwant %#v", got, tt.want)
			}
		})
	}
}

const joinSuccess = `{"namespace":"control","timestamp":"2021-06-24T14:00:11.873753715Z","payload":{"message":"join_success",
 "id":"m1","display_name":"Ben","avatar_url":"http://url","role":"moderator","closes_at":"2021-06-24T14:00:11.873753715Z",
 "tariff":{"id":"0","name":"test","quotas":{},"modules":{"core":{"features":[]}}},
 "participants":[],
 "event_info":{"id":"e1","room_id":"r1","title":"Daily","is_adhoc":false,"e2e_encryption":false,"meeting_details":{}},
 "room_info":{"id":"r1","password":"secret123","created_by":{"title":"Dr.","firstname":"Ben"}},
 "is_room_owner":true,
 "moderation":{"raise_hands_enabled":true,"waiting_room_enabled":true,"waiting_room_participants":[
  {"id":"g1","control":{"display_name":"Ana","role":"guest","joined_at":"2021-06-24T14:00:01Z"},"waiting_room_state":"waiting"},
  {"id":"g2","control":{"display_name":"Cem","role":"guest","joined_at":"2021-06-24T14:00:02Z"},"waiting_room_state":"accepted"}]},
 "polls":null,"livekit":{"credentials":{}}}}`

func TestDecodeJoinSuccessOfOpenTalk(t *testing.T) {
	e, at, err := DecodeEvent([]byte(joinSuccess))
	if err != nil {
		t.Fatal(err)
	}
	js := e.(*JoinSuccess)
	if js.Foyer != nil {
		t.Error("OpenTalk has no namespace foyer, but Foyer is set")
	}
	if js.Role != RoleModerator || js.EventInfo.Title != "Daily" || !js.Moderation.WaitingRoomEnabled {
		t.Errorf("got %+v", js)
	}
	waiting := js.Moderation.WaitingParticipants
	if len(waiting) != 2 || waiting[0].WaitingRoomState != StateWaiting || waiting[1].WaitingRoomState != StateAccepted {
		t.Errorf("waiting: %+v", waiting)
	}
	if want := time.Date(2021, 6, 24, 14, 0, 11, 873753715, time.UTC); !at.Equal(want) {
		t.Errorf("timestamp %v, want %v", at, want)
	}
}

func TestDecodeCommand(t *testing.T) {
	tests := []struct {
		frame string
		want  Command
		err   error
	}{
		{`{"namespace":"control","payload":{"action":"join","display_name":"Test!"}}`, &Join{"Test!"}, nil},
		{`{"namespace":"control","payload":{"action":"enter_room","of":"tomorrow"}}`, &EnterRoom{}, nil},
		{`{"namespace":"moderation","payload":{"action":"accept","target":"g1"}}`, &Accept{"g1"}, nil},
		{`{"namespace":"foyer","payload":{"action":"deny","everyone":true,"reason":"Full"}}`, &Deny{Everyone: true, Reason: "Full"}, nil},
		{`{"namespace":"echo","payload":{"action":"ping"}}`, &Ping{}, nil},
		{`{"namespace":"chat","payload":{"action":"send_message"}}`, nil, ErrInvalidNamespace},
		{`{"namespace":"moderation","payload":{"action":"dance"}}`, nil, ErrInvalidJSON},
		{`{"namespace":"moderation","payload":{"action":"accept","target":["g1"]}}`, nil, ErrInvalidJSON},
		{`{"namespace":"moderation","payload":null}`, nil, ErrInvalidJSON},
		{`{"namespace":"moderation"}`, nil, ErrInvalidJSON},
		{`[]`, nil, ErrInvalidJSON},
		{``, nil, ErrInvalidJSON},
	}
	for _, tt := range tests {
		got, err := DecodeCommand([]byte(tt.frame))
		if !errors.Is(err, tt.err) {
			t.Errorf("%s: error %v, want %v", tt.frame, err, tt.err)
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %#v, want %#v", tt.frame, got, tt.want)
		}
	}
}

func TestTicketFrom(t *testing.T) {
	tests := []struct {
		protocols []string
		ticket    string
		ok        bool
	}{
		{[]string{"ticket#room#abc", Subprotocol}, "room#abc", true},
		{[]string{Subprotocol, TicketProtocol("abc")}, "abc", true},
		{[]string{Subprotocol, "ticket#"}, "", false},
		{[]string{Subprotocol}, "", false},
		{nil, "", false},
	}
	for _, tt := range tests {
		ticket, ok := TicketFrom(tt.protocols)
		if ticket != tt.ticket || ok != tt.ok {
			t.Errorf("TicketFrom(%q) = %q, %v", tt.protocols, ticket, ok)
		}
	}
}
