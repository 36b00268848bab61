package main

import (
	"encoding"
	"flag"

	"foyer/guestserver"
)

// limits has the flags of how often something may be tried.
func limits(fs *flag.FlagSet, l *guestserver.Limits) {
	d := guestserver.DefaultLimits()
	for _, f := range []struct {
		name     string
		limit    encoding.TextUnmarshaler
		standard encoding.TextMarshaler
		what     string
	}{
		{"limit-knocks", &l.Knocks, d.Knocks, "new guests from one network"},
		{"limit-meeting-knocks", &l.MeetingKnocks, d.MeetingKnocks, "new guests at one meeting"},
		{"limit-links", &l.Links, d.Links, "guest links that lead nowhere, from one network"},
		{"limit-codes", &l.Codes, d.Codes, "wrong access codes for one link from one network"},
		{"limit-link-codes", &l.LinkCodes, d.LinkCodes, "wrong access codes for one link from everywhere"},
		{"limit-passwords", &l.Passwords, d.Passwords, "wrong passwords from one network"},
	} {
		fs.TextVar(f.limit, f.name, f.standard, f.what+"; the `limit` 60/2s is 60 at once, then one more every 2 seconds")
	}
}
