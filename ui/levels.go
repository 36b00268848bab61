package ui

import (
	"context"
	"errors"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/ui/levelform"
	"foyer/ui/look"
)

// levels edits the meeting that is shown, and the room and the group that it inherits from.
type levels struct {
	u       *UI
	content fyne.CanvasObject
	// offered is told whether the portal lets the meeting be looked at here.
	offered func(bool)
	pick    *widget.Select
	form    *levelform.Form
	key     desk.MeetingKey
	live    bool
	asked   turn
	// saving says that something is being saved, or what came of it being read.
	saving bool
	// chain are the levels from the meeting upwards, as far as the account sees them.
	chain []portal.Details
	shown int
}

func newLevels(u *UI, offered func(bool)) *levels {
	l := &levels{u: u, offered: offered}
	l.pick = widget.NewSelect(nil, func(string) { l.show(l.pick.SelectedIndex()) })
	l.form = levelform.New(levelform.Options{Texts: u.Texts, Save: l.save, Delete: l.remove, Zone: u.Now().Location()})
	head := look.NewBorder(nil, nil, widget.NewLabel(u.Texts.Get("app.level.of")), nil, l.pick)
	l.content = look.NewCard(look.NewBorder(head, nil, nil, nil, l.form.Content))
	return l
}

// choose makes the page that of a meeting. A portal that did not answer is asked again once the meeting is live.
func (l *levels) choose(m *desk.Meeting) {
	came := live(m) && !l.live
	l.live = live(m)
	if l.key == m.Key && (l.chain != nil || !came) {
		return
	}
	l.key, l.chain, l.saving = m.Key, nil, false
	l.offered(false)
	l.fetch(0)
}

// owned says that the moderator owns the meeting, as far as its portal has told.
func (l *levels) owned() bool { return len(l.chain) > 0 && l.chain[0].Owned }

// fetch reads the meeting and the levels above it, and shows one of them. If that fails, what is shown stays.
func (l *levels) fetch(show int) {
	latest := l.asked.next()
	p, ok := offers[Keeper](l.u, l.key.Account)
	if !ok {
		l.saving = false
		return
	}
	key := l.key
	var chain []portal.Details
	l.u.work(decideLimit, func(ctx context.Context) (err error) {
		chain, err = chainOf(ctx, p, key.Meeting)
		return err
	}, func(err error) {
		if !latest() {
			return
		}
		l.saving = false
		if err != nil {
			slog.Info("the settings of this meeting are not told", "meeting", key.Meeting, "error", err)
			return
		}
		l.chain = chain
		l.offered(true)
		l.draw(min(show, len(chain)-1))
	})
}

// chainOf returns a meeting's details and those of the levels above, as far as the account may see them.
func chainOf(ctx context.Context, p Keeper, meeting string) ([]portal.Details, error) {
	d, err := p.Details(ctx, portal.MeetingLevel, meeting)
	if err != nil {
		return nil, err
	}
	chain := []portal.Details{d}
	for _, level := range []portal.Level{portal.RoomLevel, portal.GroupLevel} {
		if d, err = p.Details(ctx, level, d.Parent); err != nil {
			break // Whoever moderates one meeting need not see its room.
		}
		chain = append(chain, d)
	}
	return chain, nil
}

func (l *levels) draw(show int) {
	l.pick.Options = nil
	for _, d := range l.chain {
		l.pick.Options = append(l.pick.Options, l.u.Texts.Get("app.level."+string(d.Level), map[string]string{"Name": d.Name}))
	}
	l.shown = -1
	l.pick.ClearSelected()
	l.pick.SetSelectedIndex(show)
}

func (l *levels) show(i int) {
	if i >= 0 && i < len(l.chain) && i != l.shown {
		l.shown = i
		l.form.Show(l.chain[i])
	}
}

// save saves a level. What it inherits and what is inherited from it may be another afterwards, so all are read anew. Until then, another
// click would save it in a version that is old.
func (l *levels) save(d portal.Details) {
	if l.saving {
		return
	}
	l.saving = true
	key, shown := l.key, l.shown
	l.u.tryToKeep(key.Account, func(ctx context.Context, p Keeper) error {
		_, err := p.Save(ctx, d)
		return err
	}, func(err error) {
		still := l.key == key
		if still {
			l.saving = false
		}
		refused, ok := errors.AsType[*portal.Error](err)
		if !ok || !still || l.shown != shown || !l.form.Refuse(refused.Wrong) {
			l.u.fail(err)
		}
	}, func() {
		if l.key == key {
			l.fetch(l.shown)
		}
	})
}

// remove deletes a level after asking.
func (l *levels) remove(d portal.Details) {
	account := l.key.Account // Another meeting may be shown when the question is answered.
	l.u.confirmed("app.level.delete", d.Name, func() {
		l.u.keep(account, func(ctx context.Context, p Keeper) error { return p.Delete(ctx, d) }, func() {})
	})()
}

// keep changes groups, rooms or meetings of an account, has the desk list its meetings anew, and calls done if that worked.
func (u *UI) keep(account string, change func(context.Context, Keeper) error, done func()) {
	u.tryToKeep(account, change, u.fail, done)
}

// tryToKeep is keep for what has a better place to say what went wrong.
func (u *UI) tryToKeep(account string, change func(context.Context, Keeper) error, failed func(error), done func()) {
	p, ok := offers[Keeper](u, account)
	if !ok {
		failed(portal.ErrSignedOut)
		return
	}
	u.work(decideLimit, func(ctx context.Context) error { return change(ctx, p) }, func(err error) {
		if err != nil {
			failed(err)
			return
		}
		u.failure = ""
		u.Desk.Reload(account)
		done()
		u.refresh()
	})
}
