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

// Decide sends a decision to where its guests wait. When it returns nil, the decision is on its way; the guests wait on the desk
// until the server says otherwise, and if the server refuses, a Refused tells.
//
// A decision is never kept for later: without a live connection Decide returns ErrNotLive. To allow many guests of an OpenTalk
// server takes a second for each nine, and Decide returns when the last is on its way; if ctx ends meanwhile it gives up on the
// others, and if the connection is lost it returns ErrPartly.
func (d *Desk) Decide(ctx context.Context, decision Decision) error {
	if decision.Verdict != Allow && decision.Verdict != Deny || len(decision.Guests) == 0 && !decision.Everyone {
		return fmt.Errorf("decide: %w", ErrInvalidDecision)
	}
	parts, err := d.divide(decision)
	if err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	for _, p := range parts {
		if err := p.decide(ctx); err != nil {
			return err
		}
	}
	return nil
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
	return d.lobbyCommand(ctx, "remember", key, func(c Capabilities) bool { return c.Remember }, command)
}

// part is the part of a decision that one link takes.
type part struct {
	Decision
	route
}

// divide gives each link its part of a decision: guests may wait at the portal and in BigBlueButton's lobby.
func (d *Desk) divide(decision Decision) ([]part, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, err := d.able(decision.Meeting, func(c Capabilities) bool {
		return (decision.Verdict == Allow || c.Deny) && (!decision.Remember || c.Remember) && (!decision.Everyone || c.Everyone) &&
			(decision.Reason == "" || c.Reason)
	})
	if err != nil {
		return nil, err
	}
	main, inside := decision, decision
	main.Guests, inside.Guests = nil, nil
	for _, id := range decision.Guests {
		if m.inside != nil && m.inside.room.has(id) {
			inside.Guests = append(inside.Guests, id)
		} else {
			main.Guests = append(main.Guests, id)
		}
	}
	// What is remembered is so where guests wait.
	lobby := m.lobby()
	main.Remember, inside.Remember = decision.Remember && lobby == m.main, decision.Remember && lobby == m.inside
	var parts []part
	for _, p := range []struct {
		link *link
		Decision
	}{{m.main, main}, {m.inside, inside}} {
		isOther := p.link == nil || p.link != lobby && len(p.link.room.queue) == 0
		if isOther || len(p.Guests) == 0 && !p.Everyone {
			continue
		}
		if p.link.line == nil {
			return nil, ErrNotLive
		}
		parts = append(parts, part{p.Decision, route{p.link, p.link.line}})
	}
	return parts, nil
}

// decide sends the part in the words of its server.
func (p part) decide(ctx context.Context) error {
	switch {
	case p.link.kind == openTalk || p.link.kind == roomServer:
		return p.accept(ctx)
	case p.Everyone:
		if err := p.decideOn(ctx, p.Decision); err != nil {
			return fmt.Errorf("decide: %w", err)
		}
		return nil
	}
	return p.decideSome(ctx)
}

// decideSome sends a decision on named guests in as many commands as it takes.
func (p part) decideSome(ctx context.Context) error {
	done := 0
	for some := range slices.Chunk(p.Guests, guestsPerCommand) {
		d := p.Decision
		d.Guests = some
		// What is remembered goes with the last command: then the whole decision is taken, or nothing is remembered.
		d.Remember = p.Remember && done+len(some) == len(p.Guests)
		if err := p.decideOn(ctx, d); err != nil {
			return partly(err, done, len(p.Guests))
		}
		done += len(some)
	}
	return nil
}

// decideOn sends one command.
func (p part) decideOn(ctx context.Context, d Decision) error {
	guests := d.Guests
	if d.Everyone {
		guests = nil
	}
	var command signaling.Command = signaling.Allow{Guests: guests, Everyone: d.Everyone, Remember: d.Remember}
	if d.Verdict == Deny {
		command = signaling.Deny{Guests: guests, Everyone: d.Everyone, Remember: d.Remember, Reason: d.Reason}
	}
	return p.send(ctx, command)
}

// accept sends a decision in OpenTalk's words: one command for each guest, at a pace that the server bears.
func (p part) accept(ctx context.Context) error {
	guests := p.Guests
	if p.Everyone {
		guests = p.link.waitingIDs()
	}
	for i, id := range guests {
		if err := p.acceptOne(ctx, id); err != nil {
			return partly(err, i, len(guests))
		}
	}
	return nil
}

// acceptOne waits for its turn. For a guest who has left it does nothing.
func (p part) acceptOne(ctx context.Context, id string) error {
	if waits, isLive := p.waits(id); isLive && !waits {
		return nil
	}
	turn := p.link.pace.Reserve()
	select {
	case <-ctx.Done():
		turn.Cancel()
		return ctx.Err()
	case <-time.After(turn.Delay()):
	}
	waits, isLive := p.waits(id)
	switch {
	case !isLive:
		return ErrNotLive
	case !waits:
		return nil
	}
	return p.send(ctx, signaling.Accept{Target: id})
}

// waits reports whether the guest still waits, and whether the route is still the link's connection.
func (r route) waits(id string) (waits, isLive bool) {
	d := r.link.meeting.account.desk
	d.mu.Lock()
	defer d.mu.Unlock()
	return r.link.room.has(id), r.link.line == r.line && r.link.ctx.Err() == nil
}

func (l *link) waitingIDs() []string {
	d := l.meeting.account.desk
	d.mu.Lock()
	defer d.mu.Unlock()
	ids := make([]string, len(l.room.queue))
	for i, p := range l.room.queue {
		ids[i] = p.ID
	}
	return ids
}
