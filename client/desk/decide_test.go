package desk_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/desk"
	"foyer/client/signaling"
)

func TestModeratorAllowsOneAndDeniesAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.knock("1", "2", "3")
		if can := meeting(t, d, choir).Can; can != (desk.Capabilities{Deny: true, Everyone: true, Remember: true, Reason: true}) {
			t.Errorf("a Foyer server can %+v", can)
		}
		log := keepDiary(d)
		decisions := []desk.Decision{
			{Meeting: choir, Verdict: desk.Allow, Guests: []string{"2"}},
			{Meeting: choir, Verdict: desk.Deny, Guests: []string{"1"}, Remember: true, Reason: "Full"},
		}
		for _, decision := range decisions {
			if err := d.Decide(t.Context(), decision); err != nil {
				t.Fatal(err)
			}
		}
		wantCommands := []signaling.Command{
			&signaling.Allow{Guests: []string{"2"}},
			&signaling.Deny{Guests: []string{"1"}, Remember: true, Reason: "Full"},
		}
		if got := h.heard(); !reflect.DeepEqual(got, wantCommands) {
			t.Errorf("the server heard %#v", got)
		}
		wantWaiting(t, d, "3")
		changes := log.read()
		if len(changes) != 2 {
			t.Fatalf("told %+v", changes)
		}
		first := changes[0].(desk.Decided)
		if first.Verdict != desk.Allow || first.By != "Ana" || len(first.Guests) != 1 || first.Guests[0].Name != "Guest 2" {
			t.Errorf("told %+v", first)
		}
	})
}

// The other moderator was quicker. Both desks learn who decided, and the guest is off both.
func TestTwoModeratorsSeeOneDecision(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, ana := open(t, nil)
		ben := desk.New(desk.Options{Dial: h.dial})
		defer ben.Close()
		ben.Add("ana", "Ana's helper", h)
		synctest.Wait()
		h.knock("1", "2")
		log := keepDiary(ben)
		if err := ana.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Deny, Guests: []string{"1"}}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		wantWaiting(t, ana, "2")
		wantWaiting(t, ben, "2")
		changes := log.read()
		if len(changes) != 1 || changes[0].(desk.Decided).By != "Ana" {
			t.Errorf("Ben was told %+v", changes)
		}
	})
}

// A server may say that the guest left before it says why.
func TestDecisionToldLateHasTheName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.knock("1")
		log := keepDiary(d)
		h.leave("1")
		h.say(signaling.Decided{Decision: signaling.DecisionAllow, Guests: []string{"1", "never seen"}})
		changes := log.read()
		if len(changes) != 1 {
			t.Fatalf("told %+v", changes)
		}
		if guests := changes[0].(desk.Decided).Guests; len(guests) != 1 || guests[0].Name != "Guest 1" {
			t.Errorf("told %+v", guests)
		}
	})
}

func TestDecisionIsNeverKeptForLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		h.knock("1")
		h.cut(errors.New("away"))
		h.heard()
		err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Guests: []string{"1"}})
		if !errors.Is(err, desk.ErrNotLive) {
			t.Errorf("deciding: %v", err)
		}
		if err := d.Remember(t.Context(), choir, desk.Allow); !errors.Is(err, desk.ErrNotLive) {
			t.Errorf("remembering: %v", err)
		}
		h.set(func() { h.refuse = nil })
		pass(time.Minute)
		wantState(t, d, desk.Live)
		wantWaiting(t, d, "1")
		if got := h.heard(); len(got) > 0 {
			t.Errorf("the server heard %#v", got)
		}
	})
}

func TestGuestWaitsUntilTheServerAgrees(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, func(h *house) { h.refusal = signaling.ErrorInternal })
		h.knock("1")
		log := keepDiary(d)
		if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Everyone: true}); err != nil {
			t.Fatal(err)
		}
		want := []desk.Change{desk.Refused{Meeting: choir, Code: signaling.ErrorInternal}}
		if got := log.read(); !reflect.DeepEqual(got, want) {
			t.Errorf("told %+v, want %+v", got, want)
		}
		wantWaiting(t, d, "1")
		h.say(signaling.ControlError{Error: signaling.ErrorInvalidJSON})
		if got := log.read(); len(got) != 1 || got[0].(desk.Refused).Code != signaling.ErrorInvalidJSON {
			t.Errorf("told %+v", got)
		}
	})
}

func TestManyNamedGuestsFitTheServersFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		guests := make([]string, 2500)
		for i := range guests {
			guests[i] = fmt.Sprintf("c2a5e7a0-0000-4000-8000-%012d", i)
		}
		decision := desk.Decision{Meeting: choir, Verdict: desk.Allow, Guests: guests, Remember: true}
		if err := d.Decide(t.Context(), decision); err != nil {
			t.Fatal(err)
		}
		var got []string
		heard := h.heard()
		for i, c := range heard {
			allow := c.(*signaling.Allow)
			got = append(got, allow.Guests...)
			if frame, _ := signaling.EncodeCommand(c); len(frame) > signaling.MaxFrame {
				t.Errorf("a frame of %d bytes", len(frame))
			}
			if isLast := i == len(heard)-1; allow.Remember != isLast {
				t.Errorf("command %d of %d has remember %v", i, len(heard), allow.Remember)
			}
		}
		if !reflect.DeepEqual(got, guests) {
			t.Errorf("the server heard of %d guests", len(got))
		}
	})
}

