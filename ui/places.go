package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/ui/look"
	"foyer/ui/places"
)

// keepers are the accounts at whose portals meetings can be made.
func (u *UI) keepers() []string {
	var all []string
	for _, a := range u.accounts {
		if _, ok := offers[Keeper](u, a.ID); ok {
			all = append(all, a.ID)
		}
	}
	return all
}

// newMenu offers to make meetings, and to keep the groups and rooms that they stand in.
func (u *UI) newMenu() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	keepers := u.keepers()
	for _, id := range keepers {
		if len(keepers) > 1 {
			title := fyne.NewMenuItem(u.accountName(id), nil)
			title.Disabled = true
			items = append(items, title)
		}
		items = append(items,
			fyne.NewMenuItem(u.Texts.Get("app.places.new_meeting"), func() { u.newMeeting(id) }),
			fyne.NewMenuItem(u.Texts.Get("app.places"), func() { u.showPlaces(id) }))
	}
	return items
}

// groups asks a portal for its groups.
func (u *UI) groups(account string, done func([]portal.Group)) {
	p, ok := offers[Keeper](u, account)
	if !ok {
		return
	}
	var groups []portal.Group
	u.work(decideLimit, func(ctx context.Context) (err error) {
		groups, err = p.Groups(ctx)
		return err
	}, func(err error) {
		if err != nil {
			u.fail(err)
			return
		}
		done(groups)
	})
}

// newMeeting asks for the room and the name of a new meeting.
func (u *UI) newMeeting(account string) {
	u.groups(account, func(groups []portal.Group) {
		var rooms []places.Place
		var names []string
		for _, p := range places.Flatten(groups) {
			if p.Level == portal.RoomLevel && p.Owned {
				rooms, names = append(rooms, p), append(names, p.Group+" › "+p.Name)
			}
		}
		if len(rooms) == 0 {
			u.failure = u.Texts.Get("app.places.no_room")
			u.refresh()
			return
		}
		u.askMeeting(names, func(room int, name string) {
			u.make(account, portal.Details{Level: portal.MeetingLevel, Parent: rooms[room].ID, Name: name}, func() {})
		})
	})
}

// askMeeting asks for the name of a meeting and for one of these rooms.
func (u *UI) askMeeting(rooms []string, do func(room int, name string)) {
	name := u.newEntry()
	name.Validator = notEmpty
	pick := widget.NewSelect(rooms, nil)
	pick.SetSelectedIndex(0)
	items := []*widget.FormItem{
		widget.NewFormItem(u.Texts.Get("app.level.name"), container.New(look.AtLeast(fyne.NewSize(360, 0)), name)),
		widget.NewFormItem(u.Texts.Get("app.places.room"), pick),
	}
	d := dialog.NewForm(untilAsked(u.Texts.Get("app.places.new_meeting")), u.Texts.Get("app.make"), u.Texts.Get("app.cancel"), items, func(yes bool) {
		if yes {
			do(pick.SelectedIndex(), name.Text)
		}
	}, u.main.window)
	name.OnSubmitted = func(string) { d.Submit() }
	u.open(d)
	u.main.window.Canvas().Focus(name)
}

// make makes a group, a room or a meeting. A new meeting is shown as soon as the desk knows it.
func (u *UI) make(account string, d portal.Details, done func()) {
	var made portal.Details
	u.keep(account, func(ctx context.Context, p Keeper) (err error) {
		made, err = p.Save(ctx, d)
		return err
	}, func() {
		if made.Level == portal.MeetingLevel {
			u.main.list.Await(desk.MeetingKey{Account: account, Meeting: made.ID})
		}
		done()
	})
}

// showPlaces shows the groups and rooms of a portal.
func (u *UI) showPlaces(account string) {
	var list *places.List
	var asked turn
	reload := func() {
		latest := asked.next()
		u.groups(account, func(groups []portal.Group) {
			if latest() {
				list.Draw(groups)
			}
		})
	}
	ask := func(title string, d portal.Details) {
		u.askText(title, d.Name, u.Texts.Get("app.save"), false, func(name string) {
			d.Name = name
			u.make(account, d, reload)
		})
	}
	list = places.New(places.Options{
		Texts:    u.Texts,
		NewGroup: func() { ask(u.Texts.Get("app.places.new_group"), portal.Details{Level: portal.GroupLevel}) },
		NewWithin: func(p places.Place) {
			if p.Level == portal.GroupLevel {
				ask(u.Texts.Get("app.places.new_room"), portal.Details{Level: portal.RoomLevel, Parent: p.ID})
				return
			}
			ask(u.Texts.Get("app.places.new_meeting"), portal.Details{Level: portal.MeetingLevel, Parent: p.ID})
		},
		Rename: func(p places.Place) {
			u.detailsOf(account, p, func(d portal.Details) {
				ask(u.Texts.Get("app.rename.title", map[string]string{"Name": p.Name}), d)
			})
		},
		Delete: func(p places.Place) {
			u.detailsOf(account, p, func(d portal.Details) {
				u.confirmed("app.level.delete", p.Name, func() {
					u.keep(account, func(ctx context.Context, k Keeper) error { return k.Delete(ctx, d) }, reload)
				})()
			})
		},
	})
	reload()
	u.open(dialog.NewCustom(u.Texts.Get("app.places.title"), u.Texts.Get("app.close"), list.Content, u.main.window))
}

// detailsOf reads a place, whose version it takes to change it.
func (u *UI) detailsOf(account string, place places.Place, done func(portal.Details)) {
	p, ok := offers[Keeper](u, account)
	if !ok {
		return
	}
	var d portal.Details
	u.work(decideLimit, func(ctx context.Context) (err error) {
		d, err = p.Details(ctx, place.Level, place.ID)
		return err
	}, func(err error) {
		if err != nil {
			u.fail(err)
			return
		}
		done(d)
	})
}
