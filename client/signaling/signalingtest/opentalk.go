package signalingtest

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// An OpenTalk is a room of OpenTalk that a moderator works, as far as its documentation and sources tell. It writes its messages by hand,
// so that a client is tested against the wire and not against its own types. Guests have short identifiers.
type OpenTalk struct {
	*Server
	dialect dialect

	mu      sync.Mutex
	peers   []*Peer
	waiting []*waiter
	inside  []*waiter
	// room says whether whoever comes has to wait.
	room  bool
	heard []string
}

// dialect is what differs between OpenTalk's servers.
type dialect interface {
	// open reads a command.
	open(frame []byte) (command, error)
	welcome(o *OpenTalk) []string
	// answer carries out a command and returns what the one who sent it is told, after what is told to all moderators.
	answer(o *OpenTalk, c command) []string
	knocked(w *waiter) string
	entered(w *waiter) string
	left(w *waiter, reason string) string
	// tooMuch is told to a client that sends too much; with isEnd the connection ends.
	tooMuch() (frame string, isEnd bool)
	// joinsAlone says that there is no join command.
	joinsAlone() bool
}

// waiter is someone who waits or is inside.
type waiter struct {
	id, name string
	at       time.Time
	accepted bool
	hand     bool
	role     string
}

// command is a command as it came.
type command struct {
	Namespace string `json:"namespace"`
	Payload   struct {
		Action       string          `json:"action"`
		Target       json.RawMessage `json:"target"`
		ID           string          `json:"participant_id"`
		NewRole      string          `json:"new_role"`
		NewState     string          `json:"new_state"`
		NewName      string          `json:"new_name"`
		Participants []string        `json:"participants"`
	} `json:"payload"`
}

func (c command) name() string { return c.Namespace + "/" + c.Payload.Action }

// target is the one whom the command is about.
func (c command) target() string {
	var id string
	_ = json.Unmarshal(c.Payload.Target, &id)
	return id
}

// NewOpenTalk starts a room of a controller up to 0.33, whose signaling is dialect A.
func NewOpenTalk() *OpenTalk {
	o := &OpenTalk{dialect: legacy{}, room: true}
	o.Server = New(o.talk)
	return o
}

// NewRoomServer starts a room of a RoomServer; with twoStates it is one up to 0.0.39, whose waiting room is on or off.
func NewRoomServer(twoStates bool) *OpenTalk {
	o := &OpenTalk{dialect: roomServer{twoStates}, room: true}
	o.Server = newTokenServer(o.talk)
	return o
}

// Knock has a guest wait.
func (o *OpenTalk) Knock(id, name string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	w := &waiter{id: id, name: name, at: time.Now()}
	o.waiting = append(o.waiting, w)
	o.tell(o.dialect.knocked(w))
}

// Enter has everyone who was accepted enter the room, as clients do by themselves.
func (o *OpenTalk) Enter() {
	o.mu.Lock()
	defer o.mu.Unlock()
	var still []*waiter
	for _, w := range o.waiting {
		if !w.accepted {
			still = append(still, w)
			continue
		}
		o.inside = append(o.inside, w)
		o.tell(o.leftWaitingRoom(w))
		o.tell(o.dialect.entered(w))
	}
	o.waiting = still
}

// Raise has someone inside raise a hand.
func (o *OpenTalk) Raise(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, w := range o.inside {
		if w.id == id {
			w.hand = true
			o.tell(o.handFrame(w))
		}
	}
}

// Cut breaks all connections off without a word.
func (o *OpenTalk) Cut() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range o.peers {
		p.Cut()
	}
	o.peers = nil
}

// Heard returns the commands so far, such as "moderation/accept 1", without pings.
func (o *OpenTalk) Heard() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	heard := o.heard
	o.heard = nil
	return heard
}

func (o *OpenTalk) talk(p *Peer) {
	o.mu.Lock()
	joined := o.dialect.joinsAlone()
	if joined {
		o.join(p)
	}
	o.mu.Unlock()
	bucket := bucket{tokens: burst, at: time.Now()}
	for {
		frame, err := p.ReceiveRaw()
		if err != nil {
			return
		}
		if !bucket.take() {
			frame, isEnd := o.dialect.tooMuch()
			_ = p.SendRaw([]byte(frame))
			if isEnd {
				p.Close(1000, "")
				return
			}
			bucket.wait()
		}
		o.mu.Lock()
		joined = o.hear(p, frame, joined)
		o.mu.Unlock()
	}
}

// join adds a moderator. The caller holds the lock.
func (o *OpenTalk) join(p *Peer) {
	o.peers = append(o.peers, p)
	for _, frame := range o.dialect.welcome(o) {
		_ = p.SendRaw([]byte(frame))
	}
}

// hear takes a frame, and reports whether the client has joined by then. What comes before is dropped, but for pings.
func (o *OpenTalk) hear(p *Peer, frame []byte, joined bool) bool {
	c, err := o.dialect.open(frame)
	switch {
	case err != nil:
		_ = p.SendRaw([]byte(event("control", `"message":"error","error":"invalid_json"`)))
	case c.name() == "echo/ping":
		_ = p.SendRaw([]byte(event("echo", `"message":"pong"`)))
	case c.name() == "control/join" && !joined && !o.dialect.joinsAlone():
		o.join(p)
		return true
	case joined:
		o.note(c)
		for _, answer := range o.dialect.answer(o, c) {
			_ = p.SendRaw([]byte(answer))
		}
	}
	return joined
}

func (o *OpenTalk) note(c command) {
	text := c.name()
	for _, more := range []string{string(c.Payload.Target), c.Payload.ID, c.Payload.NewRole, c.Payload.NewState, c.Payload.NewName} {
		if more != "" {
			text += " " + more
		}
	}
	o.heard = append(o.heard, text)
}

// accept marks a guest, if there is one of that identifier.
func (o *OpenTalk) accept(id string) *waiter {
	for _, w := range o.waiting {
		if w.id == id {
			w.accepted = true
			return w
		}
	}
	return nil
}

// remove takes someone out of the room, and returns who that was.
func (o *OpenTalk) remove(id string) *waiter {
	for i, w := range o.inside {
		if w.id == id {
			o.inside = append(o.inside[:i:i], o.inside[i+1:]...)
			return w
		}
	}
	return nil
}

// tell tells all moderators. The caller holds the lock.
func (o *OpenTalk) tell(frame string) {
	for _, p := range o.peers {
		_ = p.SendRaw([]byte(frame))
	}
}

func event(namespace, payload string) string {
	return fmt.Sprintf(`{"namespace":%q,"timestamp":%q,"payload":{%s}}`, namespace, time.Now().UTC().Format(time.RFC3339Nano), payload)
}

// Both dialects let in ten messages a second, and thirty at once.
const (
	perSecond = 10
	burst     = 30
)

// bucket counts messages.
type bucket struct {
	tokens float64
	at     time.Time
}

// take reports whether one more is allowed.
func (b *bucket) take() bool {
	now := time.Now()
	b.tokens = min(burst, b.tokens+perSecond*now.Sub(b.at).Seconds())
	b.at = now
	b.tokens--
	return b.tokens >= 0
}

// wait lets pass what was too much.
func (b *bucket) wait() { <-time.After(time.Duration(-b.tokens / perSecond * float64(time.Second))) }
