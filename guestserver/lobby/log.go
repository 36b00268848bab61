package lobby

import (
	"context"
	"fmt"
	"time"
)

// Action is what an entry of the decision log is about.
type Action string

// The actions.
const (
	ActionAllow     Action = "allow"
	ActionDeny      Action = "deny"
	ActionRemember  Action = "remember"
	ActionUndo      Action = "undo"
	ActionRename    Action = "rename"
	ActionSay       Action = "say"
	ActionBlock     Action = "block"
	ActionUnblock   Action = "unblock"
	ActionShowQueue Action = "show_queue"
	ActionRules     Action = "rules"
	ActionSendBack  Action = "send_back"
	ActionKick      Action = "kick"
	ActionDebrief   Action = "debrief"
	ActionEnd       Action = "end"
)

// LogEntry is one act in the decision log: who, whom, what, when and why. One act is one entry, for however many guests.
type LogEntry struct {
	ID     int64
	At     time.Time
	Action Action
	// By is the zero Person if the meeting decided by itself; Rule then says why.
	By   Person
	Rule Rule
	// Guests are those it was about, as they are called now. Those who were erased or purged meanwhile are missing.
	Guests []Whom
	// Count is how many it was about.
	Count  int
	Reason string
	// Detail is what else there is to say: the verdict that is remembered, the name before a renaming, what was said.
	Detail string
	// Before is what Detail was before, for an undo.
	Before string
	// Undoes is the entry that this one takes back, UndoneBy the entry that took this one back.
	Undoes, UndoneBy int64
}

// Whom names a guest in the decision log.
type Whom struct {
	Place int64
	ID    string
	Name  string
}

// MaxDecisions is how many entries Decisions returns at the most.
const MaxDecisions = 500

// Decisions returns the latest entries of a meeting's decision log, the latest first; with before, those before the entry with this
// ID, to turn the page.
func (l *Lobby) Decisions(ctx context.Context, meetingID string, before int64, limit int) ([]LogEntry, error) {
	if limit <= 0 || limit > MaxDecisions {
		limit = MaxDecisions
	}
	entries, err := l.store.Decisions(ctx, meetingID, before, limit)
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	return entries, nil
}
