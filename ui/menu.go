package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"foyer/client/desk"
	"foyer/client/portal"
)

// policies are the guest policies in the order of their strictness.
func policies() []string {
	return []string{portal.AskModerator, portal.AlwaysAcceptAuth, portal.AlwaysAccept, portal.AlwaysDeny}
}

// meetingMenu offers what is needed less often in a meeting, as far as its server can do it.
func (u *UI) meetingMenu(m *desk.Meeting) []*fyne.MenuItem {
	if m == nil || !live(m) {
		return nil
	}
	key := m.Key
	send := func(command func(context.Context) error) func() {
		return func() { u.ask(key, command, func() {}) }
	}
	var items []*fyne.MenuItem
	add := func(can bool, text string, do func()) *fyne.MenuItem {
		item := fyne.NewMenuItem(u.Texts.Get(text), do)
		if can {
			items = append(items, item)
		}
		return item
	}
	add(m.Can.Say, "app.say_all", func() { u.say(key, "", m.Message) })
	add(m.Can.ShowQueue, "app.show_queue", send(func(ctx context.Context) error {
		return u.Desk.ShowQueue(ctx, key, !m.QueueShown)
	})).Checked = m.QueueShown
	add(m.Can.Remember && m.Remembered == "", "app.remember_allow", func() { u.remember(key, desk.Allow) })
	add(m.Can.Remember && m.Can.Deny && m.Remembered == "", "app.remember_deny", func() { u.remember(key, desk.Deny) })
	add(m.Can.Policy, "app.policy", nil).ChildMenu = fyne.NewMenu("", u.policyMenu(m)...)
	add(m.Can.Unblock && len(m.Blocked) > 0, "app.blocked", nil).ChildMenu = fyne.NewMenu("", u.blockedMenu(m)...)
	add(m.Can.Debrief, "app.debrief", u.confirmed("app.debrief", m.Name, send(func(ctx context.Context) error {
		return u.Desk.Debrief(ctx, key, desk.Guests)
	})))
	add(m.Can.End && m.Running, "app.end", u.confirmed("app.end", m.Name, send(func(ctx context.Context) error {
		return u.Desk.End(ctx, key)
	})))
	return items
}

// policyMenu offers the guest policies, the one that holds with a tick.
func (u *UI) policyMenu(m *desk.Meeting) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, policy := range policies() {
		item := fyne.NewMenuItem(u.Texts.Get("app.policy."+policy), func() {
			u.ask(m.Key, func(ctx context.Context) error { return u.Desk.SetPolicy(ctx, m.Key, policy) }, func() {})
		})
		item.Checked = policy == m.GuestPolicy
		items = append(items, item)
	}
	return items
}

// blockedMenu offers to let those in again who are kept out.
func (u *UI) blockedMenu(m *desk.Meeting) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, b := range m.Blocked {
		items = append(items, fyne.NewMenuItem(u.Texts.Get("app.unblock", map[string]string{"Name": isolate(b.Name)}), func() {
			u.ask(m.Key, func(ctx context.Context) error { return u.Desk.Unblock(ctx, m.Key, b) }, func() {})
		}))
	}
	return items
}

// guestMenu offers what can be done with someone who waits, beside allowing and denying.
func (u *UI) guestMenu(k knock) []*fyne.MenuItem {
	m, guest := k.meeting, k.Guest
	if !live(m) {
		return nil
	}
	var items []*fyne.MenuItem
	add := func(can bool, text string, do func()) {
		if can {
			items = append(items, fyne.NewMenuItem(u.Texts.Get(text), do))
		}
	}
	add(m.Can.Rename, "app.inside.rename", func() { u.rename(m.Key, guest.ID, guest.Name) })
	add(m.Can.SayToOne, "app.say_one", func() { u.say(m.Key, guest.ID, guest.Message) })
	add(m.Can.Deny && m.Can.Reason, "app.deny_reason", func() {
		title := u.Texts.Get("app.deny_reason.title", map[string]string{"Name": isolate(guest.Name)})
		u.askText(title, "", u.Texts.Get("app.deny"), true, func(reason string) {
			u.decide(desk.Decision{Meeting: m.Key, Verdict: desk.Deny, Guests: []string{guest.ID}, Reason: reason}, []desk.Guest{guest})
		})
	})
	add(m.Can.Block, "app.block", u.confirmed("app.block", guest.Name, func() {
		u.ask(m.Key, func(ctx context.Context) error { return u.Desk.Block(ctx, m.Key, guest.ID) }, func() {})
	}))
	return items
}

// say asks for a message to one guest who waits, or to all; an empty one takes back what they read.
func (u *UI) say(meeting desk.MeetingKey, guest, before string) {
	title := u.Texts.Get("app.say_all")
	if guest != "" {
		title = u.Texts.Get("app.say_one")
	}
	u.askText(title, before, u.Texts.Get("app.say"), before != "", func(text string) {
		u.ask(meeting, func(ctx context.Context) error { return u.Desk.Say(ctx, meeting, guest, text) }, func() {})
	})
}

// confirmed asks by the texts of a key, about somebody or something of this name, before it does.
func (u *UI) confirmed(key, name string, do func()) func() {
	return func() {
		data := map[string]string{"Name": isolate(name)}
		u.confirm(u.Texts.Get(key+".title", data), u.Texts.Get(key+".text", data), u.Texts.Get(key+".yes"), do)
	}
}
