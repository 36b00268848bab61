package lobby

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"
)

// Decide takes a moderator's decision and returns the guests that it decided: those who were still undecided. Nobody else is
// changed, so the first of two moderators wins. Guests that are named may have been gone for a while; they find the decision
// when they come back. It returns ErrInvalidDecision for a decision that is none, or is for nobody.
func (l *Lobby) Decide(ctx context.Context, d Decision) ([]Guest, error) {
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("decide: %w", err)
	}
	var decided []Guest
	err := l.change(ctx, func(tx Tx) (events []Event, err error) {
		if decided, err = tx.Move(d.move(time.Now())); err != nil {
			return nil, err
		}
		if len(decided) > 0 {
			events = append(events, Event{
				Kind: Decided, MeetingID: d.MeetingID, Guests: decided, Verdict: d.Verdict, By: d.By, Reason: d.Reason,
			})
		}
		if d.Remember {
			return remember(tx, d.MeetingID, d.Verdict, d.By, events)
		}
		return events, nil
	})
	if err != nil {
		return nil, fmt.Errorf("decide: %w", err)
	}
	return decided, nil
}

// Remember takes the same verdict for whoever knocks next, until the zero Verdict undoes it. Who waits goes on waiting.
func (l *Lobby) Remember(ctx context.Context, meetingID string, v Verdict, by Person) error {
	if v != "" && !v.Valid() {
		return fmt.Errorf("remember %.20q: %w", v, ErrInvalidDecision)
	}
	err := l.change(ctx, func(tx Tx) ([]Event, error) { return remember(tx, meetingID, v, by, nil) })
	if err != nil {
		return fmt.Errorf("remember: %w", err)
	}
	return nil
}

func remember(tx Tx, meetingID string, v Verdict, by Person, events []Event) ([]Event, error) {
	door, err := tx.Door(meetingID)
	if err != nil || door.Remembered == v {
		return events, err
	}
	if err := tx.Remember(meetingID, v); err != nil {
		return nil, err
	}
	return append(events, Event{Kind: Remembered, MeetingID: meetingID, Verdict: v, By: by}), nil
}

// check returns ErrInvalidDecision with what is wrong.
func (d Decision) check() error {
	switch {
	case !d.Verdict.Valid():
		return fmt.Errorf("%w: %.20q is neither allow nor deny", ErrInvalidDecision, d.Verdict)
	case d.Everyone == (len(d.Guests) > 0):
		return fmt.Errorf("%w: name guests, or everyone", ErrInvalidDecision)
	case utf8.RuneCountInString(d.Reason) > MaxReason:
		return fmt.Errorf("%w: the reason is longer than %d characters", ErrInvalidDecision, MaxReason)
	}
	return nil
}

func (d Decision) move(now time.Time) Move {
	m := Move{MeetingID: d.MeetingID, From: []State{Waiting}, To: d.Verdict.state(), At: now, By: d.By, Reason: d.Reason}
	if !d.Everyone {
		m.Guests, m.From = d.Guests, []State{Waiting, Gone}
	}
	return m
}
