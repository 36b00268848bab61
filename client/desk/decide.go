package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"foyer/client/signaling"
)

// guestsPerCommand keeps a command that names guests by UUID well below signaling.MaxFrame.
const guestsPerCommand = 1000

// Decide sends a decision to the meeting's server. When it returns nil, the decision is on its way; the guests wait on the desk
// until the server says otherwise, and if the server refuses, a Refused tells.
//
// A decision is never kept for later: without a live connection Decide returns ErrNotLive. To allow many guests of a server
// without Capabilities.Everyone takes a second for each nine, and Decide returns when the last is on its way; if ctx ends
// meanwhile it gives up on the others, and if the connection is lost it returns ErrPartly.
func (d *Desk) Decide(ctx context.Context, decision Decision) error {
	if decision.Verdict != Allow && decision.Verdict != Deny || len(decision.Guests) == 0 && !decision.Everyone {
		return fmt.Errorf("decide: %w", ErrInvalidDecision)
	}
	m, l, err := d.live(decision.Meeting)
	if err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	if l.foyer {
		return l.decide(ctx, decision)
	}
	if decision.Verdict != Allow || decision.Remember {
		return fmt.Errorf("decide: %w", ErrNotSupported)
	}
	return m.accept(ctx, l, decision)
}

// Remember has the server take the verdict for whoever knocks next in the meeting; the zero Verdict asks moderators again. It
// fails as Decide does.
func (d *Desk) Remember(ctx context.Context, key MeetingKey, v Verdict) error {
	var command signaling.Command
	switch v {
	case Allow, Deny:
		command = signaling.Remember{Decision: string(v)}
	case "":
		command = signaling.Forget{}
	default:
		return fmt.Errorf("remember: %w", ErrInvalidDecision)
	}
	_, l, err := d.live(key)
	if err != nil {
		return fmt.Errorf("remember: %w", err)
	}
	if !l.foyer {
		return fmt.Errorf("remember: %w", ErrNotSupported)
	}
	if err := l.send(ctx, command); err != nil {
		return fmt.Errorf("remember: %w", err)
	}
	return nil
}

// live returns a meeting and its connection.
func (d *Desk) live(key MeetingKey) (*meeting, *line, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := d.find(key)
	switch {
	case m == nil:
		return nil, nil, ErrUnknownMeeting
	case m.line == nil || m.ctx.Err() != nil:
		return nil, nil, ErrNotLive
	}
	return m, m.line, nil
}

// decide sends a decision in Foyer's words, in as many commands as it takes.
func (l *line) decide(ctx context.Context, decision Decision) error {
	if decision.Everyone {
		if err := l.decideOn(ctx, decision); err != nil {
			return fmt.Errorf("decide: %w", err)
		}
		return nil
	}
	guests, remember := decision.Guests, decision.Remember
	for done := 0; done < len(guests); done += len(decision.Guests) {
		decision.Guests = guests[done:min(done+guestsPerCommand, len(guests))]
		// What is remembered goes with the last command: then the whole decision is taken, or nothing is remembered.
		decision.Remember = remember && done+len(decision.Guests) == len(guests)
		if err := l.decideOn(ctx, decision); err != nil {
			return partly(err, done, len(guests))
		}
	}
	return nil
}

// decideOn sends one command.
func (l *line) decideOn(ctx context.Context, d Decision) error {
	guests := d.Guests
	if d.Everyone {
		guests = nil
	}
	var command signaling.Command = signaling.Allow{Guests: guests, Everyone: d.Everyone, Remember: d.Remember}
	if d.Verdict == Deny {
		command = signaling.Deny{Guests: guests, Everyone: d.Everyone, Remember: d.Remember, Reason: d.Reason}
	}
	return l.send(ctx, command)
}

// accept sends a decision in OpenTalk's words: one command for each guest, at a pace that the server bears.
func (m *meeting) accept(ctx context.Context, l *line, decision Decision) error {
	guests := slices.Clone(decision.Guests)
	if decision.Everyone {
		guests = m.waitingIDs()
	}
	for i, id := range guests {
		if err := m.acceptOne(ctx, l, id); err != nil {
			return partly(err, i, len(guests))
		}
	}
	return nil
}

// acceptOne waits for its turn. For a guest who has left it does nothing.
func (m *meeting) acceptOne(ctx context.Context, l *line, id string) error {
	if waits, isLive := m.waits(l, id); isLive && !waits {
		return nil
	}
	turn := l.pace.Reserve()
	select {
	case <-ctx.Done():
		turn.Cancel()
		return ctx.Err()
	case <-time.After(turn.Delay()):
	}
	waits, isLive := m.waits(l, id)
	switch {
	case !isLive:
		return ErrNotLive
	case !waits:
		return nil
	}
	return l.send(ctx, signaling.Accept{Target: id})
}

// waits reports whether the guest still waits, and whether l is still the connection.
func (m *meeting) waits(l *line, id string) (waits, isLive bool) {
	m.account.desk.mu.Lock()
	defer m.account.desk.mu.Unlock()
	return m.room.has(id), m.line == l && m.ctx.Err() == nil
}

func (m *meeting) waitingIDs() []string {
	m.account.desk.mu.Lock()
	defer m.account.desk.mu.Unlock()
	ids := make([]string, len(m.room.queue))
	for i, p := range m.room.queue {
		ids[i] = p.ID
	}
	return ids
}

// send sends a command. A connection that does not take it is as good as lost.
func (l *line) send(ctx context.Context, c signaling.Command) error {
	err := l.conn.Send(ctx, c)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return fmt.Errorf("%w (%w)", ErrNotLive, err)
}
