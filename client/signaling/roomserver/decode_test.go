package roomserver

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"foyer/client/signaling"
)

// frame puts a payload into its envelope.
func framed(namespace, payload string) []byte {
	return []byte(`{"timestamp":"2026-07-01T10:00:00Z","namespace":"` + namespace + `","payload":` + payload + `}`)
}

const welcomeFrame = `{"message":"join_success","id":"mo","connection_id":"c0","device_id":"d0",
	"connections":[{"connection_id":"c0","device_id":"d0"}],"display_name":"Mo","role":"moderator",
	"tariff":{"id":"t","name":"test","quotas":{},"used_quota":{},"disabled_features":[]},"enabled_modules":{"core":[]},
	"module_data":{"raise_hands":{"raise_hands_enabled":true},"moderation":{"waiting_room":"for_guests","guest_access":true,
		"waiting_room_participants":[
			{"participant_id":"w1","connections":["c7"],"accepted":false,"joined_at":"2026-07-01T09:00:00Z","display_name":"Ana","avatar_url":"x"},
			{"participant_id":"w2","connections":[],"accepted":true,"joined_at":"2026-07-01T09:01:00Z","display_name":"Ben","avatar_url":"x"}],
		"banned_participants":[{"participant_id":"b1","display_name":"Eve"}],
		"display_name_change_restrictions":{"type":"disabled"}}},
	"participants":[
		{"id":"p1","connections":["c1","c2"],"module_data":{"core":{"display_name":"Max","role":"user","participation_kind":"registered",
			"joined_at":"2026-07-01T08:00:00Z","is_room_owner":false},"raise_hands":{"raised_at":"2026-07-01T09:30:00Z"}}},
		{"id":"p2","connections":[],"module_data":{"core":{"display_name":"Gone","left_at":"2026-07-01T08:30:00Z"}}},
		{"id":"mo","connections":[{"connection_id":"c9"}],"module_data":{"core":{"display_name":"Mo"}}}],
	"event_info":null,"meeting_details":{"streaming_links":[]},"room_info":{"id":"r"},"is_room_owner":true}`

// joined is a room whose welcome was read.
func joined(t *testing.T) (*room, []signaling.Event) {
	t.Helper()
	r := &room{}
	events, _, err := r.decode(framed("core", welcomeFrame))
	if err != nil {
		t.Fatal(err)
	}
	return r, events
}

func TestWelcomeIsTheOlderOne(t *testing.T) {
	_, events := joined(t)
	if len(events) != 2 {
		t.Fatalf("got %#v", events)
	}
	w := events[0].(*signaling.JoinSuccess)
	m := w.Moderation
	if w.ID != "mo" || w.Role != signaling.RoleModerator || !w.IsRoomOwner || !m.WaitingRoomEnabled || !m.RaiseHandsEnabled {
		t.Errorf("welcome %+v", w)
	}
	if len(m.WaitingParticipants) != 2 || m.WaitingParticipants[0].Control.DisplayName != "Ana" ||
		m.WaitingParticipants[0].WaitingRoomState != signaling.StateWaiting ||
		m.WaitingParticipants[1].WaitingRoomState != signaling.StateAccepted {
		t.Errorf("waiting %+v", m.WaitingParticipants)
	}
	raisedAt := time.Date(2026, 7, 1, 9, 30, 0, 0, time.UTC)
	if len(w.Participants) != 1 || w.Participants[0].Control.DisplayName != "Max" || !w.Participants[0].Control.HandIsUp ||
		!w.Participants[0].Control.HandUpdatedAt.Equal(raisedAt) {
		t.Errorf("inside %+v", w.Participants)
	}
	want := &signaling.Blocked{BlockedGuest: signaling.BlockedGuest{Guest: "b1", Name: "Eve"}}
	if !reflect.DeepEqual(events[1], want) {
		t.Errorf("then %+v", events[1])
	}
}

