package ui

import (
	"context"

	"foyer/client/desk"
)

// Moderation is what a desk can do in a meeting beyond deciding on knocks. All of it fails as Decide does; Capabilities tell beforehand what
// a meeting's server can do.
type Moderation interface {
	Undo(ctx context.Context, meeting desk.MeetingKey, decision int64) error
	SetPolicy(ctx context.Context, meeting desk.MeetingKey, policy string) error
	// Say writes to all who wait, or to one guest.
	Say(ctx context.Context, meeting desk.MeetingKey, guest, text string) error
	Rename(ctx context.Context, meeting desk.MeetingKey, id, name string) error
	Block(ctx context.Context, meeting desk.MeetingKey, guest string) error
	Unblock(ctx context.Context, meeting desk.MeetingKey, b desk.Blocked) error
	ShowQueue(ctx context.Context, meeting desk.MeetingKey, show bool) error
	Kick(ctx context.Context, meeting desk.MeetingKey, id string, ban bool) error
	SendBack(ctx context.Context, meeting desk.MeetingKey, id string) error
	SetModerator(ctx context.Context, meeting desk.MeetingKey, id string, moderator bool) error
	// LowerHands and Mute are for these people, or for all without any.
	LowerHands(ctx context.Context, meeting desk.MeetingKey, ids ...string) error
	Mute(ctx context.Context, meeting desk.MeetingKey, ids ...string) error
	Debrief(ctx context.Context, meeting desk.MeetingKey, scope desk.Scope) error
	End(ctx context.Context, meeting desk.MeetingKey) error
	// LookInside shows the conference of a meeting until stop is called. It does not block.
	LookInside(meeting desk.MeetingKey) (stop func(), err error)
}

// inside is what the moderator does with the people inside the meeting that is shown.
type inside struct {
	u *UI
	p *meetingPage
}

// send has the desk do something in the meeting that is shown now, even if another is shown when it is done.
func (i inside) send(command func(context.Context, desk.MeetingKey) error) {
	key := i.p.key
	i.u.ask(key, func(ctx context.Context) error { return command(ctx, key) }, func() {})
}

func (i inside) RenamePerson(p desk.Person) { i.u.rename(i.p.key, p.ID, p.Name) }

func (i inside) MutePerson(p desk.Person) {
	i.send(func(ctx context.Context, key desk.MeetingKey) error { return i.u.Desk.Mute(ctx, key, p.ID) })
}

func (i inside) MuteAll() {
	i.send(func(ctx context.Context, key desk.MeetingKey) error { return i.u.Desk.Mute(ctx, key) })
}

func (i inside) LowerHand(p desk.Person) {
	i.send(func(ctx context.Context, key desk.MeetingKey) error { return i.u.Desk.LowerHands(ctx, key, p.ID) })
}

func (i inside) LowerAllHands() {
	i.send(func(ctx context.Context, key desk.MeetingKey) error { return i.u.Desk.LowerHands(ctx, key) })
}

func (i inside) SetModerator(p desk.Person, moderator bool) {
	i.send(func(ctx context.Context, key desk.MeetingKey) error {
		return i.u.Desk.SetModerator(ctx, key, p.ID, moderator)
	})
}

func (i inside) SendBack(p desk.Person) {
	i.send(func(ctx context.Context, key desk.MeetingKey) error { return i.u.Desk.SendBack(ctx, key, p.ID) })
}

// Kick asks first: whoever is removed in the middle of a sentence does not forget it.
func (i inside) Kick(p desk.Person, ban bool) {
	key, meeting := "app.kick", i.p.key
	if ban {
		key = "app.ban"
	}
	i.u.confirmed(key, p.Name, func() {
		i.u.ask(meeting, func(ctx context.Context) error { return i.u.Desk.Kick(ctx, meeting, p.ID, ban) }, func() {})
	})()
}

// rename asks for another name for a guest.
func (u *UI) rename(meeting desk.MeetingKey, id, name string) {
	u.askText(u.Texts.Get("app.rename.title", map[string]string{"Name": isolate(name)}), name, u.Texts.Get("app.rename"), false, func(name string) {
		u.ask(meeting, func(ctx context.Context) error { return u.Desk.Rename(ctx, meeting, id, name) }, func() {})
	})
}
