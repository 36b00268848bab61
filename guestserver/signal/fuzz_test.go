package signal_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
)

// FuzzSession sends whatever frames, a line each, to the sessions of a guest who has not joined, of one who waits and of one who is
// inside. None of them may change what moderators alone may change, and whatever comes back is an event.
func FuzzSession(f *testing.F) {
	f.Add([]byte(`{"namespace":"control","payload":{"action":"raise_hand"}}`))
	f.Add([]byte(`{"namespace":"foyer","payload":{"action":"allow","everyone":true}}` + "\n" +
		`{"namespace":"moderation","payload":{"action":"accept","target":"x"}}`))
	f.Add([]byte(`{"namespace":"control","payload":{"action":"join","display_name":"\u0000"}}` + "\n{}\nnull\n\xff"))
	f.Add([]byte(`{"namespace":"moderation","payload":{"action":"reset_raised_hands","target":[[]]}}`))
	for _, commands := range forModerators("11111111-1111-4111-8111-111111111112") {
		for _, c := range commands {
			frame, err := signaling.EncodeCommand(c)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(frame)
		}
	}
	w := newWorld(f)
	f.Fuzz(func(t *testing.T, input []byte) {
		defer func(outer testing.TB) { w.t = outer }(w.t)
		w.t = t
		stranger, ana, cem, dora := w.connect(w.invited("").Ticket), w.waits("Ana"), w.inside("Cem"), w.waits("Dora")
		door, err := w.Door(t.Context(), choirID)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []*client{stranger, ana, cem} {
			for i, frame := range bytes.Split(input, []byte("\n")) {
				if i == 20 || len(frame) > signaling.MaxFrame {
					break
				}
				if err := c.WriteMessage(websocket.TextMessage, frame); err != nil {
					t.Fatal(err)
				}
			}
			c.wantEvents(t)
		}
		after, err := w.Door(t.Context(), choirID)
		if err != nil || after.Verdict() != door.Verdict() || after.Remembered != door.Remembered || after.Message != door.Message {
			t.Errorf("the door is %+v, %v; it was %+v", after, err, door)
		}
		w.waiting("Ana")
		w.waiting("Dora")
		dora.wantHeard()
		if err := w.End(t.Context(), choirID, lobby.Person{}); err != nil {
			t.Fatal(err)
		}
	})
}

// wantEvents checks that all that has come is known events.
func (c *client) wantEvents(t *testing.T) {
	t.Helper()
	c.send(signaling.Ping{})
	for {
		if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		_, frame, err := c.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		e, _, err := signaling.DecodeEvent(frame)
		if err != nil {
			t.Fatalf("%s: %v", frame, err)
		}
		switch e := e.(type) {
		case signaling.Unknown:
			t.Fatalf("%s is no event of ours", frame)
		case *signaling.Pong:
			return
		case *signaling.JoinSuccess:
			if e.Role == signaling.RoleModerator || e.Moderation.WaitingParticipants != nil {
				t.Fatalf("a guest became a moderator: %s", frame)
			}
		}
	}
}