func TestMessagesBecomeTheOlderEvents(t *testing.T) {
	at := time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC)
	max := func(change func(*signaling.ParticipantControl)) signaling.Participant {
		p := signaling.Participant{ID: "p1", Control: signaling.ParticipantControl{
			DisplayName: "Max", Role: "user", ParticipationKind: "user", JoinedAt: at.Add(-2 * time.Hour),
			HandIsUp: true, HandUpdatedAt: at.Add(-30 * time.Minute),
		}}
		change(&p.Control)
		return p
	}
	nothing := []signaling.Event{}
	tests := []struct {
		name, namespace, payload string
		want                     []signaling.Event
	}{
		{"a knock", "core", `{"message":"joined_waiting_room","participant_id":"w3","connection_ids":["c"],
			"joined_at":"2026-07-01T10:00:00Z","display_name":"Zoe","avatar_url":"x"}`,
			[]signaling.Event{&signaling.JoinedWaitingRoom{Participant: signaling.Participant{
				ID: "w3", WaitingRoomState: "waiting",
				Control: signaling.ParticipantControl{DisplayName: "Zoe", AvatarURL: "x", JoinedAt: at},
			}}}},
		{"one who no longer waits", "core", `{"message":"left_waiting_room","id":"w1","connection_ids":["c"]}`,
			[]signaling.Event{&signaling.LeftWaitingRoom{ID: "w1"}}},
		{"one whom another moderator accepted", "moderation", `{"message":"participant_accepted","participant_id":"w1"}`,
			[]signaling.Event{&signaling.Decided{Decision: "allow", Guests: []string{"w1"}}}},
		{"one who enters", "core", `{"message":"participant_connected","participant_id":"p9","connection_id":"c","peer_data":{
			"core":{"display_name":"Bob","role":"user","participation_kind":"guest","joined_at":"2026-07-01T10:00:00Z"}}}`,
			[]signaling.Event{&signaling.Joined{Participant: signaling.Participant{
				ID:      "p9",
				Control: signaling.ParticipantControl{DisplayName: "Bob", Role: "user", ParticipationKind: "guest", JoinedAt: at},
			}}}},
		{"another device of one inside", "core", `{"message":"participant_connected","participant_id":"p1","connection_id":"c3"}`, nothing},
		{"the desk's own browser", "core", `{"message":"participant_connected","participant_id":"mo","connection_id":"c3"}`, nothing},
		{"one of two devices goes", "core",
			`{"message":"participant_disconnected","participant_id":"p1","connection_id":"c1","reason":"leave"}`, nothing},
		{"one whom nobody knows goes", "core",
			`{"message":"participant_disconnected","participant_id":"p7","connection_id":"c1","reason":"leave"}`, nothing},
		{"a hand goes down", "raise_hands", `{"message":"hand_lowered","participant":"p1"}`,
			[]signaling.Event{&signaling.Update{Participant: max(func(c *signaling.ParticipantControl) {
				c.HandIsUp, c.HandUpdatedAt = false, at
			})}}},
		{"all hands go down", "raise_hands", `{"message":"raised_hand_reset_by_moderator","issued_by":"mo","participants":["p1","p7"]}`,
			[]signaling.Event{&signaling.Update{Participant: max(func(c *signaling.ParticipantControl) {
				c.HandIsUp, c.HandUpdatedAt = false, at
			})}}},
		{"hands are forbidden", "raise_hands", `{"message":"raise_hands_disabled","issued_by":"mo"}`,
			[]signaling.Event{&signaling.RaiseHandsDisabled{IssuedBy: "mo"}}},
		{"a new moderator", "moderation", `{"message":"role_updated","participant_id":"p1","new_role":"moderator"}`,
			[]signaling.Event{&signaling.Update{Participant: max(func(c *signaling.ParticipantControl) { c.Role = "moderator" })}}},
		{"lost rights", "moderation", `{"message":"role_updated","participant_id":"mo","new_role":"user"}`,
			[]signaling.Event{&signaling.RoleUpdated{NewRole: "user"}}},
		{"the waiting room opens", "moderation", `{"message":"waiting_room_updated","new_state":"disabled"}`,
			[]signaling.Event{&signaling.WaitingRoomDisabled{}}},
		{"it closes for guests", "moderation", `{"message":"waiting_room_updated","new_state":"for_guests"}`,
			[]signaling.Event{&signaling.WaitingRoomEnabled{}}},
		{"it closes, before 0.0.40", "moderation", `{"message":"waiting_room_enabled"}`, []signaling.Event{&signaling.WaitingRoomEnabled{}}},
		{"a ban", "moderation", `{"message":"participant_banned","participant_id":"p1","display_name":"Max","banned_by":"mo"}`,
			[]signaling.Event{&signaling.Blocked{BlockedGuest: signaling.BlockedGuest{Guest: "p1", Name: "Max"}}}},
		{"a refusal", "moderation", `{"message":"error","error":"cannot_ban_guests"}`,
			[]signaling.Event{&signaling.ModerationError{Error: "cannot_ban_guests"}}},
		{"a refusal about hands", "raise_hands", `{"message":"error","error":"unknown_participant"}`,
			[]signaling.Event{&signaling.ModerationError{Error: "unknown_participant"}}},
		{"too much", "error", `{"error":"slow_down"}`, []signaling.Event{&signaling.RateLimitExceeded{}}},
		{"an unknown namespace of ours", "error", `{"error":"unknown_namespace","invalid_namespace":"x"}`,
			[]signaling.Event{&signaling.ControlError{Error: "unknown_namespace"}}},
		{"the end of the room", "core", `{"message":"closing","reason":"room_deleted"}`, []signaling.Event{&signaling.RoomDeleted{}}},
		{"a namespace of tomorrow", "whiteboard", `{"message":"drawn","id":7}`,
			[]signaling.Event{signaling.Unknown{Namespace: "whiteboard", Message: "drawn"}}},
		{"a sign of life", "echo", `{"message":"pong"}`, []signaling.Event{&signaling.Pong{}}},
	}
	for _, tt := range tests {
		r, _ := joined(t)
		events, when, err := r.decode(framed(tt.namespace, tt.payload))
		if err != nil || !when.Equal(at) {
			t.Errorf("%s: at %v, %v", tt.name, when, err)
		}
		if len(events)+len(tt.want) > 0 && !reflect.DeepEqual(events, tt.want) {
			t.Errorf("%s is told as %s, want %s", tt.name, asJSON(events), asJSON(tt.want))
		}
	}
}

