package deskpage

import (
	"time"

	"foyer/guestserver/lobby"
)

// logLine is an entry of the decision log as it is shown.
type logLine struct {
	lobby.LogEntry
	Text string
	// Mine says that whoever looks did it.
	Mine bool
	// Left is for how many more milliseconds it can be taken back at a click.
	Left int64
}

// log returns the entries of the decision log as they are shown, and those that can be taken back at a click.
func (v view) log(entries []lobby.LogEntry, now time.Time) (all, fresh []logLine) {
	for _, e := range entries {
		line := logLine{e, v.logText(e), e.By.ID == v.Account.ID, (undoFor - now.Sub(e.At)).Milliseconds()}
		all = append(all, line)
		if undoable(e, now) && len(fresh) < maxUndo {
			fresh = append(fresh, line)
		}
	}
	return all, fresh
}

// undoable reports whether the page offers to take an entry back: a moderator did it a moment ago.
func undoable(e lobby.LogEntry, now time.Time) bool {
	if e.UndoneBy != 0 || e.By.ID == "" || now.Sub(e.At) >= undoFor {
		return false
	}
	switch e.Action {
	case lobby.ActionAllow, lobby.ActionDeny, lobby.ActionRemember, lobby.ActionRename, lobby.ActionBlock:
		return true
	}
	return false
}

// logText returns an entry as a sentence.
func (v view) logText(e lobby.LogEntry) string {
	key := "desk.log." + string(e.Action)
	switch {
	case e.Action == lobby.ActionRemember && e.Detail != "":
		key += "." + e.Detail
	case e.Action == lobby.ActionSay && e.Detail == "":
		key += ".back"
	}
	by := v.T("desk.log.itself")
	if e.By.Name != "" {
		by = isolate(e.By.Name)
	}
	return v.Fill(key, "By", by, "Who", v.who(e), "Detail", isolate(e.Detail), "Before", isolate(e.Before))
}

// who names whom an entry is about.
func (v view) who(e lobby.LogEntry) string {
	switch {
	case e.Count == 1 && len(e.Guests) == 1:
		return isolate(e.Guests[0].Name)
	case e.Action == lobby.ActionBlock && e.Detail != "":
		return isolate(e.Detail)
	case e.Count <= 1: // It was erased meanwhile, or there never was one.
		return v.T("desk.log.nobody")
	}
	return v.Count("desk.log.guests", e.Count)
}
