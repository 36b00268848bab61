package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"foyer/client/portal"
	"foyer/client/signaling"
)

// rulePolicy is Foyer's word for a decision that the guest policy takes on everyone.
const rulePolicy = "policy"

// maxSettled is how many decisions a meeting on the desk remembers.
const maxSettled = 100

// meeting is one meeting that the desk watches: by a link to its portal, and at times by one into its conference.
type meeting struct {
	account *account
	id      string
	ctx     context.Context
	cancel  context.CancelFunc
	main    *link

	// The desk's lock guards what follows.
	info    portal.Meeting
	settled []Settled
	running bool
	// trusted are the guests whom somebody allowed, or a rule: BigBlueButton's lobby need not ask again.
	trusted map[string]bool
	visit

	// resumption continues the last connection to the portal. Only the main link's goroutine uses it.
	resumption string
}

func newMeeting(a *account, info portal.Meeting) *meeting {
	m := &meeting{account: a, id: info.ID, info: info, running: info.Running}
	m.ctx, m.cancel = context.WithCancel(a.ctx)
	m.main = newLink(m, openTalk, m.open)
	return m
}

func (m *meeting) key() MeetingKey { return MeetingKey{m.account.id, m.id} }

// watch keeps the link to the portal, until the meeting leaves the desk or the account is signed out. Then the account learns it,
// too, before its next full minute.
func (m *meeting) watch() {
	defer m.cancel()
	if m.main.watch() != nil && m.ctx.Err() == nil {
		m.account.reload()
	}
}

// inherit takes over what is known of a meeting that m replaces. The caller holds the desk's lock.
func (m *meeting) inherit(was *meeting) {
	m.main.kind, m.main.said = was.main.kind, was.main.said
	m.settled, m.trusted, m.running = was.settled, was.trusted, was.running
	m.looks, was.heir = was.looks, m
	if was.main.state != Live {
		m.main.since = was.main.since // What is known is no newer for that.
	}
}

// snapshot returns the meeting for a reader. The caller holds the desk's lock.
func (m *meeting) snapshot() Meeting {
	state := m.decisive()
	lobby, inside := m.lobby(), m.main
	if m.inside != nil && m.inside.state == Live {
		inside = m.inside
	}
	s := Meeting{
		Key: m.key(), Name: m.info.Name, Group: m.info.Group, Room: m.info.Room, StartsAt: m.info.StartsAt, EndsAt: m.info.EndsAt,
		GuestURL: m.info.GuestURL, GuestPolicy: m.policy(),
		State: state.state, Since: state.since, Problem: state.problem, Ahead: m.main.ahead,
		Can: m.can(), Limits: m.limits(), Remembered: lobby.remembered, Waiting: m.waiting(),
		Running: m.running, Inside: slices.Clone(inside.people), Settled: slices.Clone(m.settled),
		Message: lobby.message, QueueShown: m.main.queueShown, Rules: m.main.rules, Blocked: slices.Clone(m.main.blocked),
		WaitingRoom: m.main.waitingRoom, HandsAllowed: m.main.handsAllowed,
	}
	s.Rules.Names = slices.Clone(s.Rules.Names)
	if m.inside != nil {
		s.Look, s.LookProblem = m.inside.state, m.inside.problem
	}
	return s
}

// policy is what the meeting's server said last, or else what the portal listed.
func (m *meeting) policy() string {
	if p := m.lobby().policy; p != "" {
		return p
	}
	return m.info.GuestPolicy
}

// waiting returns everyone who waits, in both places, the first to knock first.
func (m *meeting) waiting() []Guest {
	guests := m.main.room.guests()
	if m.inside == nil || len(m.inside.room.queue) == 0 {
		return guests
	}
	guests = append(guests, m.inside.room.guests()...)
	slices.SortStableFunc(guests, func(a, b Guest) int { return a.Since.Compare(b.Since) })
	return guests
}

// waits reports whether the guest waits.
func (m *meeting) waits(id string) bool {
	return m.main.room.has(id) || m.inside != nil && m.inside.room.has(id)
}

// knocked tells of guests who began to wait, but for those whom the desk has allowed already. The caller holds the desk's lock.
func (m *meeting) knocked(l *link, guests []Guest) []Change {
	guests = m.letThrough(l, guests)
	if len(guests) == 0 {
		return nil
	}
	return append([]Change{Knocked{m.key(), guests}}, m.account.desk.ring(m, guests)...)
}

// settle remembers a decision.
func (m *meeting) settle(s Settled) {
	if len(m.settled) == maxSettled {
		m.settled = slices.Delete(m.settled, 0, 1)
	}
	m.settled = append(m.settled, s)
}

// trust remembers who was allowed by somebody or by a rule, and forgets who was not. That the meeting's policy lets everyone pass says
// nothing about a guest: it does so wherever BigBlueButton's lobby is to ask.
func (m *meeting) trust(e *signaling.Decided) {
	asked := e.By != signaling.Person{} || e.Rule != "" && e.Rule != rulePolicy
	for _, id := range e.Guests {
		delete(m.trusted, id)
		if asked && Verdict(e.Decision) == Allow && len(m.trusted) < maxDeparted {
			if m.trusted == nil {
				m.trusted = make(map[string]bool)
			}
			m.trusted[id] = true
		}
	}
}

// open gets a ticket, and opens the connection that it is for. The ticket of a connection that is lost is tried to be continued.
func (m *meeting) open(ctx context.Context) (Line, error) {
	ticket, err := m.account.portal.Ticket(ctx, m.id, m.resumption)
	if err != nil {
		if refused, ok := errors.AsType[*portal.Error](err); ok && refused.Status/100 == 4 {
			m.resumption = ""
		}
		return nil, fmt.Errorf("get ticket: %w", err)
	}
	m.resumption = ticket.Resumption
	line, err := m.account.desk.dial(ctx, ticket)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	m.change(func() []Change {
		m.main.kind = openTalk
		if ticket.RoomServer {
			m.main.kind = roomServer
		}
		return nil
	})
	return line, nil
}

// change changes the meeting, unless it was taken off the desk.
func (m *meeting) change(f func() []Change) { m.account.desk.change(m.ctx, f) }
