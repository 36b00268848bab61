package bbbtest

import (
	"testing"

	"foyer/client/bbb/bbbtest/graphql"
)

// No text of a client breaks the simulator, and what is answered was asked for.
func FuzzSubscription(f *testing.F) {
	f.Add("subscription Q($x: String!) { user_guest(where: {isWaiting: {_eq: true}}) { userId user { name } } }")
	f.Add("subscription{a{b{c}}}")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := graphql.ReadSubscription(text)
		if err != nil {
			return
		}
		s := newFuzzed()
		if _, err := s.result(d, s.people["t"]); err == nil && d.Fields == nil {
			t.Fatalf("%q selects nothing of %s", text, d.Root)
		}
	})
}

// newFuzzed returns a simulator with one moderator inside.
func newFuzzed() *Simulator {
	s := New(Options{})
	m := &meeting{id: "choir", created: s.opts.Now()}
	p := &person{meeting: m, token: "t", internalID: "w_a", role: moderator, status: allow}
	s.people["t"] = p
	s.in(p, s.opts.Now())
	return s
}
