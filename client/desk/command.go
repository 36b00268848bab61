package desk

import (
	"context"
	"fmt"

	"foyer/client/signaling"
)

// All commands return when they are on their way; what comes of them is told by the server. Without a live connection they return
// ErrNotLive, and ErrNotSupported where Meeting.Can says that the server cannot do it. Nothing is kept for later.

// Undo takes a decision back: those of its guests who have not entered wait again, in their old places.
func (d *Desk) Undo(ctx context.Context, key MeetingKey, decision int64) error {
	return d.mainCommand(ctx, "undo", key, func(c Capabilities) bool { return c.Undo }, signaling.Undo{DecisionID: decision})
}

// SetPolicy says what happens to those who knock next, by one of BigBlueButton's names such as portal.AskModerator.
func (d *Desk) SetPolicy(ctx context.Context, key MeetingKey, policy string) error {
	return d.lobbyCommand(ctx, "set policy", key, func(c Capabilities) bool { return c.Policy },
		signaling.SetPolicy{GuestPolicy: policy})
}

// Say writes to those who wait and who will, or to one guest. An empty text takes back the one before.
func (d *Desk) Say(ctx context.Context, key MeetingKey, guest, text string) error {
	command := signaling.Say{Target: guest, Text: text}
	if guest == "" {
		return d.lobbyCommand(ctx, "say", key, func(c Capabilities) bool { return c.Say }, command)
	}
	return d.guestCommand(ctx, "say", key, guest, func(c Capabilities) bool { return c.SayToOne }, command)
}

// Rename gives a guest who waits, or someone inside, another name.
func (d *Desk) Rename(ctx context.Context, key MeetingKey, id, name string) error {
	r, err := d.mainRoute(key, func(c Capabilities) bool { return c.Rename })
	if err != nil {
		return fmt.Errorf("rename: %w", err)
	}
	if r.link.kind == foyerServer {
		return r.say(ctx, "rename", signaling.Rename{Target: id, Name: name})
	}
	return r.say(ctx, "rename", signaling.ChangeDisplayName{Target: id, NewName: name})
}

// Block turns a guest away, and keeps the guest's device out until Unblock or the end of the meeting.
func (d *Desk) Block(ctx context.Context, key MeetingKey, guest string) error {
	return d.mainCommand(ctx, "block", key, func(c Capabilities) bool { return c.Block }, signaling.Block{Target: guest})
}

// Unblock lets somebody knock again.
func (d *Desk) Unblock(ctx context.Context, key MeetingKey, b Blocked) error {
	var command signaling.Command = signaling.Unblock{BlockID: b.ID}
	if b.ID == 0 {
		command = signaling.Unban{Target: b.Guest}
	}
	return d.mainCommand(ctx, "unblock", key, func(c Capabilities) bool { return c.Unblock }, command)
}

// ShowQueue says whether guests see their place in the queue.
func (d *Desk) ShowQueue(ctx context.Context, key MeetingKey, show bool) error {
	return d.mainCommand(ctx, "show queue", key, func(c Capabilities) bool { return c.ShowQueue }, signaling.ShowQueue{Show: show})
}

// SetRules says who is let in unasked.
func (d *Desk) SetRules(ctx context.Context, key MeetingKey, rules signaling.Rules) error {
	return d.mainCommand(ctx, "set rules", key, func(c Capabilities) bool { return c.Rules }, signaling.SetRules{Rules: rules})
}

// SetWaitingRoom says whether whoever comes has to wait. With admit those who wait are let in, too, when it is turned off; OpenTalk
// since 0.32 does so anyway.
func (d *Desk) SetWaitingRoom(ctx context.Context, key MeetingKey, on, admit bool) error {
	r, err := d.mainRoute(key, func(c Capabilities) bool { return c.WaitingRoom && (!admit || c.Admit) })
	switch {
	case err != nil:
		return fmt.Errorf("set waiting room: %w", err)
	case on:
		return r.say(ctx, "set waiting room", signaling.EnableWaitingRoom{})
	}
	if err := r.say(ctx, "set waiting room", signaling.DisableWaitingRoom{}); err != nil || !admit {
		return err
	}
	return r.say(ctx, "admit who waits", signaling.AdmitWaiting{})
}

// AllowHands says whether those inside may raise their hands.
func (d *Desk) AllowHands(ctx context.Context, key MeetingKey, allowed bool) error {
	var command signaling.Command = signaling.DisableRaiseHands{}
	if allowed {
		command = signaling.EnableRaiseHands{}
	}
	return d.mainCommand(ctx, "allow hands", key, func(c Capabilities) bool { return c.Hands }, command)
}

// route is a link with the connection that it has at this moment.
type route struct {
	link *link
	line Line
}

// able returns a meeting in which something can be done. The caller holds d.mu.
func (d *Desk) able(key MeetingKey, can func(Capabilities) bool) (*meeting, error) {
	m := d.find(key)
	switch {
	case m == nil:
		return nil, ErrUnknownMeeting
	case m.ctx.Err() != nil || m.decisive().line == nil:
		return nil, ErrNotLive
	case !can(m.can()):
		return nil, m.notSupported()
	}
	return m, nil
}

// notSupported is ErrNotSupported, with the reason first if there is one.
func (m *meeting) notSupported() error {
	if why := m.limits(); why != nil {
		return fmt.Errorf("%w (%w)", why, ErrNotSupported)
	}
	return ErrNotSupported
}

// routeTo returns the route to the link that pick chooses.
func (d *Desk) routeTo(key MeetingKey, can func(Capabilities) bool, pick func(*meeting) *link) (route, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, err := d.able(key, can)
	if err != nil {
		return route{}, err
	}
	l := pick(m)
	if l.line == nil {
		return route{}, ErrNotLive
	}
	return route{l, l.line}, nil
}

func (d *Desk) mainRoute(key MeetingKey, can func(Capabilities) bool) (route, error) {
	return d.routeTo(key, can, func(m *meeting) *link { return m.main })
}

// mainCommand sends a command to the meeting's portal.
func (d *Desk) mainCommand(ctx context.Context, name string, key MeetingKey, can func(Capabilities) bool, c signaling.Command) error {
	return d.commandTo(ctx, name, key, can, func(m *meeting) *link { return m.main }, c)
}

// lobbyCommand sends a command to where guests wait.
func (d *Desk) lobbyCommand(ctx context.Context, name string, key MeetingKey, can func(Capabilities) bool, c signaling.Command) error {
	return d.commandTo(ctx, name, key, can, (*meeting).lobby, c)
}

// guestCommand sends a command to where this guest waits.
func (d *Desk) guestCommand(
	ctx context.Context, name string, key MeetingKey, guest string, can func(Capabilities) bool, c signaling.Command,
) error {
	return d.commandTo(ctx, name, key, can, func(m *meeting) *link {
		if m.inside != nil && m.inside.room.has(guest) {
			return m.inside
		}
		return m.main
	}, c)
}

func (d *Desk) commandTo(
	ctx context.Context, name string, key MeetingKey, can func(Capabilities) bool, pick func(*meeting) *link, c signaling.Command,
) error {
	r, err := d.routeTo(key, can, pick)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return r.say(ctx, name, c)
}

// say sends a command at the link's pace.
func (r route) say(ctx context.Context, name string, c signaling.Command) error {
	if err := r.link.pace.Wait(ctx); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := r.send(ctx, c); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// send sends a command at once. A connection that does not take it is as good as lost.
func (r route) send(ctx context.Context, c signaling.Command) error {
	err := r.line.Send(ctx, c)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return fmt.Errorf("%w (%w)", ErrNotLive, err)
}
