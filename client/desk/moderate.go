package desk

import (
	"context"
	"errors"
	"fmt"

	"foyer/client/signaling"
)

// Scope says whom a debrief sends out.
type Scope string

// The scopes, by OpenTalk's names.
const (
	Guests         Scope = signaling.ScopeGuests
	UsersAndGuests Scope = signaling.ScopeUsersAndGuests
	All            Scope = signaling.ScopeAll
)

// Kick removes someone who is inside; with ban, for the rest of the meeting. The id is a Person's, or that of a guest of the portal. In
// BigBlueButton the desk's companion does it, and comes in for it if need be; the portal is told, so that the guest does not come
// back unasked.
func (d *Desk) Kick(ctx context.Context, key MeetingKey, id string, ban bool) error {
	command := func(id string) signaling.Command { return signaling.Kick{Target: id} }
	if ban {
		command = func(id string) signaling.Command { return signaling.Ban{Target: id} }
	}
	atPortal := command
	if ban && d.hasConference(key) {
		// A ban is of accounts, and most guests have none.
		atPortal = func(id string) signaling.Command { return signaling.Block{Target: id} }
	}
	can := func(c Capabilities) bool { return ban && c.Ban || !ban && c.Kick }
	return d.onPerson(ctx, "kick", key, id, can, atPortal, command)
}

// SendBack sends someone who is inside back to the waiting room.
func (d *Desk) SendBack(ctx context.Context, key MeetingKey, id string) error {
	return d.onPerson(ctx, "send back", key, id, func(c Capabilities) bool { return c.SendBack },
		func(id string) signaling.Command { return signaling.SendToWaitingRoom{Target: id} },
		func(id string) signaling.Command { return signaling.Kick{Target: id} })
}

// SetModerator makes someone a moderator, or no longer.
func (d *Desk) SetModerator(ctx context.Context, key MeetingKey, id string, moderator bool) error {
	command := func(id string) signaling.Command { return signaling.RevokeModeratorRole{Target: id} }
	if moderator {
		command = func(id string) signaling.Command { return signaling.GrantModeratorRole{Target: id} }
	}
	return d.where(ctx, "set moderator", key, func(c Capabilities) bool { return c.Roles }, func(l *link) signaling.Command {
		return command(l.idOf(id))
	})
}

// LowerHands lowers the hands of these people, or all without any.
func (d *Desk) LowerHands(ctx context.Context, key MeetingKey, ids ...string) error {
	return d.where(ctx, "lower hands", key, func(c Capabilities) bool { return c.LowerHand }, func(l *link) signaling.Command {
		return signaling.ResetRaisedHands{Target: l.idsOf(ids)}
	})
}

// Mute turns the microphones of these people off, or all without any. They may turn them on again.
func (d *Desk) Mute(ctx context.Context, key MeetingKey, ids ...string) error {
	return d.where(ctx, "mute", key, func(c Capabilities) bool { return c.Mute }, func(l *link) signaling.Command {
		if ids == nil && l.kind != conference {
			return signaling.Mute{Participants: l.others()}
		}
		return signaling.Mute{Participants: l.idsOf(ids)}
	})
}

// Debrief sends everyone of a scope out, and has whoever comes back wait.
func (d *Desk) Debrief(ctx context.Context, key MeetingKey, scope Scope) error {
	r, err := d.mainRoute(key, func(c Capabilities) bool { return c.Debrief })
	if err != nil {
		return fmt.Errorf("debrief: %w", err)
	}
	if err := r.say(ctx, "debrief", signaling.Debrief{KickScope: string(scope)}); err != nil || !d.hasConference(key) {
		return err
	}
	if scope == All {
		return d.End(ctx, key)
	}
	return d.inConference(ctx, "debrief", key, func(ctx context.Context, r route) error {
		for _, id := range d.within(r.link, scope) {
			if err := r.say(ctx, "debrief", signaling.Kick{Target: id}); err != nil {
				return err
			}
		}
		return nil
	})
}

// End ends the meeting for all who are inside or wait. The portal does it, and says at once whether it did.
func (d *Desk) End(ctx context.Context, key MeetingKey) error {
	d.mu.Lock()
	m, err := d.able(key, func(c Capabilities) bool { return c.End })
	d.mu.Unlock()
	if err != nil {
		return fmt.Errorf("end: %w", err)
	}
	return m.account.portal.(Host).End(ctx, m.id)
}

