package ui

import (
	"context"
	"log/slog"

	"fyne.io/fyne/v2/dialog"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/ui/linkcard"
	"foyer/ui/personal"
)

// links are those of the meeting that is shown, as far as its portal lets them be changed.
type links struct {
	u   *UI
	key desk.MeetingKey
	url string
	// live says that the meeting was live when it was last drawn.
	live bool
	// asked numbers the times that the portal was asked for the links.
	asked turn
	// known are the links, the guest link among them; empty until the portal has answered.
	known    []portal.Link
	personal *personal.Links
	// dialog shows the personal links, nil before it was first open.
	dialog dialog.Dialog
}

func newLinks(u *UI) *links {
	l := &links{u: u}
	l.personal = personal.New(personal.Options{
		Texts: u.Texts, Copy: u.app.Clipboard().SetContent,
		Make: func(link portal.Link) {
			l.change(l.key, func(ctx context.Context, p Linker, meeting string) error {
				_, err := p.NewLink(ctx, meeting, link)
				return err
			})
		},
		Save: func(link portal.Link) { l.save(l.key, link) },
	})
	return l
}

// draw returns the guest link of a meeting with what can be done with it. A portal that did not answer is asked again once the meeting is
// live.
func (l *links) draw(m *desk.Meeting) linkcard.Link {
	came := live(m) && !l.live
	l.live = live(m)
	if l.key != m.Key {
		l.known = nil
		if l.dialog != nil {
			l.dialog.Hide() // It would make links for this meeting now.
		}
	}
	if l.key != m.Key || l.url != m.GuestURL || came && l.known == nil {
		l.key, l.url = m.Key, m.GuestURL
		l.fetch()
	}
	link := linkcard.Link{Meeting: m.Name, URL: m.GuestURL}
	if _, ok := offers[Poster](l.u, m.Key.Account); ok && m.GuestURL != "" {
		link.Poster = l.poster
	}
	guest := l.guest()
	if guest == nil {
		return link
	}
	link.Off = guest.Off
	link.Personal, link.Renew, link.Switch = l.showPersonal, l.renew, l.toggle
	return link
}

// guest returns the guest link, nil if the portal has not told of it.
func (l *links) guest() *portal.Link {
	for i := range l.known {
		if !l.known[i].Personal {
			return &l.known[i]
		}
	}
	return nil
}

// fetch asks the portal for the links. One that does not tell them to this moderator does not let them be changed either.
func (l *links) fetch() {
	latest := l.asked.next()
	p, ok := offers[Linker](l.u, l.key.Account)
	if !ok {
		return
	}
	key := l.key
	var known []portal.Link
	l.u.work(decideLimit, func(ctx context.Context) (err error) {
		known, err = p.Links(ctx, key.Meeting)
		return err
	}, func(err error) {
		if err != nil {
			slog.Info("the links of this meeting are not told", "meeting", key.Meeting, "error", err)
			return
		}
		if latest() {
			l.known = known
			l.personal.Draw(known)
			l.u.refresh()
		}
	})
}

// change changes links of a meeting, and reads them anew.
func (l *links) change(key desk.MeetingKey, change func(ctx context.Context, p Linker, meeting string) error) {
	p, ok := offers[Linker](l.u, key.Account)
	if !ok {
		return
	}
	l.u.work(decideLimit, func(ctx context.Context) error { return change(ctx, p, key.Meeting) }, func(err error) {
		if err != nil {
			l.u.fail(err)
		}
		l.u.Desk.Reload(key.Account)
		if l.key == key {
			l.fetch()
		}
	})
}

func (l *links) save(key desk.MeetingKey, link portal.Link) {
	l.change(key, func(ctx context.Context, p Linker, meeting string) error {
		_, err := p.SaveLink(ctx, meeting, link)
		return err
	})
}

// renew asks first: whoever has the old link will not get in by it any more. Another meeting may be shown when the question is answered.
func (l *links) renew() {
	key := l.key
	l.u.confirmed("app.link.renew", l.u.meetingName(key), func() {
		l.change(key, func(ctx context.Context, p Linker, meeting string) error {
			_, err := p.NewLink(ctx, meeting, portal.Link{})
			return err
		})
	})()
}

// toggle switches the guest link on, or off after asking.
func (l *links) toggle(on bool) {
	guest := l.guest()
	if guest == nil {
		return
	}
	key, changed := l.key, *guest
	changed.Off = !on
	if on {
		l.save(key, changed)
		return
	}
	l.u.confirmed("app.link.switch_off", l.u.meetingName(key), func() { l.save(key, changed) })()
}

// poster opens the page to be printed in the browser.
func (l *links) poster() {
	p, ok := offers[Poster](l.u, l.key.Account)
	if !ok {
		return
	}
	key := l.key
	var address string
	l.u.work(decideLimit, func(ctx context.Context) (err error) {
		address, err = p.Poster(ctx, key.Meeting)
		return err
	}, func(err error) {
		if err == nil {
			err = l.u.browse(address)
		}
		if err != nil {
			l.u.fail(err)
		}
	})
}

func (l *links) showPersonal() {
	l.personal.Draw(l.known)
	l.dialog = dialog.NewCustom(l.u.Texts.Get("app.personal"), l.u.Texts.Get("app.close"), l.personal.Content, l.u.main.window)
	l.u.open(l.dialog)
}
