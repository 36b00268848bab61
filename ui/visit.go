package ui

import (
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"foyer/client/desk"
	"foyer/ui/applink"
)

// Visit brings the main window to the front and follows the first of the links that is one. A link that answers a notification answers it,
// and all windows stay as they are. Any goroutine may call it: it is what a second start of the app does.
func (u *UI) Visit(links []string) {
	u.do(func() {
		if u.ctx.Err() != nil {
			return
		}
		links, answered := u.answer(links)
		if answered {
			return
		}
		u.raise()
		u.follow(links)
	})
}

// Follow goes where the first of the links leads that is one, now or when the meetings are known. It belongs to Fyne's goroutine.
func (u *UI) Follow(links []string) {
	links, _ = u.answer(links) // To a notification of the last run, if to any.
	u.follow(links)
}

// answer has the links that answer a notification acted on, and returns the others.
func (u *UI) answer(links []string) (others []string, answered bool) {
	if u.Notifier == nil {
		return links, false
	}
	return u.Notifier.Answer(links)
}

func (u *UI) follow(links []string) {
	for _, text := range links {
		link, err := applink.Parse(text)
		if err != nil {
			slog.Warn("a link leads nowhere", "error", err)
			u.failure = u.Texts.Get("app.link.invalid")
			continue
		}
		u.link, u.linkAt = &link, u.Now()
		break
	}
	u.refresh()
}

// drawLink goes where the link leads: to its meeting, or to signing in at its server.
func (u *UI) drawLink() {
	if u.link == nil {
		return
	}
	for i := range u.snapshot.Meetings {
		if m := &u.snapshot.Meetings[i]; u.link.Leads(m.GuestURL) {
			u.link = nil
			u.main.list.Choose(m.Key)
			return
		}
	}
	if u.listing() || u.listsAnew(*u.link) {
		return
	}
	link := *u.link
	u.link = nil
	for _, a := range u.accounts {
		if link.At(a.Server) {
			if link.Path != "" {
				u.failure = u.Texts.Get("app.link.unknown")
			}
			return
		}
	}
	u.main.door.signIn.Server.SetText(link.Server)
	u.main.atDoor = true
}

// listsAnew has those accounts list their meetings anew that the link may be for: it may lead to a meeting that was made a moment ago. It
// reports whether one of them has yet to answer.
func (u *UI) listsAnew(link applink.Link) (waiting bool) {
	for _, d := range u.snapshot.Accounts {
		a, known := u.account(d.ID)
		if known && link.At(a.Server) && link.Path != "" && d.State == desk.Live && d.Listed.Before(u.linkAt) {
			u.Desk.Reload(d.ID)
			waiting = true
		}
	}
	return waiting
}

// listing says whether the meetings of some account are not known yet.
func (u *UI) listing() bool {
	for _, a := range u.snapshot.Accounts {
		if a.State == desk.Connecting {
			return true
		}
	}
	return false
}

// ShowInBackground shows nothing but the icon in the tray, or the main window if there is no tray: for an app that starts with the system.
func (u *UI) ShowInBackground() {
	if u.tray == nil {
		u.Show()
		return
	}
	u.main.hidden = true
}

// raise brings the main window to the front, wherever it is.
func (u *UI) raise() {
	u.main.hidden = false
	u.main.window.Show()
	u.main.window.RequestFocus()
}

// Quit ends the app: nothing is drawn any more. It belongs to Fyne's goroutine, and does nothing once that ends by itself.
func (u *UI) Quit() {
	if u.ctx.Err() != nil {
		return
	}
	u.main.remember()
	u.main.gone = true
	u.Close()
	u.app.Quit()
}

// closed is called when the moderator closes the main window: it hides in the tray if there is one, otherwise the app ends.
func (m *mainWindow) closed() {
	if m.u.trayThere && !m.u.preferences.QuitOnClose {
		m.remember()
		m.hidden = true
		m.window.Hide()
		return
	}
	m.u.Quit()
}

// remember notes where the window is, and how large, while it is there. It reports whether that has changed.
func (m *mainWindow) remember() bool {
	if m.hidden || m.gone {
		return false
	}
	w := &m.u.preferences.Window
	before := *w
	size := m.window.Canvas().Size()
	w.Width, w.Height = size.Width, size.Height
	if x, y, ok := m.u.Screen.Place(m.window); ok {
		w.X, w.Y, w.Placed = x, y, true
	}
	return *w != before
}

// restore puts the window where it was, unless there is no monitor any more.
func (m *mainWindow) restore() {
	was := m.u.preferences.Window
	m.window.Resize(fyne.NewSize(1020, 740))
	if was.Width > 0 {
		m.window.Resize(fyne.NewSize(was.Width, was.Height))
	}
	w, ok := m.window.(desktop.Window)
	if ok && was.Placed && m.u.Screen.Visible(was.X+titleWidth, was.Y) {
		w.RequestPosition(was.X, was.Y)
	}
}

// rescaled keeps the window as large as it is where it came to a monitor of another scale.
func (m *mainWindow) rescaled() {
	size := m.window.Canvas().Size()
	m.u.do(func() {
		if !m.hidden && !m.gone {
			m.window.Resize(size)
		}
	})
}

// titleWidth is how much of the window's upper edge must be on a monitor, so that the window can be moved.
const titleWidth = 60
