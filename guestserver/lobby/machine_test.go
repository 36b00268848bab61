package lobby_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"foyer/guestserver/bus"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/store"
)

// machine drives a lobby over a real database with operations of many actors, and holds it against the model after each.
type machine struct {
	*lobby.Lobby
	t         *testing.T
	store     *store.Store
	meetingID string
	visitors  [6]visitor
	model     model
	told      told

	mu     sync.Mutex
	events []lobby.Event
}

// visitor is a browser. Some share a device.
type visitor struct {
	name, device, token string
	guest               *someone
	// release is set while a connection is open.
	release func()
}

var kim = lobby.Person{ID: "kim", Name: "Kim"}

// TestLobbyKeepsItsPromises drives the lobby with random operations of many actors.
func TestLobbyKeepsItsPromises(t *testing.T) {
	runs := 40
	if testing.Short() {
		runs = 8
	}
	s := idleStore(t)
	for seed := range runs {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(uint64(seed), 0))
			operations := make([]byte, 3*60)
			for i := range operations {
				operations[i] = byte(random.Uint32())
			}
			drive(t, s, operations)
		})
	}
}

// FuzzLobby has the fuzzer choose the operations.
func FuzzLobby(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 1, 0, 5, 0, 0, 11, 0, 0, 7, 0, 0, 15, 0, 0})
	f.Add([]byte{0, 0, 0, 0, 4, 0, 8, 0, 0, 0, 0, 0, 7, 0, 0, 3, 0, 0, 6, 0, 0, 5, 1, 9})
	s := idleStore(f)
	f.Fuzz(func(t *testing.T, operations []byte) {
		drive(t, s, operations[:min(len(operations), 3*100)])
	})
}

// idleStore returns the database of a lobby that is closed: within a bubble, nobody outside may use it.
func idleStore(t testing.TB) *store.Store {
	t.Helper()
	h := newHouse(t)
	h.Close()
	return h.store
}

// drive carries out operations at a new meeting. Each is three bytes: what, who, and how.
func drive(t *testing.T, s *store.Store, operations []byte) {
	synctest.Test(t, func(t *testing.T) {
		m := &machine{t: t, store: s, meetingID: uuid.NewString()}
		m.told = told{states: map[string]lobby.State{}, names: map[string]string{}}
		for i := range m.visitors {
			m.visitors[i] = visitor{name: fmt.Sprint("Guest ", i), device: fmt.Sprint("device ", i%4)}
		}
		err := s.AddMeeting(t.Context(), meeting.Meeting{
			ID: m.meetingID, OwnerID: "ben", Name: "Choir", GuestCode: m.meetingID, GuestPolicy: meeting.AskModerator,
		})
		if err != nil {
			t.Fatal(err)
		}
		m.open()
		for ; len(operations) >= 3 && !t.Failed(); operations = operations[3:] {
			m.step(operations[0], operations[1], operations[2])
			pass(time.Millisecond)
			m.check()
		}
		m.checkLog()
		m.act("end", m.End(t.Context(), m.meetingID, ben), nil) // So that the next run's lobby finds nobody waiting here.
		m.Close()
	})
}

func (m *machine) open() {
	events := new(bus.Local[lobby.Event])
	events.Subscribe(func(e lobby.Event) {
		m.mu.Lock()
		defer m.mu.Unlock()
		if e.MeetingID == m.meetingID {
			m.events = append(m.events, e)
		}
	})
	var err error
	if m.Lobby, err = lobby.Open(m.t.Context(), lobby.Config{Store: m.store, Bus: events, Conference: m}); err != nil {
		m.t.Fatal(err)
	}
}

// JoinURL makes the machine its own conference server.
func (m *machine) JoinURL(_ context.Context, g lobby.Guest) (string, error) { return g.ID, nil }

