package signal_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
)

// as connects someone who is signed in to the choir and joins.
func (w *world) as(name string) *client {
	w.t.Helper()
	c := w.connect(w.startAs(name, "").Ticket)
	c.send(&signaling.Join{})
	welcome := receive[*signaling.JoinSuccess](c)
	c.id = welcome.ID
	w.name(c.id, name)
	return c
}

// startAs asks for a ticket to the choir as someone who is signed in, with a resumption token or without.
func (w *world) startAs(name, resumption string) answer {
	w.t.Helper()
	body, err := json.Marshal(map[string]string{"resumption": resumption})
	if err != nil {
		w.t.Fatal(err)
	}
	a := w.post("/v1/rooms/"+choirID+"/start", string(body), "Authorization", "Bearer "+name+"'s token")
	if a.status != http.StatusOK {
		w.t.Fatalf("start answers %+v", a)
	}
	return a
}

// waits connects a new guest to the choir, who waits.
func (w *world) waits(name string) *client {
	w.t.Helper()
	c, token := w.guest(name)
	c.token, c.id = token, w.waiting(name).ID
	w.name(c.id, name)
	return c
}

// inside connects a new guest to the choir and lets it in.
func (w *world) inside(name string) *client {
	w.t.Helper()
	c := w.waits(name)
	w.allow(c)
	receive[*signaling.Accepted](c)
	c.send(signaling.EnterRoom{})
	receive[*signaling.JoinSuccess](c)
	return c
}

// allow lets a guest in by nobody.
func (w *world) allow(c *client) {
	w.t.Helper()
	d := lobby.Decision{MeetingID: choirID, Verdict: lobby.Allow, Guests: []string{c.id}}
	if _, err := w.Decide(w.t.Context(), d); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) name(id, name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.names == nil {
		w.names = map[string]string{}
	}
	w.names[id] = name
}

// heard returns all events that have come, in words, with names in place of identifiers. It asks for a pong and reads on until that comes.
func (c *client) heard() []string {
	c.t.Helper()
	c.send(signaling.Ping{})
	heard := []string{}
	for {
		if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
			c.t.Fatal(err)
		}
		_, frame, err := c.ReadMessage()
		if err != nil {
			return append(heard, err.Error())
		}
		said := c.w.inWords(frame)
		if said == "pong" {
			return heard
		}
		heard = append(heard, said)
	}
}

// fields are those of a payload that inWords tells, in this order.
var fields = []string{
	"id", "target", "guest", "guests", "issued_by", "reason", "role", "new_role", "old_name", "new_name", "name", "decision", "text",
	"error", "raise_hands_enabled", "attended", "show", "place", "of", "guest_policy", "blocked",
}

func (w *world) inWords(frame []byte) string {
	var e struct{ Payload map[string]any }
	if err := json.Unmarshal(frame, &e); err != nil {
		return string(frame)
	}
	p := e.Payload
	words := []string{fmt.Sprint(p["message"])}
	control, ok := p["control"].(map[string]any)
	if id, isID := p["id"].(string); isID && ok && w.inWord(id) == id {
		w.name(id, fmt.Sprint(control["display_name"]))
	}
	if ok && p["message"] == "update" {
		p["role"] = control["role"]
		if control["hand_is_up"] == true {
			p["text"] = "hand up"
		}
	}
	for _, field := range fields {
		if v := w.inWord(p[field]); v != "" && !slices.Contains(words, v) {
			words = append(words, v)
		}
	}
	if by, ok := p["by"].(map[string]any); ok && by["name"] != nil {
		words = append(words, "by "+fmt.Sprint(by["name"]))
	}
	return strings.Join(words, " ")
}

func (w *world) inWord(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		w.mu.Lock()
		defer w.mu.Unlock()
		if name, ok := w.names[v]; ok {
			return name
		}
		return v
	case []any:
		words := make([]string, len(v))
		for i, one := range v {
			words[i] = w.inWord(one)
		}
		return strings.Join(words, "+")
	}
	return fmt.Sprint(v)
}

// toTheEnd returns all events until the connection ends, and how it does.
func (c *client) toTheEnd() []string {
	c.t.Helper()
	heard := []string{}
	for {
		if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
			c.t.Fatal(err)
		}
		_, frame, err := c.ReadMessage()
		if err != nil {
			return append(heard, err.Error())
		}
		heard = append(heard, c.w.inWords(frame))
	}
}

// forget forgets all that has come to some clients.
func forget(clients ...*client) {
	for _, c := range clients {
		c.heard()
	}
}

// wantHeard checks that exactly these events have come.
func (c *client) wantHeard(want ...string) {
	c.t.Helper()
	if heard := c.heard(); !slices.Equal(heard, want) {
		c.t.Errorf("%s heard %q\nwant %q", c.w.inWord(c.id), heard, want)
	}
}

// told is what each client is told.
type told map[*client][]string

// after checks what the clients are told after one of them sends a command.
func (told told) after(t *testing.T, sender *client, command signaling.Command) {
	t.Helper()
	sender.send(command)
	// The sender is asked first: then the command was carried out before the others are asked.
	sender.wantHeard(told[sender]...)
	for c, want := range told {
		if c != sender {
			c.wantHeard(want...)
		}
	}
}

const (
	closedNormally  = "websocket: close 1000 (normal)"
	closedForPolicy = "websocket: close 1008 (policy violation)"
)

// wantHeardInAnyOrder checks that these events have come, in whatever order.
func (c *client) wantHeardInAnyOrder(want ...string) {
	c.t.Helper()
	heard := c.heard()
	slices.Sort(heard)
	slices.Sort(want)
	if !slices.Equal(heard, want) {
		c.t.Errorf("%s heard %q\nwant %q", c.w.inWord(c.id), heard, want)
	}
}

// inAnyOrder is told, where events may come in any order.
func (t told) inAnyOrder() toldInAnyOrder { return toldInAnyOrder(t) }

type toldInAnyOrder told

func (told toldInAnyOrder) after(t *testing.T, sender *client, command signaling.Command) {
	t.Helper()
	sender.send(command)
	sender.wantHeardInAnyOrder(told[sender]...)
	for c, want := range told {
		if c != sender {
			c.wantHeardInAnyOrder(want...)
		}
	}
}

// listen reads on by itself, as real clients do, and returns what tells all that has come since it was last asked, and how the
// connection ended. It works within a
// synctest bubble.
func (c *client) listen() (heard func() []string) {
	var mu sync.Mutex
	events := []string{}
	go func() {
		_ = c.SetReadDeadline(time.Time{})
		for {
			_, frame, err := c.ReadMessage()
			said := c.w.inWords(frame)
			if err != nil {
				said = err.Error()
			}
			mu.Lock()
			events = append(events, said)
			mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return func() []string {
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		heard := events
		events = []string{}
		return heard
	}
}

// wantInTheEnd reads on until these events have come, in whatever order.
func (c *client) wantInTheEnd(want ...string) {
	c.t.Helper()
	missing := slices.Clone(want)
	for len(missing) > 0 {
		if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
			c.t.Fatal(err)
		}
		_, frame, err := c.ReadMessage()
		if err != nil {
			c.t.Fatalf("%q has not come: %v", missing, err)
		}
		said := c.w.inWords(frame)
		missing = slices.DeleteFunc(missing, func(w string) bool { return w == said })
	}
}
