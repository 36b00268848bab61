package bridge

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/live"
	"foyer/client/signaling"
)

// told names the events, such as "joined_waiting_room".
func told(events []signaling.Event) []string {
	names := []string{}
	for _, e := range events {
		names = append(names, fmt.Sprintf("%T", e)[len("*signaling."):])
	}
	return names
}

func TestDifferencesBecomeEvents(t *testing.T) {
	ana := live.Guest{ID: "w_1", ExtID: "g1", Name: "Ana", Message: "Soon"}
	max := live.User{ID: "w_2", Name: "Max"}
	was := live.Snapshot{
		State: live.Live, Moderator: true, Policy: bbb.AskModerator, LobbyMessage: "Soon",
		Waiting: []live.Guest{ana}, Users: []live.User{max},
	}
	tests := []struct {
		name   string
		change func(*live.Snapshot)
		want   []string
	}{
		{"nothing", func(*live.Snapshot) {}, []string{}},
		{"a knock", func(s *live.Snapshot) { s.Waiting = append(s.Waiting, live.Guest{ID: "w_3"}) }, []string{"JoinedWaitingRoom"}},
		{"a decision", func(s *live.Snapshot) { s.Waiting = nil }, []string{"LeftWaitingRoom"}},
		{"one who enters", func(s *live.Snapshot) {
			s.Waiting, s.Users = nil, []live.User{max, {ID: "w_1", ExtID: "g1", Name: "Ana"}}
		}, []string{"LeftWaitingRoom", "Joined"}},
		{"a private message", func(s *live.Snapshot) {
			s.Waiting = []live.Guest{{ID: "w_1", ExtID: "g1", Name: "Ana", Message: "You are next"}}
		}, []string{"JoinedWaitingRoom"}},
		{"a message for all", func(s *live.Snapshot) {
			s.LobbyMessage = "Later"
			s.Waiting = []live.Guest{{ID: "w_1", ExtID: "g1", Name: "Ana", Message: "Later"}}
		}, []string{"Said"}},
		{"a place further up", func(s *live.Snapshot) {
			s.Waiting = []live.Guest{{ID: "w_1", ExtID: "g1", Name: "Ana", Message: "Soon", Position: 7}}
		}, []string{}},
		{"a hand", func(s *live.Snapshot) { s.Users = []live.User{{ID: "w_2", Name: "Max", Hand: true}} }, []string{"Update"}},
		{"one who goes", func(s *live.Snapshot) { s.Users = nil }, []string{"Left"}},
		{"another policy", func(s *live.Snapshot) { s.Policy = bbb.AlwaysDeny }, []string{"PolicyChanged", "Remembered"}},
		{"lost rights", func(s *live.Snapshot) { s.Moderator, s.Waiting = false, nil }, []string{"RoleUpdated"}},
		{"a thousand knocks", func(s *live.Snapshot) {
			for i := range 1000 {
				s.Waiting = append(s.Waiting, live.Guest{ID: fmt.Sprint(i)})
			}
		}, []string{"JoinSuccess"}},
	}
	for _, tt := range tests {
		is := was
		is.Waiting, is.Users = append([]live.Guest{}, was.Waiting...), append([]live.User{}, was.Users...)
		tt.change(&is)
		if got := told(differences(was, is)); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s is told as %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestWelcomeTellsTheWholeMeeting(t *testing.T) {
	since := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	w := welcome(live.Snapshot{
		Name: "Choir", UserID: "w_9", Moderator: true, Policy: bbb.AlwaysDeny, LobbyMessage: "Soon",
		Waiting: []live.Guest{{ID: "w_1", ExtID: "g1", Name: "Ana", Since: since, Message: "You are next"}, {ID: "w_3", Authed: true}},
		Users: []live.User{
			{ID: "w_9", Name: "Desk", Moderator: true, Bot: true},
			{ID: "w_2", ExtID: "g2", Name: "Max", Guest: true, Hand: true, Cameras: 2, Voice: live.Voice{Joined: true}},
		},
	})
	if w.Role != signaling.RoleModerator || w.Foyer.Remembered != signaling.DecisionDeny || w.Foyer.Message != "Soon" {
		t.Errorf("welcome %+v, %+v", w, w.Foyer)
	}
	waiting := w.Moderation.WaitingParticipants
	if len(waiting) != 2 || !waiting[0].Control.JoinedAt.Equal(since) || waiting[0].Foyer.Message != "You are next" ||
		waiting[0].Conference.ExtID != "g1" || waiting[1].Control.ParticipationKind != signaling.KindUser {
		t.Errorf("waiting %+v", waiting)
	}
	self, max := w.Participants[0], w.Participants[1]
	if !self.Conference.Self || max.Conference.Self || !max.Control.HandIsUp || !max.Conference.Talking || max.Conference.Cameras != 2 {
		t.Errorf("inside %+v, %+v", self.Conference, max.Conference)
	}
}

func TestPolicyIsWhatIsRemembered(t *testing.T) {
	for policy, want := range map[bbb.GuestPolicy]string{
		bbb.AlwaysAccept: "allow", bbb.AlwaysDeny: "deny", bbb.AskModerator: "", bbb.AlwaysAcceptAuth: "",
	} {
		if got := remembered(policy); got != want {
			t.Errorf("%s remembers %q", policy, got)
		}
	}
}