func asJSON(events []signaling.Event) string {
	text, _ := json.Marshal(events)
	return string(text)
}

// Whoever has two devices leaves with the second.
func TestLastDeviceIsTheParticipant(t *testing.T) {
	r, _ := joined(t)
	for _, c := range []string{"c1", "c2"} {
		events, _, err := r.decode(framed("core",
			`{"message":"participant_disconnected","participant_id":"p1","connection_id":"`+c+`","reason":"kicked"}`))
		if err != nil {
			t.Fatal(err)
		}
		if c == "c2" && !reflect.DeepEqual(events, []signaling.Event{&signaling.Left{ID: "p1", Reason: "kicked"}}) {
			t.Errorf("with the last device: %+v", events)
		}
	}
}

// A full room says so without an envelope.
func TestRefusalOfFullRoomHasNoEnvelope(t *testing.T) {
	r := &room{}
	events, _, err := r.decode([]byte(`{"message":"join_blocked","reason":"participant_limit_reached"}`))
	if want := []signaling.Event{&signaling.JoinBlocked{Reason: "participant_limit_reached"}}; err != nil || !reflect.DeepEqual(events, want) {
		t.Errorf("got %+v, %v", events, err)
	}
}

func TestCommandsInTheServersWords(t *testing.T) {
	tests := []struct {
		command signaling.Command
		want    string // three states, as since 0.0.40
		older   string // two, where that differs
	}{
		{signaling.Accept{Target: "w1"}, `{"namespace":"moderation","payload":{"action":"accept","target":"w1"}}`, ""},
		{signaling.EnableWaitingRoom{},
			`{"namespace":"moderation","payload":{"action":"change_waiting_room_state","new_state":"for_everyone"}}`,
			`{"namespace":"moderation","payload":{"action":"enable_waiting_room"}}`},
		{signaling.DisableWaitingRoom{},
			`{"namespace":"moderation","payload":{"action":"change_waiting_room_state","new_state":"disabled"}}`,
			`{"namespace":"moderation","payload":{"action":"disable_waiting_room"}}`},
		{signaling.GrantModeratorRole{Target: "p1"},
			`{"namespace":"moderation","payload":{"action":"update_role","new_role":"moderator","participant_id":"p1"}}`, ""},
		{signaling.RevokeModeratorRole{Target: "p1"},
			`{"namespace":"moderation","payload":{"action":"update_role","new_role":"user","participant_id":"p1"}}`, ""},
		{signaling.ResetRaisedHands{}, `{"namespace":"raise_hands","payload":{"action":"reset_raised_hands"}}`, ""},
		{signaling.ResetRaisedHands{Target: []string{"p1"}},
			`{"namespace":"raise_hands","payload":{"action":"reset_raised_hands","target":["p1"]}}`, ""},
		{signaling.DisableRaiseHands{}, `{"namespace":"raise_hands","payload":{"action":"disable_raise_hands"}}`, ""},
		{signaling.Mute{Participants: []string{"p1"}}, `{"namespace":"moderation","payload":{"action":"mute","participants":["p1"]}}`, ""},
		{signaling.Unban{Target: "p1"}, `{"namespace":"moderation","payload":{"action":"unban","target":"p1"}}`, ""},
		{signaling.EnterRoom{}, `{"namespace":"core","payload":{"action":"enter_room"}}`, ""},
		{signaling.Ping{}, `{"namespace":"echo","payload":{"action":"ping"}}`, ""},
	}
	for _, tt := range tests {
		for _, two := range []bool{false, true} {
			want := tt.want
			if two && tt.older != "" {
				want = tt.older
			}
			got, err := (&room{twoStates: two}).encode(tt.command)
			if err != nil || string(got) != want {
				t.Errorf("%T is %s, %v, want %s", tt.command, got, err, want)
			}
		}
	}
	if got, err := (&room{}).encode(signaling.Join{}); got != nil || err != nil {
		t.Errorf("join is %s, %v", got, err)
	}
	if _, err := (&room{}).encode(signaling.Deny{Everyone: true}); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("deny: %v", err)
	}
}