// where sends a command to where the people are: into the conference if there is one, else to the portal's signaling.
func (d *Desk) where(
	ctx context.Context, name string, key MeetingKey, can func(Capabilities) bool, command func(*link) signaling.Command,
) error {
	r, err := d.mainRoute(key, can)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	send := func(ctx context.Context, r route) error {
		d.mu.Lock()
		c := command(r.link)
		d.mu.Unlock()
		return r.say(ctx, name, c)
	}
	if !d.hasConference(key) {
		return send(ctx, r)
	}
	return d.inConference(ctx, name, key, send)
}

// onPerson sends a command about a person to the portal, and another into the conference if there is one.
func (d *Desk) onPerson(
	ctx context.Context, name string, key MeetingKey, id string, can func(Capabilities) bool,
	atPortal, inside func(id string) signaling.Command,
) error {
	r, err := d.mainRoute(key, can)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if !d.hasConference(key) {
		return r.say(ctx, name, atPortal(id))
	}
	if guest := d.guestOf(r.link, id); guest != "" {
		err = r.say(ctx, name, atPortal(guest))
	}
	return errors.Join(err, d.inConference(ctx, name, key, func(ctx context.Context, r route) error {
		d.mu.Lock()
		who := r.link.idOf(id)
		there := r.link.people.has(who)
		d.mu.Unlock()
		if !there {
			return fmt.Errorf("%s: %w", name, ErrGone)
		}
		return r.say(ctx, name, inside(who))
	}))
}

// inConference does something in the conference, for which it brings the companion in if it is not there.
func (d *Desk) inConference(ctx context.Context, name string, key MeetingKey, do func(context.Context, route) error) error {
	stop, err := d.LookInside(key)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer stop()
	r, err := d.untilInside(ctx, key)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return do(ctx, r)
}

// untilInside waits until the companion sees the conference.
func (d *Desk) untilInside(ctx context.Context, key MeetingKey) (route, error) {
	changed := make(chan struct{}, 1)
	defer d.Subscribe(func(Change) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})()
	for {
		r, err := d.insideRoute(key)
		if r.line != nil || err != nil {
			return r, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return route{}, fmt.Errorf("%w (%w)", ErrNotLive, ctx.Err())
		}
	}
}

// insideRoute returns the route into the conference, the zero route while the companion is on the way.
func (d *Desk) insideRoute(key MeetingKey) (route, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := d.find(key)
	switch {
	case m == nil || m.ctx.Err() != nil:
		return route{}, ErrUnknownMeeting
	case m.refused != nil:
		return route{}, m.refused
	case m.inside == nil:
		return route{}, ErrNotLive
	case m.inside.state == Lost:
		return route{}, m.inside.problem
	}
	return route{m.inside, m.inside.line}, nil
}

func (d *Desk) hasConference(key MeetingKey) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := d.find(key)
	return m != nil && m.hasConference() && m.main.kind == foyerServer
}

// guestOf returns the portal's guest who is meant by an id of the conference or of the portal, empty if there is none. The portal does not
// tell of guests who went in by its pages: the conference does.
func (d *Desk) guestOf(main *link, id string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if inside := main.meeting.inside; inside != nil {
		if i := inside.people.find(inside.idOf(id)); i >= 0 {
			if inside.people[i].Guest {
				return inside.people[i].ExtID
			}
			id = inside.people[i].ExtID
		}
	}
	if main.people.has(id) {
		return id
	}
	return ""
}

// within returns who of the scope is inside. The desk's companion is not.
func (d *Desk) within(l *link, scope Scope) (ids []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range l.people {
		if !p.Self && (p.Guest || scope == UsersAndGuests && !p.Moderator) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// idOf returns the link's own id of a person, who may be named by the portal's. The caller holds the desk's lock.
func (l *link) idOf(id string) string {
	if l.people.has(id) {
		return id
	}
	for _, p := range l.people {
		if p.ExtID != "" && p.ExtID == id {
			return p.ID
		}
	}
	return id
}

// idsOf returns the link's own ids, nil for nil.
func (l *link) idsOf(ids []string) []string {
	var own []string
	for _, id := range ids {
		own = append(own, l.idOf(id))
	}
	return own
}

// others returns everyone inside who is no moderator.
func (l *link) others() []string {
	ids := []string{}
	for _, p := range l.people {
		if !p.Moderator {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
