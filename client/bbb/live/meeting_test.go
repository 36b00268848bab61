package live_test

import (
	"errors"
	"testing"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/client/bbb/live"
)

func TestHandsMicrophonesAndCameras(t *testing.T) {
	in(t, bbb.AlwaysAccept, func(t *testing.T, h *house) {
		ana, token := h.enter("Ana", bbb.Viewer)
		h.enter("Ben", bbb.Viewer)
		m := h.companion("Desk")
		for _, what := range []string{"hand", "voice", "camera"} {
			h.act(token, what)
		}
		s := until(t, m, "Ana's camera", func(s live.Snapshot) bool { u, _ := user(s, "Ana"); return u.Cameras == 1 })
		u, _ := user(s, "Ana")
		if !u.Hand || !u.Voice.Joined || u.Voice.Muted || u.Moderator || u.ExtID != "id-of-Ana" {
			t.Errorf("Ana is %+v", u)
		}
		if u, _ := user(s, "Ben"); u.Hand || u.Voice.Joined || u.Cameras != 0 {
			t.Errorf("Ben is %+v", u)
		}
		if err := m.LowerHand(t.Context(), ana); err != nil {
			t.Error(err)
		}
		if err := m.Mute(t.Context(), ana); err != nil {
			t.Error(err)
		}
		if u, _ := user(m.Snapshot(), "Ana"); u.Hand || !u.Voice.Muted {
			t.Errorf("Ana is %+v", u)
		}
		if err := m.Mute(t.Context(), "w_nobody"); !errors.Is(err, live.ErrNobody) {
			t.Errorf("muting nobody: %v", err)
		}
	})
}

