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
	// Detail is what else there is to say: the verdict that is remembered, the name before a renaming, what was said, which account was
	// blocked that is no guest.
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

// act is something that a moderator, or the meeting by itself, does within a transaction: one entry in the decision log, and what is
// told of it.
type act struct {
	tx        Tx
	meetingID string
	entry     LogEntry
	events    []Event
}

func begin(tx Tx, meetingID string, action Action, by Person) (*act, error) {
	id, err := tx.NextDecision()
	if err != nil {
		return nil, err
	}
	return &act{tx: tx, meetingID: meetingID, entry: LogEntry{ID: id, At: time.Now(), Action: action, By: by}}, nil
}

// act carries out do as one act, which is logged and told if it tells of anything. Then come, if given, what the meeting does by itself.
func (l *Lobby) act(ctx context.Context, meetingID string, action Action, by Person, do func(*act) error, then ...follow) error {
	err := l.change(ctx, func(tx Tx) ([]Event, error) {
		a, err := begin(tx, meetingID, action, by)
		if err != nil {
			return nil, err
		}
		if err := do(a); err != nil {
			return nil, err
		}
		events, err := a.finish()
		for _, follow := range then {
			var more []Event
			if err == nil {
				more, err = follow(tx, meetingID)
				events = append(events, more...)
			}
		}
		return events, err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	return nil
}

// follow is what the meeting does by itself after an act.
type follow func(tx Tx, meetingID string) ([]Event, error)

// decide has something happen to guests that makes the act their decision.
func (a *act) decide(what happening, m Move) ([]Guest, error) {
	m.MeetingID, m.Decided = a.meetingID, &a.entry
	guests, err := happen(a.tx, what, m)
	a.note(guests)
	return guests, err
}

// note names guests in the log.
func (a *act) note(guests []Guest) {
	for _, g := range guests {
		a.entry.Guests = append(a.entry.Guests, Whom{Place: g.Place, ID: g.ID, Name: g.Name})
	}
	a.entry.Count = len(a.entry.Guests)
}

func (a *act) tell(e Event) {
	e.MeetingID, e.By, e.DecisionID = a.meetingID, a.entry.By, a.entry.ID
	a.events = append(a.events, e)
}

func (a *act) finish() ([]Event, error) {
	if len(a.events) == 0 {
		return nil, nil
	}
	return a.events, a.tx.Log(a.meetingID, a.entry)
}
