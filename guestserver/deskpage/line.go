package deskpage

import (
	"slices"
	"time"

	"foyer/guestserver/lobby"
)

// guestLine is a guest as a moderator sees it.
type guestLine struct {
	lobby.Guest
	// Since is how long ago it knocked, in words.
	Since string
	// Notes are what to look at before deciding, by their texts, those that warn first.
	Notes []note
}

// note is something to look at before deciding on a guest.
type note struct {
	Text string
	// Warns says that it speaks against the guest.
	Warns bool
}

// Here reports whether the guest is inside, as far as is known.
func (g guestLine) Here() bool { return g.State == lobby.Inside }

// Waits reports whether it can be decided on.
func (g guestLine) Waits() bool { return g.State == lobby.Waiting || g.State == lobby.Gone }

// lines returns guests as they are shown.
func (v view) lines(guests []lobby.Guest, now time.Time) []guestLine {
	lines := make([]guestLine, len(guests))
	for i, g := range guests {
		lines[i] = v.line(g, now)
	}
	return lines
}

func (v view) line(g lobby.Guest, now time.Time) guestLine {
	line := guestLine{Guest: g, Since: v.ago(now.Sub(g.KnockedAt))}
	for _, flag := range []lobby.Flag{lobby.LooksLikeModerator, lobby.DeniedBefore, lobby.SameName} {
		if slices.Contains(g.Flags, flag) {
			line.Notes = append(line.Notes, note{v.T("desk.flag." + string(flag)), true})
		}
	}
	add := func(holds bool, text string) {
		if holds {
			line.Notes = append(line.Notes, note{Text: text})
		}
	}
	add(g.Role == lobby.RoleModerator, v.T("desk.flag.moderator"))
	add(g.AskedName != "", v.Fill("desk.flag.renamed", "Name", isolate(g.AskedName)))
	add(g.AccountID != "", v.T("desk.flag.account"))
	add(g.Invited != "", v.T("desk.flag.invited"))
	add(!g.ConsentAt.IsZero(), v.T("desk.flag.consent"))
	return line
}

// ago returns a time that has passed in words that stay true for a while.
func (v view) ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return v.T("desk.since.now")
	case d < time.Hour:
		return v.Count("desk.since.minutes", int(d/time.Minute))
	}
	return v.Count("desk.since.hours", int(d/time.Hour))
}

// isolate marks a name within a text as a run of its own, since it may be written in the other direction than the text around it. The
// characters are FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE.
func isolate(name string) string { return "\u2068" + name + "\u2069" }

// Stamp returns a moment as scripts read it.
func (view) Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Clock returns the time of day by the server's clock. The script puts that of the moderator's own in its place.
func (view) Clock(t time.Time) string { return t.Format("15:04") }
