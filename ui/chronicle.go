package ui

import (
	"context"
	"log/slog"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/ui/history"
)

// chronicle fills the history of a meeting: with what the desk saw, and where the portal remembers more, with that.
type chronicle struct {
	u    *UI
	page *history.Page
	key  desk.MeetingKey
	// settled is the number of the latest decision for which the log was fetched.
	settled int64
	entries []portal.LogEntry
	// before is the part that comes after those that are shown, empty if there is none.
	before  string
	fetched bool
	live    bool
}

func newChronicle(u *UI) *chronicle {
	c := &chronicle{u: u}
	c.page = history.New(history.Options{Texts: u.Texts, Clock: u.clock, Undo: c.undo})
	return c
}

func (c *chronicle) undo(decision int64) {
	key := c.key
	c.u.ask(key, func(ctx context.Context) error { return c.u.Desk.Undo(ctx, key, decision) }, func() {})
}

// choose makes the page that of a meeting. What was decided while the connection was lost, only the portal knows.
func (c *chronicle) choose(m *desk.Meeting) {
	if live(m) && !c.live {
		c.fetched = false
	}
	c.live = live(m)
	if c.key == m.Key {
		return
	}
	c.key, c.fetched, c.entries, c.before = m.Key, false, nil, ""
	c.page.SetLog(nil, nil)
}

// draw shows the meeting's history. The portal's log is fetched when the page comes to be seen and when something was decided since.
func (c *chronicle) draw(m *desk.Meeting) {
	latest := int64(0)
	if n := len(m.Settled); n > 0 {
		latest = m.Settled[n-1].ID
	}
	if !c.fetched || c.settled != latest {
		c.fetched, c.settled = true, latest
		c.fetch("")
	}
	c.page.Draw(m)
}

// fetch gets a part of the log. If that fails, what the desk saw itself stays. If something was decided meanwhile, the log is on its way
// once more.
func (c *chronicle) fetch(part string) {
	p, ok := offers[Chronicler](c.u, c.key.Account)
	if !ok {
		return
	}
	key, settled := c.key, c.settled
	var entries []portal.LogEntry
	var before string
	c.u.work(decideLimit, func(ctx context.Context) (err error) {
		entries, before, err = p.Log(ctx, key.Meeting, part)
		return err
	}, func(err error) {
		if err != nil {
			slog.Warn("fetch the log of a meeting", "meeting", key.Meeting, "error", err)
			return
		}
		if c.key == key && c.settled == settled {
			c.add(part, entries, before)
		}
	})
}

// add shows a part of the log below the parts that are there, or the newest part alone. A part that was asked for twice is shown once.
func (c *chronicle) add(part string, entries []portal.LogEntry, before string) {
	switch part {
	case "":
		c.entries = nil
	case c.before:
	default:
		return
	}
	c.entries, c.before = append(c.entries, entries...), before
	var older func()
	if before != "" {
		older = func() { c.fetch(before) }
	}
	c.page.SetLog(c.entries, older)
	c.u.refresh()
}
