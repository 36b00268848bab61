package main_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"foyer/client/desk"
	"foyer/client/portal/foyer"
)

// moderator is a moderator with the desk that the app has, too.
type moderator struct {
	t    testing.TB
	desk *desk.Desk
}

// newModerator signs in at the server, where nobody waits.
func newModerator(t testing.TB, s *server) *moderator {
	t.Helper()
	m := newObserver(t, s)
	m.seesWaiting()
	return m
}

// newObserver signs in at the server.
func newObserver(t testing.TB, s *server) *moderator {
	t.Helper()
	session, err := foyer.SignIn(t.Context(), s.url, s.email, s.password)
	if err != nil {
		t.Fatal(err)
	}
	m := &moderator{t: t, desk: desk.New(desk.Options{})}
	t.Cleanup(m.desk.Close)
	m.desk.Add("moderator", session.String(), foyer.New(session.Server, session.Token))
	return m
}

// seesWaiting waits until the desk shows exactly these guests, in this order, and returns the meeting.
func (m *moderator) seesWaiting(names ...string) desk.Meeting {
	m.t.Helper()
	var meeting desk.Meeting
	err := eventually(func() (err error) {
		meeting, err = m.meeting()
		if err != nil {
			return err
		}
		var waiting []string
		for _, g := range meeting.Waiting {
			waiting = append(waiting, g.Name)
		}
		if meeting.State != desk.Live || !slices.Equal(waiting, names) {
			return fmt.Errorf("the moderator sees %q waiting in state %d (problem: %v), want %q", waiting, meeting.State, meeting.Problem, names)
		}
		return nil
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return meeting
}

func (m *moderator) meeting() (desk.Meeting, error) {
	snapshot := m.desk.Snapshot()
	if len(snapshot.Meetings) != 1 {
		return desk.Meeting{}, fmt.Errorf("there are %d meetings on the desk, want 1: %+v", len(snapshot.Meetings), snapshot.Accounts)
	}
	return snapshot.Meetings[0], nil
}

// decides decides on the guests of these names, who must wait.
func (m *moderator) decides(d desk.Decision, names ...string) {
	m.t.Helper()
	meeting, err := m.meeting()
	if err != nil {
		m.t.Fatal(err)
	}
	d.Meeting = meeting.Key
	for _, g := range meeting.Waiting {
		if slices.Contains(names, g.Name) {
			d.Guests = append(d.Guests, g.ID)
		}
	}
	if len(d.Guests) != len(names) {
		m.t.Fatalf("the moderator sees %+v waiting, want %q among them", meeting.Waiting, names)
	}
	ctx, cancel := context.WithTimeout(m.t.Context(), patience)
	defer cancel()
	if err := m.desk.Decide(ctx, d); err != nil {
		m.t.Fatal(err)
	}
}

func (m *moderator) allows(names ...string) {
	m.t.Helper()
	m.decides(desk.Decision{Verdict: desk.Allow}, names...)
}

func (m *moderator) denies(reason string, names ...string) {
	m.t.Helper()
	m.decides(desk.Decision{Verdict: desk.Deny, Reason: reason}, names...)
}

func (m *moderator) allowsEveryone() {
	m.t.Helper()
	m.decides(desk.Decision{Verdict: desk.Allow, Everyone: true})
}

// says writes to one guest who waits, or to all without a name.
func (m *moderator) says(name, text string) {
	m.t.Helper()
	m.does(func(ctx context.Context, at desk.Meeting) error {
		return m.desk.Say(ctx, at.Key, waitingID(at, name), text)
	})
}

// showsQueue shows those who wait their place, or hides it.
func (m *moderator) showsQueue(show bool) {
	m.t.Helper()
	m.does(func(ctx context.Context, at desk.Meeting) error { return m.desk.ShowQueue(ctx, at.Key, show) })
}

// undoes takes the latest decision back.
func (m *moderator) undoes() {
	m.t.Helper()
	m.does(func(ctx context.Context, at desk.Meeting) error {
		if len(at.Settled) == 0 {
			return errors.New("there is no decision to take back")
		}
		return m.desk.Undo(ctx, at.Key, at.Settled[len(at.Settled)-1].ID)
	})
}

// sendsBack sends somebody who is inside back to the waiting room.
func (m *moderator) sendsBack(name string) {
	m.t.Helper()
	m.does(func(ctx context.Context, at desk.Meeting) error {
		return m.desk.SendBack(ctx, at.Key, insideID(at, name))
	})
}

// kicks throws somebody out who is inside.
func (m *moderator) kicks(name string) {
	m.t.Helper()
	m.does(func(ctx context.Context, at desk.Meeting) error {
		return m.desk.Kick(ctx, at.Key, insideID(at, name), false)
	})
}

// blocks keeps a guest out who waits.
func (m *moderator) blocks(name string) {
	m.t.Helper()
	m.does(func(ctx context.Context, at desk.Meeting) error {
		return m.desk.Block(ctx, at.Key, waitingID(at, name))
	})
}

// undoesBlock takes the latest block back.
func (m *moderator) undoesBlock() {
	m.t.Helper()
	m.does(func(ctx context.Context, at desk.Meeting) error {
		if len(at.Blocked) == 0 {
			return errors.New("nobody is blocked")
		}
		return m.desk.Undo(ctx, at.Key, at.Blocked[len(at.Blocked)-1].ID)
	})
}

// ends ends the meeting for all.
func (m *moderator) ends() {
	m.t.Helper()
	m.does(func(ctx context.Context, at desk.Meeting) error { return m.desk.End(ctx, at.Key) })
}

// does does something in the meeting, once the desk knows enough for it.
func (m *moderator) does(something func(context.Context, desk.Meeting) error) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), patience)
	defer cancel()
	err := eventually(func() error {
		at, err := m.meeting()
		if err != nil {
			return err
		}
		return something(ctx, at)
	})
	if err != nil {
		m.t.Fatal(err)
	}
}

// waitingID returns the id of a guest who waits, empty if there is none of that name.
func waitingID(at desk.Meeting, name string) string {
	for _, g := range at.Waiting {
		if g.Name == name {
			return g.ID
		}
	}
	return ""
}

// insideID returns the id of somebody who is inside, empty if there is nobody of that name.
func insideID(at desk.Meeting, name string) string {
	for _, p := range at.Inside {
		if p.Name == name {
			return p.ID
		}
	}
	return ""
}
