package ui

import (
	"fmt"
	"testing"

	"foyer/client/desk"
)

func TestPromptSaysWhichMeetingsNoLongerAsk(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(office, cy)
		d.change(parents, func(m *desk.Meeting) { m.Remembered = desk.Allow })
		s.settle()
		s.wantSaid(s.inPrompt(), "Parents' evening lets everyone in")
		s.wantSaid(s.window(), "Live, lets everyone in")
		s.tap(s.inPrompt(), "Ask me again")
		if len(d.verdicts) != 1 || d.verdicts[0] != "" {
			t.Errorf("remembered: %q, want one that is empty", d.verdicts)
		}
		s.wantUnsaid(s.inPrompt(), "Parents' evening lets everyone in")
	})
}

func TestFlagsAreToldInWordsWhereverAGuestIsShown(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo, desk.Guest{
			ID: "2", Name: "Ana", Since: bo.Since, Flags: desk.Flags{LooksLikeModerator: true, DeniedBefore: true}, AgreedToRecording: true,
		})
		s.wantSaid(s.inPrompt(), "Parents' evening · since 10:42")
		s.wantSaid(s.inPrompt(), "was denied before · has a moderator's name · Parents' evening · since 10:42 · agreed to be recorded")
		s.wantSaid(s.window(), "was denied before · has a moderator's name · waiting since 10:42 · agreed to be recorded")
	})
}

func TestManyMeetingsThatDecideByThemselvesLeaveTheGuestsTheirPlace(t *testing.T) {
	d, a := quiet()
	add := func(n int) {
		for i := range n {
			d.snapshot.Meetings = append(d.snapshot.Meetings, desk.Meeting{
				Key: desk.MeetingKey{Account: "ana", Meeting: fmt.Sprint(n, i)}, Name: fmt.Sprint("Meeting ", i), State: desk.Live, Remembered: desk.Allow,
			})
		}
	}
	add(3)
	play(t, Options{}, d, a, func(s *stage) {
		s.knock(parents, bo)
		three := s.prompt.size
		d.mu.Lock()
		add(20)
		d.mu.Unlock()
		d.tell(desk.Refreshed{})
		s.settle()
		if n := len(s.prompt.remembered.shown); n != 23 || s.prompt.size != three {
			t.Errorf("with %d such meetings the prompt is %v, with three %v", n, s.prompt.size, three)
		}
	})
}
