package bbbtest

import (
	"strings"
	"testing"
)

// No text of a client breaks the simulator, and what is taken has one root with fields.
func FuzzDocument(f *testing.F) {
	f.Add("subscription Q($x: String!) { user_guest(where: {isWaiting: {_eq: true}}) { userId user { name } } }")
	f.Add("mutation M($guests: [G]!) { guestUsersSubmitApprovalStatus(guests: $guests) }")
	f.Add("subscription{a{b{c}}}")
	f.Add("mutation {f(a:$b,\nc: \"d)\")}")
	f.Fuzz(func(t *testing.T, text string) {
		name, args, err := readMutation(text, map[string]any{"guests": 1})
		if err == nil && (name == "" || args == nil) {
			t.Fatalf("%q was read as %q %v", text, name, args)
		}
		d, err := readDocument(text)
		if err != nil {
			return
		}
		if d.root == "" || !strings.Contains(text, d.root) || !strings.HasPrefix(text, "subscription") {
			t.Fatalf("%q was read as %+v", text, d)
		}
		s := newFuzzed()
		if _, err := s.result(d, s.people["t"]); err == nil && d.fields == nil {
			t.Fatalf("%q selects nothing of %s", text, d.root)
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
