package main_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"foyer/client/desk"
	"foyer/client/portal/foyer"
)

// moderator is a moderator with the desk that the app has, too.
type moderator struct {
	t    *testing.T
	desk *desk.Desk
}

// newModerator signs in at the server.
func newModerator(t *testing.T, s *server) *moderator {
	t.Helper()
	session, err := foyer.SignIn(t.Context(), s.url, s.email, s.password)
	if err != nil {
		t.Fatal(err)
	}
	m := &moderator{t: t, desk: desk.New(desk.Options{})}
	t.Cleanup(m.desk.Close)
	m.desk.Add("moderator", session.String(), foyer.New(session.Server, session.Token))
	m.seesWaiting()
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