// step carries out one operation.
func (m *machine) step(what, who, how byte) {
	v, by := &m.visitors[int(who)%len(m.visitors)], []lobby.Person{ben, kim}[how%2]
	verdict := []lobby.Verdict{lobby.Allow, lobby.Deny}[how/2%2]
	operations := []func(){
		func() { m.knock(v) },
		func() { m.knock(v) },
		func() { m.poll(v) },
		func() { m.connect(v) },
		func() { m.sleep() },
		func() { m.decide(verdict, by, []*visitor{v}, how/4%4 == 0) },
		func() { m.decide(verdict, by, []*visitor{v, &m.visitors[int(how/4)%len(m.visitors)]}, false) },
		func() { m.decide(verdict, by, nil, how/4%4 == 0) },
		func() { m.clash(v) },
		func() { m.remember([]lobby.Verdict{lobby.Allow, lobby.Deny, "", ""}[how/2%4], by) },
		func() { m.undo(who, by) },
		func() { m.undo(0, by) },
		func() { m.enter(v) },
		func() { m.arriveOrDepart(v, how) },
		func() { m.sendBack(v, by) },
		func() { m.kick(v, by, how/2%2 == 0) },
		func() { m.block(v, by) },
		func() { m.unblock(by) },
		func() { m.rename(v, how, by) },
		func() { m.leave(v) },
		func() { m.setRule(v, how, by) },
		func() { m.restart() },
		func() { m.endOrDebrief(how, by) },
	}
	operations[int(what)%len(operations)]()
}

// latest returns the last event, or a zero one.
func (m *machine) latest() lobby.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.events) == 0 {
		return lobby.Event{}
	}
	return m.events[len(m.events)-1]
}

