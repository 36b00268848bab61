package signaling

import (
	"bytes"
	"errors"
	"testing"
)

// A command that was decoded can be encoded, and says the same when it is decoded again.
func FuzzDecodeCommand(f *testing.F) {
	f.Add([]byte(`{"namespace":"control","payload":{"action":"join","display_name":"Test!"}}`))
	f.Add([]byte(`{"namespace":"foyer","payload":{"action":"deny","guests":["a","b"],"reason":"Full"}}`))
	f.Add([]byte(`{"namespace":"moderation","payload":{"action":"accept"}}`))
	f.Add([]byte(`{"namespace":"moderation","payload":{"action":"reset_raised_hands","target":["a"]}}`))
	f.Add([]byte(`{"namespace":"moderation","payload":{"action":"debrief","kick_scope":"guest"}}`))
	f.Add([]byte(`{"namespace":"foyer","payload":{"action":"set_rules","names":["Ana"],"opens_at":"2026-07-10T10:00:00Z"}}`))
	f.Add([]byte(`{"namespace":"","payload":[]}`))
	f.Fuzz(func(t *testing.T, frame []byte) {
		c, err := DecodeCommand(frame)
		if err != nil {
			if !errors.Is(err, ErrInvalidJSON) && !errors.Is(err, ErrInvalidNamespace) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		first, err := EncodeCommand(c)
		if err != nil {
			t.Fatalf("encode %#v: %v", c, err)
		}
		again, err := DecodeCommand(first)
		if err != nil {
			t.Fatalf("decode %s: %v", first, err)
		}
		second, err := EncodeCommand(again)
		if err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%s became %s, %v", first, second, err)
		}
	})
}

func FuzzDecodeEvent(f *testing.F) {
	f.Add([]byte(joinSuccess))
	f.Add([]byte(`{"namespace":"moderation","payload":{"message":"left_waiting_room","target":"g1"}}`))
	f.Add([]byte(`{"namespace":"foyer","payload":{"message":"decided","decision":"allow","guests":["g1"],"by":{"name":"Ben"}}}`))
	f.Add([]byte(`{"message":"join_blocked","reason":"participant_limit_reached"}`))
	f.Fuzz(func(t *testing.T, frame []byte) {
		e, at, err := DecodeEvent(frame)
		if err != nil {
			if !errors.Is(err, ErrInvalidJSON) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		if _, ok := e.(Unknown); ok || at.Year() > 9999 || at.Year() < 0 {
			return
		}
		first, err := EncodeEvent(e, at)
		if err != nil {
			t.Fatalf("encode %#v: %v", e, err)
		}
		again, _, err := DecodeEvent(first)
		if err != nil {
			t.Fatalf("decode %s: %v", first, err)
		}
		second, err := EncodeEvent(again, at)
		if err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%s became %s, %v", first, second, err)
		}
	})
}

// Nothing but a token goes into the handshake's header.
func FuzzTicketIsToken(f *testing.F) {
	f.Add("c2a5e7a0-0000-4000-8000-000000000000#abc")
	f.Add("a, b")
	f.Add("a\r\nHost: b")
	f.Fuzz(func(t *testing.T, ticket string) {
		if !isToken(ticket) {
			return
		}
		if bytes.ContainsAny([]byte(ticket), " ,\r\n\t\"") {
			t.Fatalf("%q passed", ticket)
		}
		got, ok := TicketFrom([]string{TicketProtocol(ticket)})
		if !ok || got != ticket {
			t.Fatalf("%q came back as %q", ticket, got)
		}
	})
}
