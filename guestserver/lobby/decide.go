package lobby

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Decision is what a moderator decides.
type Decision struct {
	MeetingID string
	Verdict   Verdict
	// Guests are those it is for. With Everyone it is for all who wait.
	Guests   []string
	Everyone bool
	// Remember takes the same decision for whoever knocks next, until it is forgotten.
	Remember bool
	// Reason is shown to denied guests, at most MaxReason characters.
	Reason string
	By     Person
}

// Decide takes a moderator's decision and returns the guests that it decided: those who were still undecided. Nobody else is
// changed, so the first of two moderators wins. Guests that are named may have been gone for a while; they find the decision
// when they come back. It returns ErrInvalidDecision for a decision that is none, or is for nobody.
func (l *Lobby) Decide(ctx context.Context, d Decision) ([]Guest, error) {
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("decide: %w", err)
	}
	var decided []Guest
	err := l.change(ctx, func(tx Tx) (events []Event, err error) {
		decided, events, err = d.carryOut(tx, "")
		return events, err
	})
	if err != nil {
		return nil, fmt.Errorf("decide: %w", err)
	}
	return decided, nil
}

// check returns ErrInvalidDecision with what is wrong.
func (d Decision) check() error {
	switch {
	case !d.Verdict.Valid():
		return fmt.Errorf("%w: %.20q is neither allow nor deny", ErrInvalidDecision, d.Verdict)
	case d.Everyone == (len(d.Guests) > 0):
		return fmt.Errorf("%w: name guests, or everyone", ErrInvalidDecision)
	case utf8.RuneCountInString(d.Reason) > MaxReason:
		return ErrReasonTooLong
	}
	return nil
}

// carryOut decides, writes it into the log, and returns whom it decided. A rule says why the meeting decides by itself.
func (d Decision) carryOut(tx Tx, rule Rule) ([]Guest, []Event, error) {
	door, err := tx.Door(d.MeetingID)
	if err != nil {
		return nil, nil, err
	}
	act, err := begin(tx, d.MeetingID, Action(d.Verdict), d.By)
	if err != nil {
		return nil, nil, err
	}
	act.entry.Rule, act.entry.Reason = rule, d.Reason
	m := Move{Guests: d.Guests}
	if d.Everyone {
		m.From = []State{Waiting}
	}
	decided, err := act.decide(d.Verdict.happening(), m)
	if err != nil {
		return nil, nil, err
	}
	if len(decided) > 0 {
		act.tell(Event{Kind: Decided, Guests: decided, Verdict: d.Verdict, Reason: d.Reason, Rule: rule})
	}
	if d.Remember && door.Remembered != d.Verdict {
		if len(decided) == 0 {
			act.entry.Action, act.entry.Reason = ActionRemember, ""
		}
		if err := act.remember(door, d.Verdict); err != nil {
			return nil, nil, err
		}
	}
	events, err := act.finish()
	return decided, events, err
}

// Remember takes the same verdict for whoever knocks next, until the zero Verdict undoes it. Who waits goes on waiting.
func (l *Lobby) Remember(ctx context.Context, meetingID string, v Verdict, by Person) error {
	if v != "" && !v.Valid() {
		return fmt.Errorf("remember %.20q: %w", v, ErrInvalidDecision)
	}
	return l.act(ctx, meetingID, ActionRemember, by, func(a *act) error {
		door, err := a.tx.Door(meetingID)
		if err != nil || door.Remembered == v {
			return err
		}
		return a.remember(door, v)
	})
}

// Undo takes a decision back, and what was remembered with it. Whom it allowed and who has not set out yet, and whom it denied, waits
// again in the old place; these are returned. What was remembered, blocked or renamed is as it was before. It returns
// ErrUnknownDecision, and ErrTooLate if nothing is left to undo.
func (l *Lobby) Undo(ctx context.Context, meetingID string, decisionID int64, by Person) ([]Guest, error) {
	var waiting []Guest
	err := l.act(ctx, meetingID, ActionUndo, by, func(a *act) error {
		entry, err := a.tx.Decision(meetingID, decisionID)
		if err != nil {
			return err
		}
		if entry.UndoneBy != 0 {
			return ErrTooLate
		}
		waiting, err = a.undo(entry)
		return err
	})
	return waiting, err
}

// undo takes back what an entry of the log tells of.
func (a *act) undo(entry LogEntry) ([]Guest, error) {
	waiting, err := happen(a.tx, undone, Move{MeetingID: a.meetingID, Only: entry.ID, Decided: &LogEntry{}})
	if err != nil {
		return nil, err
	}
	waiting = slices.DeleteFunc(waiting, func(g Guest) bool { return g.State != Waiting })
	a.entry.Undoes = entry.ID
	a.note(waiting)
	a.tell(Event{Kind: Undone, Guests: waiting, Undoes: entry.ID})
	restored := false
	switch entry.Action {
	case ActionAllow, ActionDeny, ActionRemember:
		restored, err = a.unremember(entry)
	case ActionBlock, ActionKick:
		err = a.unblock(entry.ID)
		restored = err == nil
		if errors.Is(err, ErrUnknownBlock) {
			err = nil
		}
	case ActionRename:
		restored, err = a.unrename(entry)
	}
	if err == nil && !restored && len(waiting) == 0 {
		return nil, ErrTooLate
	}
	return waiting, err
}

func (a *act) remember(door Door, v Verdict) error {
	a.entry.Detail, a.entry.Before = string(v), string(door.Remembered)
	a.tell(Event{Kind: Remembered, Verdict: v})
	return a.tx.Remember(a.meetingID, v)
}

// unremember restores what was remembered before an entry, if that is what it changed and it is remembered still.
func (a *act) unremember(entry LogEntry) (bool, error) {
	door, err := a.tx.Door(a.meetingID)
	if err != nil || entry.Detail == entry.Before || string(door.Remembered) != entry.Detail {
		return false, err
	}
	return true, a.remember(door, Verdict(entry.Before))
}

// happen has something happen to guests, as the transitions say, and returns those to whom it did.
func happen(tx Tx, what happening, m Move) ([]Guest, error) {
	var all []Guest
	among := m.From
	for _, t := range transitions {
		if t.what != what {
			continue
		}
		m.From, m.To = t.from, t.to
		if among != nil {
			m.From = intersect(t.from, among)
		}
		moved, err := tx.Move(m)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		all = append(all, moved...)
	}
	return inOrder(all), nil
}

// inOrder sorts guests by their places.
func inOrder(guests []Guest) []Guest {
	slices.SortFunc(guests, func(a, b Guest) int { return cmp.Compare(a.Place, b.Place) })
	return guests
}

func intersect(a, b []State) []State {
	both := []State{}
	for _, s := range a {
		for _, other := range b {
			if s == other {
				both = append(both, s)
			}
		}
	}
	return both
}