// act checks the outcome of an operation.
func (m *machine) act(what string, err, want error) {
	m.t.Helper()
	if !errors.Is(err, want) || want == nil && err != nil {
		m.t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// did notes an act that told of something.
func (m *machine) did(d deed) *deed {
	d.id = m.latest().DecisionID
	m.model.acts = append(m.model.acts, &d)
	return &d
}

func (m *machine) knock(v *visitor) {
	g, token, err := m.Knock(m.t.Context(), lobby.Knock{MeetingID: m.meetingID, Name: v.name, Token: v.token, Device: v.device})
	known := v.guest
	switch {
	case known != nil && m.model.mayReturn(known) && !m.model.blocked(v.device, known):
		known.state = lobby.Allowed
	case known != nil && known.in(lobby.Waiting, lobby.Allowed, lobby.Entering, lobby.Inside),
		known != nil && known.state == lobby.Denied && time.Since(known.decided) < lobby.AskAgainAfter:
	case known != nil && known.state == lobby.Gone:
		m.judge(known)
	case m.model.blocked(v.device, known):
		m.act("knock of a blocked guest", err, lobby.ErrBlocked)
		return
	default:
		known = &someone{id: g.ID, device: v.device, name: v.name}
		if slices.ContainsFunc(m.model.guests, func(g *someone) bool { return g.id == known.id }) {
			m.t.Errorf("the knock of a new guest found %s", known.id)
		}
		m.model.guests = append(m.model.guests, known)
		m.judge(known)
		m.disconnect(v)
		v.guest = known
	}
	if err != nil || g.ID != known.id {
		m.t.Errorf("knock: %v, %v; want %v", g.ID, err, known.id)
	}
	v.token = token
}

// judge does to a guest what the door says.
func (m *machine) judge(g *someone) {
	if verdict := m.model.judge(g.name); verdict == lobby.Deny || verdict == lobby.Allow && !g.sentBack {
		g.decide(verdict, m.did(deed{}).id)
		return
	}
	g.wait()
}

func (m *machine) poll(v *visitor) {
	if v.guest == nil {
		return
	}
	g, err := m.Guest(m.t.Context(), m.meetingID, v.token)
	if v.guest.state == lobby.Gone {
		m.judge(v.guest)
	}
	if err != nil || g.ID != v.guest.id || g.State != v.guest.state {
		m.t.Errorf("poll: %s, %v; want %s", g.State, err, v.guest.state)
	}
}

func (m *machine) connect(v *visitor) {
	switch {
	case v.guest == nil:
	case v.release != nil:
		m.disconnect(v)
	default:
		v.release = m.Attend(lobby.Guest{MeetingID: m.meetingID, ID: v.guest.id, State: v.guest.state})
		m.poll(v)
	}
}

func (m *machine) disconnect(v *visitor) {
	if v.release != nil {
		v.release()
		v.release = nil
	}
}

// sleep lets time pass, so that those without a connection are gone.
func (m *machine) sleep() {
	pass(lobby.DefaultGrace * 3 / 2)
	synctest.Wait()
	for _, g := range m.model.guests {
		held := slices.ContainsFunc(m.visitors[:], func(v visitor) bool { return v.guest == g && v.release != nil })
		if g.state == lobby.Waiting && !held {
			g.state = lobby.Gone
		}
	}
}

func (m *machine) decide(verdict lobby.Verdict, by lobby.Person, whom []*visitor, remember bool) {
	d := lobby.Decision{MeetingID: m.meetingID, Verdict: verdict, By: by, Remember: remember, Everyone: whom == nil}
	var expected []*someone
	for _, v := range whom {
		if v.guest == nil {
			return
		}
		d.Guests = append(d.Guests, v.guest.id)
	}
	for _, g := range m.model.guests {
		if g.state == lobby.Waiting && (whom == nil || slices.Contains(d.Guests, g.id)) ||
			g.state == lobby.Gone && slices.Contains(d.Guests, g.id) {
			expected = append(expected, g)
		}
	}
	decided, err := m.Decide(m.t.Context(), d)
	m.act("decide", err, nil)
	if len(decided) != len(expected) {
		m.t.Errorf("decided on %v, want %d guests", namesOf(decided), len(expected))
	}
	changes := remember && m.model.remembered != verdict
	if len(expected) == 0 && !changes {
		return
	}
	id := m.did(deed{before: m.model.remembered, after: m.model.remembered})
	for _, g := range expected {
		g.decide(verdict, id.id)
	}
	if changes {
		id.after, m.model.remembered = verdict, verdict
	}
}

// clash has two moderators decide differently on the same guest at the same time.
func (m *machine) clash(v *visitor) {
	if v.guest == nil {
		return
	}
	var clicks sync.WaitGroup
	var decided [2][]lobby.Guest
	for i, verdict := range []lobby.Verdict{lobby.Allow, lobby.Deny} {
		clicks.Go(func() {
			var err error
			decided[i], err = m.Decide(m.t.Context(), lobby.Decision{
				MeetingID: m.meetingID, Verdict: verdict, Guests: []string{v.guest.id}, By: []lobby.Person{ben, kim}[i],
			})
			m.act("decide", err, nil)
		})
	}
	clicks.Wait()
	undecided := v.guest.in(lobby.Waiting, lobby.Gone)
	if all := len(decided[0]) + len(decided[1]); undecided && all != 1 || !undecided && all != 0 {
		m.t.Errorf("of two clicks on a %s guest %d decided", v.guest.state, all)
	}
	if undecided {
		v.guest.decide(m.latest().Verdict, m.did(deed{}).id)
	}
}

func (m *machine) remember(verdict lobby.Verdict, by lobby.Person) {
	m.act("remember", m.Remember(m.t.Context(), m.meetingID, verdict, by), nil)
	if m.model.remembered != verdict {
		m.did(deed{before: m.model.remembered, after: verdict})
		m.model.remembered = verdict
	}
}

// undo takes back one of the last acts.
func (m *machine) undo(back byte, by lobby.Person) {
	if len(m.model.acts) == 0 {
		return
	}
	d := m.model.acts[len(m.model.acts)-1-int(back)%len(m.model.acts)]
	_, err := m.Undo(m.t.Context(), m.meetingID, d.id, by)
	before := *d
	if !m.model.undo(d) {
		m.act("undo of what cannot be undone", err, lobby.ErrTooLate)
		return
	}
	if before.undone {
		m.t.Errorf("an act was undone twice")
	}
	m.act("undo", err, nil)
}

func (m *machine) enter(v *visitor) {
	if v.guest == nil {
		return
	}
	if v.guest.state == lobby.Gone {
		m.poll(v)
	}
	url, err := m.Enter(m.t.Context(), m.meetingID, v.token)
	if !v.guest.in(lobby.Allowed, lobby.Entering, lobby.Inside) {
		m.act("enter as "+string(v.guest.state)+" guest", err, lobby.ErrNotAllowed)
		return
	}
	if err != nil || url != v.guest.id {
		m.t.Errorf("enter: %q, %v", url, err)
	}
	if v.guest.state == lobby.Allowed {
		v.guest.state = lobby.Entering
	}
}

func (m *machine) arriveOrDepart(v *visitor, how byte) {
	if v.guest == nil {
		return
	}
	if how%3 == 0 {
		m.act("leave room", m.LeaveRoom(m.t.Context(), m.meetingID, v.guest.id, "quit"), nil)
		if v.guest.in(lobby.Entering, lobby.Inside) {
			v.guest.state = lobby.Left
		}
		return
	}
	err := m.EnterRoom(m.t.Context(), m.meetingID, v.guest.id)
	if !v.guest.in(lobby.Allowed, lobby.Entering, lobby.Inside) {
		m.act("enter room as "+string(v.guest.state)+" guest", err, lobby.ErrNotAllowed)
		return
	}
	m.act("enter room", err, nil)
	v.guest.state = lobby.Inside
}

func (m *machine) sendBack(v *visitor, by lobby.Person) {
	if v.guest == nil {
		return
	}
	err := m.SendBack(m.t.Context(), m.meetingID, v.guest.id, by)
	if !v.guest.in(lobby.Allowed, lobby.Entering, lobby.Inside) {
		m.act("send back a "+string(v.guest.state)+" guest", err, lobby.ErrTooLate)
		return
	}
	m.act("send back", err, nil)
	m.did(deed{})
	v.guest.wait()
	v.guest.sentBack = true
}

func (m *machine) kick(v *visitor, by lobby.Person, ban bool) {
	if v.guest == nil {
		return
	}
	err := m.Kick(m.t.Context(), m.meetingID, v.guest.id, by, ban)
	if !v.guest.in(lobby.Allowed, lobby.Entering, lobby.Inside) {
		m.act("kick a "+string(v.guest.state)+" guest", err, lobby.ErrTooLate)
		return
	}
	m.act("kick", err, nil)
	d := m.did(deed{})
	v.guest.remove(lobby.Left, d.id)
	if ban {
		m.model.block(v.guest, d.id)
	}
}

func (m *machine) block(v *visitor, by lobby.Person) {
	if v.guest == nil {
		return
	}
	m.act("block", m.Block(m.t.Context(), m.meetingID, v.guest.id, by), nil)
	if !m.model.blocked(v.guest.device, v.guest) {
		m.model.block(v.guest, m.did(deed{}).id)
	}
}

func (m *machine) unblock(by lobby.Person) {
	if len(m.model.blocks) == 0 {
		m.act("unblock nobody", m.Unblock(m.t.Context(), m.meetingID, 12345678, by), lobby.ErrUnknownBlock)
		return
	}
	id := m.model.blocks[0].id
	m.act("unblock", m.Unblock(m.t.Context(), m.meetingID, id, by), nil)
	m.model.unblock(id)
	m.did(deed{})
}

func (m *machine) rename(v *visitor, how byte, by lobby.Person) {
	if v.guest == nil {
		return
	}
	to := fmt.Sprint("Guest ", how%8)
	err := m.Rename(m.t.Context(), m.meetingID, v.guest.id, to, by)
	if v.guest.state == lobby.Left {
		m.act("rename a guest who left", err, lobby.ErrTooLate)
		return
	}
	m.act("rename", err, nil)
	if from := v.guest.name; from != to {
		v.guest.name = to
		m.did(deed{renamed: v.guest, from: from, to: to})
	}
}

func (m *machine) leave(v *visitor) {
	if v.guest == nil {
		return
	}
	m.act("leave", m.Leave(m.t.Context(), m.meetingID, v.token), nil)
	if v.guest.in(lobby.Waiting, lobby.Gone, lobby.Allowed) {
		v.guest.state = lobby.Left
	}
}

func (m *machine) setRule(v *visitor, how byte, by lobby.Person) {
	rules := lobby.Rules{}
	if m.model.rule = ""; how/2%2 == 0 {
		m.model.rule, rules.Names = v.name, []string{strings.ToUpper(v.name)}
	}
	m.act("set rules", m.SetRules(m.t.Context(), m.meetingID, rules, by), nil)
	if m.latest().Kind == lobby.Decided && m.model.letInByRule(m.latest().DecisionID) {
		m.did(deed{})
	}
}

func (m *machine) endOrDebrief(how byte, by lobby.Person) {
	if how%4 != 0 {
		m.act("debrief", m.Debrief(m.t.Context(), m.meetingID, lobby.ScopeAll, nil, by), nil)
		for _, g := range m.model.guests {
			if g.in(lobby.Allowed, lobby.Entering, lobby.Inside) {
				g.remove(lobby.Left, m.latest().DecisionID)
			}
		}
		return
	}
	m.act("end", m.End(m.t.Context(), m.meetingID, by), nil)
	d := m.did(deed{})
	for _, g := range m.model.guests {
		if g.in(lobby.Waiting, lobby.Gone) {
			g.remove(lobby.Left, d.id)
		}
		if !g.in(lobby.Denied) {
			g.state = lobby.Left
		}
	}
	m.model.remembered, m.model.blocks, m.model.lastEnd = "", nil, time.Now()
}

// restart closes the lobby and opens it again. Connections end with it.
func (m *machine) restart() {
	m.Close()
	for i := range m.visitors {
		m.disconnect(&m.visitors[i])
	}
	m.open()
}

// check holds what the database says, and what was told, against the model.
func (m *machine) check() {
	m.t.Helper()
	synctest.Wait()
	m.mu.Lock()
	for _, e := range m.events {
		m.told.hear(m.t, e)
	}
	m.events = nil
	m.mu.Unlock()
	for _, state := range lobby.States() {
		guests, err := m.Guests(m.t.Context(), m.meetingID, state)
		if err != nil {
			m.t.Fatal(err)
		}
		ids := []string{}
		for _, g := range guests {
			ids = append(ids, g.ID)
		}
		if want := m.model.those(state); !slices.Equal(ids, want) {
			m.t.Errorf("%s are %v, want %v", state, ids, want)
		}
	}
	for _, g := range m.model.guests {
		if was := m.told.states[g.id]; was != g.state || m.told.names[g.id] != g.name {
			m.t.Errorf("%s is %s, but was told to be %s as %s", g.name, g.state, was, m.told.names[g.id])
		}
	}
	door, err := m.Door(m.t.Context(), m.meetingID)
	if err != nil || door.Remembered != m.model.remembered {
		m.t.Errorf("remembered is %q, %v; want %q", door.Remembered, err, m.model.remembered)
	}
	blocks, err := m.Blocks(m.t.Context(), m.meetingID)
	if err != nil || len(blocks) != len(m.model.blocks) {
		m.t.Errorf("there are %d blocks, %v; want %d", len(blocks), err, len(m.model.blocks))
	}
}

// checkLog checks that each act that was told is in the log once, in the order in which it was told.
func (m *machine) checkLog() {
	m.t.Helper()
	entries, err := m.Decisions(m.t.Context(), m.meetingID, 0, 0)
	if err != nil {
		m.t.Fatal(err)
	}
	slices.Reverse(entries)
	var ids []int64
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	if !slices.Equal(ids, m.told.decisions) {
		m.t.Errorf("the log has %v, told was %v", ids, m.told.decisions)
	}
}