func TestOlderServerIsFoundOut(t *testing.T) {
	r := &room{}
	_, _, err := r.decode(framed("core", `{"message":"join_success","id":"mo","module_data":{"moderation":{"waiting_room_enabled":true}}}`))
	if err != nil || !r.twoStates {
		t.Errorf("two states: %v, %v", r.twoStates, err)
	}
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	for _, frame := range []string{
		``, `[]`, `{"namespace":"core","payload":7}`, `{"namespace":"core","payload":{"message":"join_success","id":7}}`,
		`{"namespace":"core","payload":{"message":"joined_waiting_room","joined_at":"yesterday"}}`,
		`{"namespace":"moderation","payload":{"message":"role_updated","participant_id":7}}`,
	} {
		if _, _, err := new(room).decode([]byte(frame)); !errors.Is(err, signaling.ErrInvalidJSON) {
			t.Errorf("%s: %v", frame, err)
		}
	}
}

// Nothing that a server sends makes the reader fall over, and what it cannot read is told by one kind of error.
func FuzzDecode(f *testing.F) {
	f.Add(framed("core", welcomeFrame), framed("core", `{"message":"participant_connected","participant_id":"p9","connection_id":"c"}`))
	f.Add(framed("raise_hands", `{"message":"hand_raised","participant":"p1"}`), []byte(`{"message":"join_blocked"}`))
	f.Add(framed("core", `{"message":"participant_disconnected","participant_id":"p1"}`), framed("error", `{"error":"slow_down"}`))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		r := &room{}
		for _, frame := range [][]byte{first, second, first} {
			events, _, err := r.decode(frame)
			if err != nil && (!errors.Is(err, signaling.ErrInvalidJSON) || events != nil) {
				t.Fatalf("%v with %v", err, events)
			}
			for _, e := range events {
				if e == nil {
					t.Fatal("an event that is nothing")
				}
			}
		}
	})
}

func TestAddressHasTheTokenAtItsEnd(t *testing.T) {
	tests := []struct{ address, token, want string }{
		{"https://rooms.example.org", "abc", "wss://rooms.example.org/v1/signaling/abc"},
		{"http://localhost:8080/rooms/", "abc", "ws://localhost:8080/rooms/v1/signaling/abc"},
		{"https://rooms.example.org", "a/b", "wss://rooms.example.org/v1/signaling/a%2Fb"},
		{"ftp://rooms.example.org", "abc", ""},
		{"https://mo@rooms.example.org", "abc", ""},
		{"rooms.example.org", "abc", ""},
		{"https://rooms.example.org", "", ""},
	}
	for _, tt := range tests {
		got, err := websocketURL(tt.address, tt.token)
		if got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("%s: %s, %v", tt.address, got, err)
		}
	}
}
