package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"foyer/client/desk"
)

// notifyPause is the least time between two notifications of the system.
const notifyPause = 10 * time.Second

// notifier tells through the system that someone knocks, while the moderator looks at another program.
type notifier struct {
	send       func(*fyne.Notification)
	now        func() time.Time
	foreground bool
	last       time.Time
}

// knocked notifies, unless the app is in the foreground or did so a moment ago: the prompt shows everyone anyway.
func (n *notifier) knocked(u *UI, c desk.Knocked) {
	now := n.now()
	if n.foreground || len(c.Guests) == 0 || !n.last.IsZero() && now.Sub(n.last) < notifyPause {
		return
	}
	n.last = now
	title := u.Texts.Count("app.notify.several", len(c.Guests))
	if len(c.Guests) == 1 {
		title = u.Texts.Get("app.notify.one", map[string]string{"Name": c.Guests[0].Name})
	}
	// Some systems answer slowly, and nothing waits for their answer.
	go n.send(fyne.NewNotification(title, u.meetingName(c.Meeting)))
}
