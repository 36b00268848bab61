package lobby

import (
	"context"
	"fmt"
	"time"
)

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
