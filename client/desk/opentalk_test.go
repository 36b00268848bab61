package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/client/signaling"
	"foyer/client/signaling/roomserver"
	"foyer/client/signaling/signalingtest"
)

// openTalk is a portal whose one meeting is a room of a fake OpenTalk.
type openTalk struct {
	*signalingtest.OpenTalk
	isRoomServer bool
}

func (openTalk) Meetings(context.Context) ([]portal.Meeting, error) {
	return []portal.Meeting{{ID: "choir", Name: "Choir"}}, nil
}

func (o openTalk) Ticket(context.Context, string, string) (portal.Ticket, error) {
	if o.isRoomServer {
		return portal.Ticket{URL: "http://rooms.test", Secret: "token", RoomServer: true}, nil
	}
	return portal.Ticket{URL: signalingtest.URL, Secret: "room#ticket"}, nil
}

// dial makes the connection that the desk would make by itself over a network.
func (o openTalk) dial(ctx context.Context, t portal.Ticket) (desk.Line, error) {
	var line desk.Line
	var err error
	if t.RoomServer {
		line, err = roomserver.Dial(ctx, roomserver.DialOptions{Address: t.URL, Token: t.Secret, NetDial: o.Dial})
	} else {
		line, err = signaling.Dial(ctx, signaling.DialOptions{URL: t.URL, Ticket: t.Secret, NetDial: o.Dial})
	}
	if err != nil {
		return nil, err
	}
	return line, nil
}

// eachOpenTalk tells a story with each kind of OpenTalk's servers.
func eachOpenTalk(t *testing.T, story func(*testing.T, openTalk, *desk.Desk)) {
	servers := map[string]func() openTalk{
		"the controller up to 0.33":   func() openTalk { return openTalk{signalingtest.NewOpenTalk(), false} },
		"the RoomServer":              func() openTalk { return openTalk{signalingtest.NewRoomServer(false), true} },
		"the RoomServer up to 0.0.39": func() openTalk { return openTalk{signalingtest.NewRoomServer(true), true} },
	}
	for name, start := range servers {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := start()
				defer o.Close()
				d := desk.New(desk.Options{Dial: o.dial})
				defer d.Close()
				o.Knock("early", "Early bird")
				d.Add("ana", "Ana", o)
				synctest.Wait()
				story(t, o, d)
			})
		})
	}
}

func TestOpenTalkFromTheDesk(t *testing.T) {
	eachOpenTalk(t, func(t *testing.T, o openTalk, d *desk.Desk) {
		wantState(t, d, desk.Live)
		wantWaiting(t, d, "early")
		m := meeting(t, d, choir)
		if m.Can.Deny || m.Can.Remember || m.Can.Say || m.Can.Block || !m.Can.Everyone || !m.Can.Kick || !m.WaitingRoom || !m.HandsAllowed ||
			!errors.Is(m.Limits, desk.ErrOpenTalk) {
			t.Errorf("the meeting is %+v", m)
		}
		if m.Can.Mute != o.isRoomServer {
			t.Errorf("mute: %v", m.Can.Mute)
		}
		pass(time.Second)
		o.Knock("1", "Mia")
		synctest.Wait()
		wantWaiting(t, d, "early", "1")
		if got := meeting(t, d, choir).Waiting[1]; got.Name != "Mia" || !got.Since.Equal(time.Now()) {
			t.Errorf("the guest is %+v", got)
		}

		if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Guests: []string{"1"}}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		o.Enter()
		synctest.Wait()
		wantWaiting(t, d, "early")
		if got := personNames(meeting(t, d, choir).Inside); !slices.Equal(got, []string{"Mia"}) {
			t.Errorf("%v are inside", got)
		}

		o.Raise("1")
		synctest.Wait()
		if !meeting(t, d, choir).Inside[0].Hand {
			t.Error("the hand is not seen")
		}
		do(t, d.LowerHands(t.Context(), choir))
		if meeting(t, d, choir).Inside[0].Hand {
			t.Error("the hand is still up")
		}
		do(t, d.SetWaitingRoom(t.Context(), choir, false, false))
		if meeting(t, d, choir).WaitingRoom {
			t.Error("the waiting room is still on")
		}
		do(t, d.Kick(t.Context(), choir, "1", false))
		if got := meeting(t, d, choir).Inside; len(got) > 0 {
			t.Errorf("%+v are inside", got)
		}

		log := keepDiary(d)
		do(t, d.Kick(t.Context(), choir, "1", true))
		if got := log.read(); len(got) != 1 || !strings.HasPrefix(got[0].(desk.Refused).Code, "cannot_ban_guest") {
			t.Errorf("told %+v", got)
		}
		wantState(t, d, desk.Live)
		for _, command := range o.Heard() {
			if strings.HasPrefix(command, "foyer/") {
				t.Errorf("OpenTalk heard %s", command)
			}
		}
	})
}

