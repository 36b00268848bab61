package lobby_test

import (
	"slices"
	"testing"

	"foyer/guestserver/lobby"
)

// told is what someone knows who only hears the events. It notices an event that cannot follow those before: one that was left out, came
// twice or in another order than it happened.
type told struct {
	states    map[string]lobby.State
	names     map[string]string
	decisions []int64
}

// nobody is the state of a guest that nobody has heard of yet.
const nobody lobby.State = ""

// leadsTo says from which states a kind of event leads to a state.
var leadsTo = map[lobby.EventKind]map[lobby.State][]lobby.State{
	lobby.Knocked: {lobby.Waiting: {nobody, lobby.Gone}},
	lobby.Decided: {
		lobby.Allowed: {nobody, lobby.Waiting, lobby.Gone},
		lobby.Denied:  {nobody, lobby.Waiting, lobby.Gone},
	},
	lobby.Departed: {
		lobby.Gone:     {lobby.Waiting},
		lobby.Entering: {lobby.Allowed},
		lobby.Left:     {lobby.Waiting, lobby.Gone, lobby.Allowed, lobby.Entering, lobby.Inside},
	},
	lobby.Returned: {lobby.Allowed: {lobby.Left}},
	lobby.Entered:  {lobby.Inside: {lobby.Allowed, lobby.Entering}},
	lobby.Undone:   {lobby.Waiting: {lobby.Allowed, lobby.Denied}},
	lobby.SentBack: {lobby.Waiting: {lobby.Allowed, lobby.Entering, lobby.Inside}},
	lobby.Removed:  {lobby.Left: {lobby.Allowed, lobby.Entering, lobby.Inside}},
	lobby.Blocked: {
		lobby.Denied: {lobby.Waiting, lobby.Gone, lobby.Allowed},
		lobby.Left:   {lobby.Entering, lobby.Inside},
	},
	lobby.Ended: {lobby.Left: {lobby.Waiting, lobby.Gone, lobby.Allowed, lobby.Entering, lobby.Inside}},
}

// hear takes in an event.
func (o *told) hear(t testing.TB, e lobby.Event) {
	t.Helper()
	if e.DecisionID != 0 && !slices.Contains(o.decisions, e.DecisionID) {
		o.decisions = append(o.decisions, e.DecisionID)
	}
	if !slices.IsSortedFunc(e.Guests, func(a, b lobby.Guest) int { return int(a.Place - b.Place) }) {
		t.Errorf("%s tells of %v out of their order", e.Kind, namesOf(e.Guests))
	}
	if e.Kind == lobby.Decided && e.By == (lobby.Person{}) && e.Rule == "" {
		t.Errorf("nobody and no rule decided on %v", namesOf(e.Guests))
	}
	for _, g := range e.Guests {
		was := o.states[g.ID]
		switch e.Kind {
		case lobby.Renamed:
			if g.State != was || g.Name == o.names[g.ID] {
				t.Errorf("renamed tells of %s who is %s, but %s is %s", g.Name, g.State, o.names[g.ID], was)
			}
		case lobby.Said:
			if g.State != was {
				t.Errorf("said tells of %s who is %s, but it is %s", g.Name, g.State, was)
			}
		default:
			if from := leadsTo[e.Kind][g.State]; !slices.Contains(from, was) {
				t.Errorf("%s tells of %s, who was %q, that it is %s", e.Kind, g.Name, was, g.State)
			}
		}
		o.states[g.ID], o.names[g.ID] = g.State, g.Name
	}
}
