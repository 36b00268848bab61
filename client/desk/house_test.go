package desk_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/client/signaling"
	"foyer/client/signaling/signalingtest"
)

// house is a portal and its signaling server, with one waiting room for each ticket's meeting. It is enough of a Foyer server, or
// of OpenTalk, for the stories that the tests tell.
type house struct {
	t        *testing.T
	openTalk bool
	// capabilities are the actions that the server says it knows.
	capabilities []string
	server       *signalingtest.Server

	mu         sync.Mutex
	meetings   []portal.Meeting
	refuse     error // what the portal answers
	tickets    int
	role       string
	refusal    string // what the server answers to decisions
	mute       bool   // the server hears nothing and says nothing
	waiting    []signaling.Participant
	inside     []signaling.Participant
	remembered string
	resumed    []string // the resumptions that tickets were asked for with
	peers      []*signalingtest.Peer
	commands   []signaling.Command
	times      []time.Time
	ahead      time.Duration // how far its clock is ahead
}

var choir = desk.MeetingKey{Account: "ana", Meeting: "choir"}

// open starts a house and a desk with the account "ana" at it.
func open(t *testing.T, furnish func(*house)) (*house, *desk.Desk) {
	t.Helper()
	h := newHouse(t, furnish)
	d := desk.New(desk.Options{Dial: h.dial})
	d.Add("ana", "Ana", h)
	t.Cleanup(func() { d.Close(); h.server.Close() })
	synctest.Wait()
	return h, d
}

func newHouse(t *testing.T, furnish func(*house)) *house {
	h := &house{t: t, role: signaling.RoleModerator, meetings: []portal.Meeting{{ID: "choir", Name: "Choir"}}}
	if furnish != nil {
		furnish(h)
	}
	h.server = signalingtest.New(h.talk)
	return h
}

func (h *house) dial(ctx context.Context, ticket portal.Ticket) (desk.Line, error) {
	c, err := signaling.Dial(ctx, signaling.DialOptions{URL: ticket.URL, Ticket: ticket.Secret, NetDial: h.server.Dial})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (h *house) Meetings(context.Context) ([]portal.Meeting, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.meetings), h.refuse
}

func (h *house) Ticket(_ context.Context, meetingID, resumption string) (portal.Ticket, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tickets++
	h.resumed = append(h.resumed, resumption)
	return portal.Ticket{
		URL: signalingtest.URL, Secret: fmt.Sprintf("%s#%d", meetingID, h.tickets), Resumption: fmt.Sprintf("resume-%d", h.tickets),
	}, h.refuse
}

// set changes the house's mind.
func (h *house) set(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
}

func (h *house) talk(p *signalingtest.Peer) {
	for {
		c, err := p.Receive()
		if err != nil {
			return
		}
		h.set(func() { h.hear(p, c) })
	}
}

func (h *house) hear(p *signalingtest.Peer, c signaling.Command) {
	if h.mute {
		return
	}
	switch c := c.(type) {
	case *signaling.Ping:
		h.send(p, signaling.Pong{})
		return
	case *signaling.Join:
		h.join(p)
	case *signaling.Allow:
		h.decide(p, signaling.DecisionAllow, c.Guests, c.Everyone)
	case *signaling.Deny:
		h.decide(p, signaling.DecisionDeny, c.Guests, c.Everyone)
	case *signaling.Accept:
		if h.refusal != "" {
			h.send(p, signaling.ModerationError{Error: h.refusal})
		}
	case *signaling.Remember:
		h.remember(c.Decision)
	case *signaling.Forget:
		h.remember("")
	}
	h.commands = append(h.commands, c)
	h.times = append(h.times, time.Now())
}

// send sends an event with the time that it is at the house.
func (h *house) send(p *signalingtest.Peer, e signaling.Event) {
	frame, err := signaling.EncodeEvent(e, time.Now().Add(h.ahead))
	if err != nil {
		h.t.Error(err)
	}
	_ = p.SendRaw(frame) // The peer may be gone.
}

func (h *house) join(p *signalingtest.Peer) {
	welcome := signaling.JoinSuccess{Role: h.role, Participants: h.inside}
	welcome.Moderation.WaitingParticipants = h.waiting
	if !h.openTalk {
		welcome.Foyer = &signaling.FoyerState{Remembered: h.remembered, Capabilities: h.capabilities}
	}
	h.peers = append(h.peers, p)
	h.send(p, welcome)
}

