package signaling

import (
	"reflect"
	"testing"
	"time"
)

func TestEncodeCommand(t *testing.T) {
	tests := []struct {
		command Command
		want    string
	}{
		{Join{}, `{"namespace":"control","payload":{"action":"join"}}`},
		{Join{"Ana \"A\""}, `{"namespace":"control","payload":{"action":"join","display_name":"Ana \"A\""}}`},
		{Accept{"g1"}, `{"namespace":"moderation","payload":{"action":"accept","target":"g1"}}`},
		{Allow{Guests: []string{"g1", "g2"}}, `{"namespace":"foyer","payload":{"action":"allow","guests":["g1","g2"]}}`},
		{Allow{Everyone: true, Remember: true}, `{"namespace":"foyer","payload":{"action":"allow","everyone":true,"remember":true}}`},
		{Deny{Guests: []string{"g1"}, Reason: "Full"}, `{"namespace":"foyer","payload":{"action":"deny","guests":["g1"],"reason":"Full"}}`},
		{Remember{DecisionDeny}, `{"namespace":"foyer","payload":{"action":"remember","decision":"deny"}}`},
		{Forget{}, `{"namespace":"foyer","payload":{"action":"forget"}}`},
		{SendToWaitingRoom{"g1"}, `{"namespace":"moderation","payload":{"action":"send_to_waiting_room","target":"g1"}}`},
		{Debrief{ScopeGuests}, `{"namespace":"moderation","payload":{"action":"debrief","kick_scope":"guests"}}`},
		{ChangeDisplayName{"Ana", "g1"}, `{"namespace":"moderation","payload":{"action":"change_display_name","new_name":"Ana","target":"g1"}}`},
		{ResetRaisedHands{}, `{"namespace":"moderation","payload":{"action":"reset_raised_hands"}}`},
		{ResetRaisedHands{Targets{}}, `{"namespace":"moderation","payload":{"action":"reset_raised_hands","target":[]}}`},
		{ResetRaisedHands{Targets{"g1"}}, `{"namespace":"moderation","payload":{"action":"reset_raised_hands","target":["g1"]}}`},
		{SetRules{Rules{Names: []string{"Ana"}, AllowedBefore: true}},
			`{"namespace":"foyer","payload":{"action":"set_rules","names":["Ana"],"allowed_before":true}}`},
		{Say{Text: "Soon"}, `{"namespace":"foyer","payload":{"action":"say","text":"Soon"}}`},
		{Undo{7}, `{"namespace":"foyer","payload":{"action":"undo","decision_id":7}}`},
		{Ping{}, `{"namespace":"echo","payload":{"action":"ping"}}`},
	}
	for _, tt := range tests {
		got, err := EncodeCommand(tt.command)
		if err != nil {
			t.Errorf("%#v: %v", tt.command, err)
		}
		if string(got) != tt.want {
			t.Errorf("%#v:\ngot  %s\nwant %s", tt.command, got, tt.want)
		}
	}
}

// An event is stamped in UTC, wherever the server stands.
func TestEncodeEventInUTC(t *testing.T) {
	at := time.Date(2026, 7, 10, 12, 0, 0, 0, time.FixedZone("CEST", 2*60*60))
	got, err := EncodeEvent(Denied{Reason: "Full"}, at)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"namespace":"foyer","timestamp":"2026-07-10T10:00:00Z","payload":{"message":"denied","reason":"Full"}}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Whatever one end can say, the other understands.
func TestEventsComeBackAsTheyWere(t *testing.T) {
	at := time.Date(2026, 7, 10, 10, 0, 0, 123456789, time.UTC)
	guest := Participant{ID: "g1", Control: ParticipantControl{DisplayName: "Ana", Role: RoleGuest, JoinedAt: at}}
	events := []Event{
		&JoinSuccess{ID: "m1", Role: RoleModerator, Participants: []Participant{},
			Moderation: ModerationState{WaitingParticipants: []Participant{guest}},
			Foyer:      &FoyerState{GuestPolicy: "ASK_MODERATOR", Remembered: DecisionAllow}},
		&JoinBlocked{"participant_limit_reached"}, &RoleUpdated{RoleModerator}, &ControlError{ErrorInvalidJSON},
		&InWaitingRoom{}, &Accepted{}, &JoinedWaitingRoom{guest}, &LeftWaitingRoom{"g1"},
		&DisplayNameChanged{Target: "g1", NewName: "Ana B"}, &ModerationError{ErrorInsufficientPermissions}, &Denied{Reason: "Full", Blocked: true},
		&Decided{Decision: DecisionDeny, Guests: []string{"g1"}, By: Person{"m1", "Ben"}, Reason: "Full"},
		&Remembered{Decision: DecisionAllow, By: Person{"m1", "Ben"}}, &FoyerError{ErrorInternal}, &Pong{},
		&Joined{guest}, &Update{guest}, &Left{"g1", LeftKicked}, &HandRaised{}, &HandLowered{}, &ModeratorRoleGranted{"g1"},
		&ModeratorRoleRevoked{"g1"}, &TimeLimitElapsed{}, &RoomDeleted{}, &RateLimitExceeded{}, &Kicked{}, &Banned{}, &SentToWaitingRoom{},
		&SessionEnded{"m1"}, &DebriefingStarted{"m1"}, &WaitingRoomEnabled{}, &WaitingRoomDisabled{}, &RaiseHandsEnabled{"m1"},
		&RaiseHandsDisabled{"m1"}, &RaisedHandReset{"m1"}, &InWaitingRoom{&WaitingState{Attended: true, Message: "Soon"}},
		&Undone{7, []string{"g1"}, Person{"m1", "Ben"}}, &PolicyChanged{"ALWAYS_DENY", Person{"m1", "Ben"}},
		&RulesChanged{Rules{Names: []string{"Ana"}, From: at}, Person{"m1", "Ben"}}, &Said{Target: "g1", Text: "Soon"}, &Renamed{"Ana B"},
		&Blocked{BlockedGuest{3, "g1", "Ana"}, Person{"m1", "Ben"}}, &Unblocked{BlockedGuest{3, "g1", "Ana"}, Person{"m1", "Ben"}},
		&QueueShown{true, Person{"m1", "Ben"}}, &Queue{2, 3}, &Attendance{true}, &MeetingStarted{}, &MeetingEnded{},
	}
	for _, e := range events {
		frame, err := EncodeEvent(e, at)
		if err != nil {
			t.Errorf("%#v: %v", e, err)
			continue
		}
		got, gotAt, err := DecodeEvent(frame)
		if err != nil || !reflect.DeepEqual(got, e) || !gotAt.Equal(at) {
			t.Errorf("%s\ncame back as %#v at %v, %v", frame, got, gotAt, err)
		}
	}
}