func TestMuteAll(t *testing.T) {
	in(t, bbb.AlwaysAccept, func(t *testing.T, h *house) {
		for _, name := range []string{"Ana", "Ben", "Eve"} {
			_, token := h.enter(name, bbb.Viewer)
			h.act(token, "voice")
		}
		m := h.companion("Desk")
		if err := m.MuteAll(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		for _, u := range m.Snapshot().Users {
			if u.Voice.Joined && !u.Voice.Muted {
				t.Errorf("%s can be heard", u.Name)
			}
		}
		if h.count("meetingSetMuted") != 1 {
			t.Error("not by one mutation")
		}
	})
}

func TestMuteAllButThePresenter(t *testing.T) {
	in(t, bbb.AlwaysAccept, func(t *testing.T, h *house) {
		// Who comes first as a moderator presents.
		_, mo := h.enter("Mo", bbb.Moderator)
		<-time.After(time.Second)
		_, ana := h.enter("Ana", bbb.Viewer)
		h.act(mo, "voice")
		h.act(ana, "voice")
		m := h.companion("Desk")
		if err := m.MuteAll(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		s := m.Snapshot()
		if u, _ := user(s, "Mo"); !u.Presenter || u.Voice.Muted {
			t.Errorf("Mo is %+v", u)
		}
		if u, _ := user(s, "Ana"); !u.Voice.Muted {
			t.Errorf("Ana is %+v", u)
		}
	})
}

func TestRoles(t *testing.T) {
	in(t, bbb.AlwaysAccept, func(t *testing.T, h *house) {
		ana, _ := h.enter("Ana", bbb.Viewer)
		guest := h.join("Gus", bbb.Viewer, new(true))
		h.page("?sessionToken=" + guest.SessionToken)
		m := h.companion("Desk")
		if err := m.SetRole(t.Context(), ana, bbb.Moderator); err != nil {
			t.Fatal(err)
		}
		if u, _ := user(m.Snapshot(), "Ana"); !u.Moderator {
			t.Error("Ana is no moderator")
		}
		err := m.SetRole(t.Context(), guest.UserID, bbb.Moderator)
		if _, ok := errors.AsType[*live.UnconfirmedError](err); !ok {
			t.Errorf("the server does not promote guests: %v", err)
		}
		if err := m.SetRole(t.Context(), ana, "KING"); !errors.Is(err, live.ErrInvalid) {
			t.Errorf("an unknown role: %v", err)
		}
	})
}

func TestBanHitsThePersonAndEjectOnlyTheSession(t *testing.T) {
	for _, ban := range []bool{false, true} {
		in(t, bbb.AlwaysAccept, func(t *testing.T, h *house) {
			ana, _ := h.enter("Ana", bbb.Viewer)
			m := h.companion("Desk")
			if err := m.Eject(t.Context(), ana, ban); err != nil {
				t.Fatal(err)
			}
			if _, ok := user(m.Snapshot(), "Ana"); ok {
				t.Error("Ana is still inside")
			}
			h.enter("Ana", bbb.Viewer)
			h.enter("Ben", bbb.Viewer)
			s := until(t, m, "Ben", func(s live.Snapshot) bool { _, ok := user(s, "Ben"); return ok })
			if _, back := user(s, "Ana"); back == ban {
				t.Errorf("ban %v, but Ana is back: %v", ban, back)
			}
			if err := m.Eject(t.Context(), m.Snapshot().UserID, true); !errors.Is(err, live.ErrInvalid) {
				t.Errorf("ejecting oneself: %v", err)
			}
		})
	}
}

func TestBannedCompanionIsToldByJoinError(t *testing.T) {
	in(t, bbb.AlwaysAccept, func(t *testing.T, h *house) {
		m, other := h.companion("Desk"), h.companion("Other")
		me := m.Snapshot().UserID
		until(t, other, "the companion", func(s live.Snapshot) bool { _, ok := user(s, "Desk"); return ok })
		if err := other.Eject(t.Context(), me, true); err != nil {
			t.Fatal(err)
		}
		<-m.Done()
		if s := m.Snapshot(); s.State != live.Over || !errors.Is(s.Problem, live.ErrEjected) {
			t.Errorf("state %d, %v", s.State, s.Problem)
		}
		if n := len(h.sim.Calls("join")); n != 2 {
			t.Errorf("%d joins: one who was thrown out does not come back by itself", n)
		}
		again := h.open(h.options("Desk"))
		refused, ok := errors.AsType[*live.JoinError](again.Ready(t.Context()))
		if !ok || refused.Code != "banned_user_rejoining_reason" {
			t.Errorf("got %v", again.Snapshot().Problem)
		}
	})
}

func TestChatReachesAll(t *testing.T) {
	in(t, bbb.AlwaysAccept, func(t *testing.T, h *house) {
		m := h.companion("Desk")
		for range 2 {
			if err := m.Chat(t.Context(), "Guests are waiting: \"Ana\", <Ben> (2)"); err != nil {
				t.Fatal(err)
			}
		}
		if err := m.Chat(t.Context(), " "); !errors.Is(err, live.ErrInvalid) {
			t.Errorf("an empty message: %v", err)
		}
		h.sim.SetFault(bbbtest.FaultNoEffect)
		if _, ok := errors.AsType[*live.UnconfirmedError](m.Chat(t.Context(), "Lost")); !ok {
			t.Error("a message that nobody sees is confirmed")
		}
	})
}

func TestEndEndsForAll(t *testing.T) {
	in(t, bbb.AlwaysAccept, func(t *testing.T, h *house) {
		m, other := h.companion("Desk"), h.companion("Other")
		if err := m.End(t.Context()); err != nil {
			t.Fatal(err)
		}
		<-m.Done()
		<-other.Done()
		if s := other.Snapshot(); s.State != live.Over || !errors.Is(s.Problem, live.ErrEnded) {
			t.Errorf("state %d, %v", s.State, s.Problem)
		}
		if err := other.AllowAll(t.Context(), live.Everyone); !errors.Is(err, live.ErrEnded) {
			t.Errorf("a command after the end: %v", err)
		}
	})
}

func TestRecordingIsSeen(t *testing.T) {
	in(t, bbb.AlwaysAccept, func(t *testing.T, h *house) {
		m := h.companion("Desk")
		if m.Snapshot().Recording.On {
			t.Error("recording before it was started")
		}
		h.sim.SetRecording("choir", true)
		begin := time.Now()
		s := until(t, m, "recording", func(s live.Snapshot) bool { return s.Recording.On })
		if !s.Recording.Since.Equal(begin) {
			t.Errorf("since %v, want %v", s.Recording.Since, begin)
		}
		h.sim.SetRecording("choir", false)
		until(t, m, "no recording", func(s live.Snapshot) bool { return !s.Recording.On })
	})
}