// do checks that a command was taken, and lets the server answer.
func do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
	synctest.Wait()
}

// Neither dialect has a word for everyone: each is accepted alone, and no server has to ask for patience.
func TestOpenTalkAllowsACrowdAtItsPace(t *testing.T) {
	eachOpenTalk(t, func(t *testing.T, o openTalk, d *desk.Desk) {
		for i := range 200 {
			o.Knock(fmt.Sprint(i), "Guest")
		}
		synctest.Wait()
		log := keepDiary(d)
		start := time.Now()
		if err := d.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Everyone: true}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if took := time.Since(start); took > 25*time.Second {
			t.Errorf("201 guests took %v", took)
		}
		o.Enter()
		synctest.Wait()
		wantState(t, d, desk.Live)
		wantWaiting(t, d)
		for _, c := range log.read() {
			if r, refused := c.(desk.Refused); refused {
				t.Errorf("refused: %s", r.Code)
			}
		}
		if n := len(meeting(t, d, choir).Inside); n != 201 {
			t.Errorf("%d are inside", n)
		}
	})
}

// The connection breaks; guests who came and went meanwhile are told from the fresh welcome.
func TestOpenTalkComesBack(t *testing.T) {
	eachOpenTalk(t, func(t *testing.T, o openTalk, d *desk.Desk) {
		log := keepDiary(d)
		o.Cut()
		synctest.Wait()
		wantState(t, d, desk.Lost)
		o.Knock("1", "Mia")
		pass(5 * time.Second)
		wantState(t, d, desk.Live)
		wantWaiting(t, d, "early", "1")
		if got := log.read(); len(got) != 1 || !slices.Equal(names(got[0].(desk.Knocked).Guests), []string{"1"}) {
			t.Errorf("told %+v", got)
		}
	})
}

func TestRoomServerTellsWhomOthersAccept(t *testing.T) {
	eachOpenTalk(t, func(t *testing.T, o openTalk, d *desk.Desk) {
		if !o.isRoomServer {
			return
		}
		log := keepDiary(d)
		other := desk.New(desk.Options{Dial: o.dial})
		defer other.Close()
		other.Add("ana", "Ben", o)
		synctest.Wait()
		do(t, other.Decide(t.Context(), desk.Decision{Meeting: choir, Verdict: desk.Allow, Guests: []string{"early"}}))
		wantWaiting(t, d)
		if got := log.read(); len(got) != 1 || got[0].(desk.Decided).Guests[0].Name != "Early bird" {
			t.Errorf("told %+v", got)
		}
		eve := meeting(t, d, choir).Blocked
		if len(eve) != 1 || eve[0].Name != "Eve" {
			t.Fatalf("banned are %+v", eve)
		}
		do(t, d.Unblock(t.Context(), choir, eve[0]))
		if got := meeting(t, d, choir).Blocked; len(got) > 0 {
			t.Errorf("banned are %+v", got)
		}
	})
}