func (h *house) decide(p *signalingtest.Peer, decision string, guests []string, everyone bool) {
	if h.refusal != "" {
		h.send(p, signaling.FoyerError{Error: h.refusal})
		return
	}
	if everyone {
		guests = nil
		for _, g := range h.waiting {
			guests = append(guests, g.ID)
		}
	}
	h.waiting = slices.DeleteFunc(h.waiting, func(p signaling.Participant) bool { return slices.Contains(guests, p.ID) })
	h.tell(signaling.Decided{Decision: decision, Guests: guests, By: signaling.Person{ID: "ana", Name: "Ana"}})
}

func (h *house) remember(decision string) {
	h.remembered = decision
	h.tell(signaling.Remembered{Decision: decision})
}

// tell tells all moderators. The caller holds h.mu.
func (h *house) tell(e signaling.Event) {
	for _, p := range h.peers {
		h.send(p, e)
	}
}

// knock lets guests knock, a second apart, each named by its identifier.
func (h *house) knock(ids ...string) {
	h.t.Helper()
	for _, id := range ids {
		h.mu.Lock()
		h.waiting = append(h.waiting, waits(id, len(h.waiting)))
		h.tell(signaling.JoinedWaitingRoom{Participant: waits(id, len(h.waiting)-1)})
		h.mu.Unlock()
	}
	synctest.Wait()
}

// waits returns a guest who knocked at that second of the year.
func waits(id string, second int) signaling.Participant {
	p := signaling.Participant{ID: id, WaitingRoomState: signaling.StateWaiting}
	p.Control.DisplayName = "Guest " + id
	p.Control.Role = signaling.RoleGuest
	p.Control.JoinedAt = time.Date(2000, 1, 1, 0, 0, second, 0, time.UTC)
	return p
}

// leave lets a guest leave the waiting room.
func (h *house) leave(id string) {
	h.mu.Lock()
	h.waiting = slices.DeleteFunc(h.waiting, func(p signaling.Participant) bool { return p.ID == id })
	h.tell(signaling.LeftWaitingRoom{ID: id})
	h.mu.Unlock()
	synctest.Wait()
}

// say tells all moderators an event.
func (h *house) say(e signaling.Event) {
	h.mu.Lock()
	h.tell(e)
	h.mu.Unlock()
	synctest.Wait()
}

// cut breaks all connections, and has the portal answer with err from now on.
func (h *house) cut(err error) {
	h.mu.Lock()
	h.refuse = err
	for _, p := range h.peers {
		p.Cut()
	}
	h.peers = nil
	h.mu.Unlock()
	synctest.Wait()
}

// heard returns the commands since the last call, but for Join.
func (h *house) heard() []signaling.Command {
	synctest.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	commands := slices.DeleteFunc(h.commands, func(c signaling.Command) bool { _, ok := c.(*signaling.Join); return ok })
	h.commands, h.times = nil, nil
	return commands
}

// pass lets time pass.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// meeting returns the meeting as the desk has it.
func meeting(t *testing.T, d *desk.Desk, key desk.MeetingKey) desk.Meeting {
	t.Helper()
	s := d.Snapshot()
	for _, m := range s.Meetings {
		if m.Key == key {
			return m
		}
	}
	t.Fatalf("no meeting %v on the desk: %+v", key, s)
	return desk.Meeting{}
}

// names returns the identifiers of guests.
func names(guests []desk.Guest) []string {
	ids := []string{}
	for _, g := range guests {
		ids = append(ids, g.ID)
	}
	return ids
}

// wantWaiting checks who waits, in order.
func wantWaiting(t *testing.T, d *desk.Desk, want ...string) {
	t.Helper()
	if got := names(meeting(t, d, choir).Waiting); !slices.Equal(got, want) {
		t.Errorf("%v wait, want %v", got, want)
	}
}

// wantState checks the meeting's state.
func wantState(t *testing.T, d *desk.Desk, want desk.LinkState) {
	t.Helper()
	m := meeting(t, d, choir)
	if m.State != want {
		t.Errorf("state %v (%v), want %v", m.State, m.Problem, want)
	}
	if (m.Problem == nil) != (want == desk.Live) {
		t.Errorf("the problem of state %v is %v", m.State, m.Problem)
	}
}

// diary writes down what subscribers are told, but for Refreshed and Alert.
type diary struct {
	mu      sync.Mutex
	changes []desk.Change
}

func keepDiary(d *desk.Desk) *diary {
	var log diary
	d.Subscribe(func(c desk.Change) {
		log.mu.Lock()
		defer log.mu.Unlock()
		if _, isAlert := c.(desk.Alert); !isAlert && c != (desk.Refreshed{}) {
			log.changes = append(log.changes, c)
		}
	})
	return &log
}

// read returns what was written since the last time.
func (d *diary) read() []desk.Change {
	synctest.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	changes := d.changes
	d.changes = nil
	return changes
}
