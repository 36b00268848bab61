package bbbtest

import (
	"net/url"
	"testing"
)

// A demo runs for months: nobody may be kept who can never come back.
func TestNewRunForgetsThePeopleOfTheOldOne(t *testing.T) {
	s := New(Options{})
	choir := &request{params: url.Values{"meetingID": {"choir"}, "name": {"Choir"}, "fullName": {"Mo"}, "role": {moderator}}}
	for range 3 {
		s.create(choir)
		s.join(choir)
		s.end(choir)
	}
	s.create(choir)
	if len(s.people) != 0 || len(s.meetings) != 1 {
		t.Errorf("%d people and %d meetings are kept", len(s.people), len(s.meetings))
	}
}
