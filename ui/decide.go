package ui

import (
	"context"
	"slices"
	"time"

	"foyer/client/desk"
	"foyer/client/portal"
)

// decideLimit is how long a decision may take before the moderator hears that it failed.
const decideLimit = 20 * time.Second

// guestKey names a guest on the desk.
type guestKey struct {
	meeting desk.MeetingKey
	guest   string
}

// knock is one guest who waits, with the meeting it waits for.
type knock struct {
	meeting *desk.Meeting
	desk.Guest
}

func (k knock) key() guestKey { return guestKey{k.meeting.Key, k.ID} }

// live says whether decisions reach the meeting's server at the moment.
func live(m *desk.Meeting) bool { return m.State == desk.Live }

// knocks returns everyone who waits in meetings that a decision reaches, the first to knock first. Callers must not change it: with ten
// thousand guests it is worth keeping until the desk changes.
func (u *UI) knocks() []knock {
	if u.waitingNow == nil {
		u.waitingNow = u.collect()
	}
	return u.waitingNow
}

// collect makes what knocks returns.
func (u *UI) collect() []knock {
	all := make([]knock, 0, u.snapshot.Waiting())
	for i := range u.snapshot.Meetings {
		m := &u.snapshot.Meetings[i]
		if !live(m) {
			continue
		}
		for _, g := range m.Waiting {
			all = append(all, knock{m, g})
		}
	}
	slices.SortStableFunc(all, func(a, b knock) int { return a.Since.Compare(b.Since) })
	return all
}

// decideGuest decides on one guest, unless that is under way already.
func (u *UI) decideGuest(k knock, verdict desk.Verdict) {
	if u.deciding[k.key()] || !live(k.meeting) || verdict == desk.Deny && !k.meeting.Can.Deny {
		return
	}
	u.decide(desk.Decision{Meeting: k.meeting.Key, Verdict: verdict, Guests: []string{k.ID}}, []desk.Guest{k.Guest})
}

// decideEveryone decides on all who wait in a meeting. It does nothing where the server cannot do so.
func (u *UI) decideEveryone(m *desk.Meeting, verdict desk.Verdict, remember bool) {
	if !everyone(m, verdict) {
		return
	}
	u.decide(desk.Decision{
		Meeting: m.Key, Verdict: verdict, Everyone: true, Remember: remember && m.Can.Remember,
	}, m.Waiting)
}

// everyone says whether the verdict can be taken on all who wait in the meeting.
func everyone(m *desk.Meeting, verdict desk.Verdict) bool {
	return live(m) && m.Can.Everyone && len(m.Waiting) > 0 && (verdict != desk.Deny || m.Can.Deny)
}

// decide sends a decision and marks its guests until the desk says that they no longer wait, or that it failed.
func (u *UI) decide(decision desk.Decision, guests []desk.Guest) {
	for _, g := range guests {
		u.deciding[guestKey{decision.Meeting, g.ID}] = true
	}
	u.ask(decision.Meeting, func(ctx context.Context) error { return u.Desk.Decide(ctx, decision) }, func() {
		for _, g := range guests {
			delete(u.deciding, guestKey{decision.Meeting, g.ID})
		}
	})
	u.refresh()
}

// remember changes what happens to whoever knocks next; the empty verdict asks the moderator again.
func (u *UI) remember(meeting desk.MeetingKey, verdict desk.Verdict) {
	u.ask(meeting, func(ctx context.Context) error { return u.Desk.Remember(ctx, meeting, verdict) }, func() {})
}

// ask has the desk do something. If that fails, undo is called and a sentence shown. What failed before is no longer told: not only when
// this has worked, since a refusal may come before the word that the command was sent.
func (u *UI) ask(meeting desk.MeetingKey, work func(context.Context) error, undo func()) {
	u.failure = ""
	name := u.meetingName(meeting)
	u.work(decideLimit, work, func(err error) {
		if err != nil {
			undo()
			u.failure = u.Texts.Get("app.decide.failed", map[string]string{"Meeting": name, "Problem": u.sentence(err)})
		}
		u.refresh()
	})
}

// refused tells that a server did not carry out a decision. It does not say which, so all guests of the meeting can be decided on again:
// what was decided stays so.
func (u *UI) refused(r desk.Refused) {
	for key := range u.deciding {
		if key.meeting == r.Meeting {
			delete(u.deciding, key)
		}
	}
	u.failure = u.Texts.Get("app.decide.refused", map[string]string{
		"Meeting": u.meetingName(r.Meeting), "Problem": u.sentence(&portal.Error{Code: r.Code}),
	})
}

// mine says whether this moderator has just decided so.
func (u *UI) mine(c desk.Decided) bool {
	for _, g := range c.Guests {
		if u.deciding[guestKey{c.Meeting, g.ID}] {
			return true
		}
	}
	return false
}

// settle forgets the marks of guests who no longer wait, and of all whose meeting has lost its connection: nobody knows whether a decision
// arrived that was under way.
func (u *UI) settle() {
	if len(u.deciding) == 0 {
		return
	}
	waiting := make(map[guestKey]bool, len(u.deciding))
	for i := range u.snapshot.Meetings {
		m := &u.snapshot.Meetings[i]
		if !live(m) {
			continue
		}
		for _, g := range m.Waiting {
			if key := (guestKey{m.Key, g.ID}); u.deciding[key] {
				waiting[key] = true
			}
		}
	}
	u.deciding = waiting
}

func (u *UI) meetingName(key desk.MeetingKey) string {
	for _, m := range u.snapshot.Meetings {
		if m.Key == key {
			return m.Name
		}
	}
	return ""
}