func TestRememberAndForget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, func(h *house) { h.remembered = signaling.DecisionDeny })
		if got := meeting(t, d, choir).Remembered; got != desk.Deny {
			t.Errorf("remembered at first: %q", got)
		}
		for _, v := range []desk.Verdict{desk.Allow, ""} {
			if err := d.Remember(t.Context(), choir, v); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if got := meeting(t, d, choir).Remembered; got != v {
				t.Errorf("remembered %q, want %q", got, v)
			}
		}
		want := []signaling.Command{&signaling.Remember{Decision: "allow"}, &signaling.Forget{}}
		if got := h.heard(); !reflect.DeepEqual(got, want) {
			t.Errorf("the server heard %#v", got)
		}
	})
}

func TestDecideRefusesBadDecisions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, nil)
		tests := []struct {
			name     string
			decision desk.Decision
			want     error
		}{
			{"no verdict", desk.Decision{Meeting: choir, Everyone: true}, desk.ErrInvalidDecision},
			{"an odd verdict", desk.Decision{Meeting: choir, Verdict: "maybe", Everyone: true}, desk.ErrInvalidDecision},
			{"nobody", desk.Decision{Meeting: choir, Verdict: desk.Allow}, desk.ErrInvalidDecision},
			{"no such meeting", desk.Decision{Verdict: desk.Allow, Everyone: true}, desk.ErrUnknownMeeting},
		}
		for _, tt := range tests {
			if err := d.Decide(t.Context(), tt.decision); !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
			}
		}
		if err := d.Remember(t.Context(), choir, "maybe"); !errors.Is(err, desk.ErrInvalidDecision) {
			t.Errorf("remember maybe: %v", err)
		}
		if got := h.heard(); len(got) > 0 {
			t.Errorf("the server heard %#v", got)
		}
	})
}

func TestOpenTalkAllowsOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, func(h *house) { h.openTalk = true })
		m := meeting(t, d, choir)
		if !m.Can.Everyone || !m.Can.Kick || m.Can.Deny || m.Can.Remember || m.Can.Say || !errors.Is(m.Limits, desk.ErrOpenTalk) {
			t.Errorf("OpenTalk can %+v, and no more since %v", m.Can, m.Limits)
		}
		h.knock("1", "2")
		if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Guests: []string{"1"}}); err != nil {
			t.Fatal(err)
		}
		if got := h.heard(); !reflect.DeepEqual(got, []signaling.Command{&signaling.Accept{Target: "1"}}) {
			t.Errorf("the server heard %#v", got)
		}
		wantWaiting(t, d, "1", "2")
		h.leave("1") // This one entered; the other was accepted by another moderator.
		h.leave("2")
		wantWaiting(t, d)
	})
}

func TestOpenTalkHasNoDenyAndNoRemember(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, func(h *house) { h.openTalk = true })
		h.knock("1")
		for _, decision := range []desk.Decision{
			{Meeting: choir, Verdict: desk.Deny, Everyone: true},
			{Meeting: choir, Verdict: desk.Allow, Everyone: true, Remember: true},
		} {
			if err := d.Decide(t.Context(), decision); !errors.Is(err, desk.ErrNotSupported) {
				t.Errorf("%+v: %v", decision, err)
			}
		}
		if err := d.Remember(t.Context(), choir, desk.Allow); !errors.Is(err, desk.ErrNotSupported) {
			t.Errorf("remember: %v", err)
		}
		if got := h.heard(); len(got) > 0 {
			t.Errorf("the server heard %#v", got)
		}
	})
}

// OpenTalk throws out who sends more than ten messages a second, or thirty at once; the desk's pings count.
func TestOpenTalkAllowsEveryoneAtItsPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, func(h *house) { h.openTalk = true })
		for i := range 200 {
			h.knock(fmt.Sprint(i))
		}
		h.heard()
		if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Everyone: true}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		tokens, last := 30.0, h.times[0]
		for _, at := range h.times {
			tokens = min(30, tokens+10*at.Sub(last).Seconds()) - 1
			last = at
			if tokens < 1 { // The last one is for a ping.
				t.Fatalf("thrown out at %v", at)
			}
		}
		if got := len(h.heard()); got != 200 {
			t.Errorf("%d were allowed", got)
		}
	})
}

func TestOpenTalkAllowingEveryoneEndsWithTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, func(h *house) { h.openTalk = true })
		for i := range 200 {
			h.knock(fmt.Sprint(i))
		}
		h.heard()
		time.AfterFunc(5*time.Second, func() { h.set(func() { h.peers[0].Cut() }) })
		err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Everyone: true})
		if !errors.Is(err, desk.ErrPartly) {
			t.Errorf("got %v", err)
		}
		if got := len(h.heard()); got < 60 || got > 75 {
			t.Errorf("%d were allowed in five seconds", got)
		}

		pass(time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		err = d.Decide(ctx, desk.Decision{Meeting: choir, Verdict: desk.Allow, Everyone: true})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

// Who leaves while it is not yet his turn costs no turn.
func TestOpenTalkSkipsGuestsWhoLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, func(h *house) { h.openTalk = true })
		for i := range 60 {
			h.knock(fmt.Sprint(i))
		}
		h.heard()
		time.AfterFunc(time.Second, func() {
			for i := 50; i < 60; i++ {
				h.set(func() { h.tell(signaling.LeftWaitingRoom{ID: fmt.Sprint(i)}) })
			}
		})
		if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Everyone: true}); err != nil {
			t.Fatal(err)
		}
		if got := len(h.heard()); got != 50 {
			t.Errorf("%d were allowed", got)
		}
	})
}

func TestOpenTalkRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, d := open(t, func(h *house) { h.openTalk, h.refusal = true, "permission_denied" })
		h.knock("1")
		log := keepDiary(d)
		if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Guests: []string{"1"}}); err != nil {
			t.Fatal(err)
		}
		if got := log.read(); len(got) != 1 || got[0].(desk.Refused).Code != signaling.ErrorInsufficientPermissions {
			t.Errorf("told %+v", got)
		}
	})
}
