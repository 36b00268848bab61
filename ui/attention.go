package ui

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"foyer/client/desk"
	"foyer/ui/notify"
)

// ringLimit is how long the doorbell may take.
const ringLimit = 10 * time.Second

// Keys of a notification's buttons.
const (
	allowKey = "allow"
	denyKey  = "deny"
)

// Notifier shows one notification of the system at a time. Its methods do not block.
type Notifier interface {
	Show(n notify.Notification)
	Withdraw()
	// Answer acts on the links that answer the notification, and returns the others. Answered says that one was the answer waited for.
	Answer(links []string) (others []string, answered bool)
}

// attention tells a moderator who looks elsewhere that somebody knocks: by the doorbell, and by a notification with buttons where the
// system has such. What the notification is about is kept up to date: it goes when another moderator has decided.
type attention struct {
	u          *UI
	foreground bool
	// about are the guests of the notification that is shown, in the order in which they knocked.
	about []guestKey
	// belongs is the alert that it belongs to.
	belongs int
	ringing bool
}

// alert takes an alert of the desk, which has seen to it that they are not too many.
func (a *attention) alert(c desk.Alert) {
	if a.u.preferences.DoNotDisturb {
		return
	}
	if !c.Grown {
		a.ring()
	}
	if a.foreground {
		return
	}
	if a.belongs != c.ID {
		a.belongs, a.about = c.ID, nil
	}
	about := a.newest(c)
	if a.u.Notifier == nil {
		a.plain(c)
		return
	}
	if !slices.Equal(about, a.about) {
		a.about = about
		a.show()
	}
}

// newest returns those who knocked last, as many as the alert says.
func (a *attention) newest(c desk.Alert) []guestKey {
	var about []guestKey
	knocks := a.u.knocks()
	for _, k := range knocks[max(0, len(knocks)-c.Count):] {
		about = append(about, k.key())
	}
	return about
}

// plain notifies by Fyne, which has neither buttons nor a way to replace what is shown. It must not be used on Windows: Fyne puts the text
// into a script there, which would run what a guest has put into a name.
func (a *attention) plain(c desk.Alert) {
	if c.Grown {
		return
	}
	n := fyne.NewNotification(a.title(c.Count, c.Newest.Name), a.u.meetingName(c.Meeting))
	go a.u.app.SendNotification(n) // Some systems answer slowly, and nothing waits for their answer.
}

// draw takes the notification back when nobody waits whom it is about, and shows how many are left.
func (a *attention) draw() {
	if len(a.about) == 0 {
		return
	}
	left := a.waiting()
	if len(left) == len(a.about) {
		return
	}
	a.about = nil
	for _, k := range left {
		a.about = append(a.about, k.key())
	}
	if len(left) == 0 {
		a.u.Notifier.Withdraw()
		return
	}
	a.show()
}

// entered says that the app came to the front: its windows tell now.
func (a *attention) entered() {
	a.foreground = true
	if len(a.about) > 0 {
		a.about = nil
		a.u.Notifier.Withdraw()
	}
}

// waiting returns those of the notification who still wait.
func (a *attention) waiting() []knock {
	return among(a.u.knocks(), a.about)
}

func (a *attention) show() {
	knocks := a.waiting()
	if len(knocks) == 0 {
		return
	}
	newest := knocks[len(knocks)-1]
	n := notify.Notification{Title: a.title(len(knocks), newest.Name), Body: newest.meeting.Name}
	allow, deny := a.u.Texts.Get("app.allow"), a.u.Texts.Get("app.deny")
	if len(knocks) > 1 {
		allow, deny = a.u.Texts.Count("app.notify.allow_all", len(knocks)), a.u.Texts.Count("app.notify.deny_all", len(knocks))
	}
	n.Actions = append(n.Actions, notify.Action{Key: allowKey, Label: allow})
	if !slices.ContainsFunc(knocks, func(k knock) bool { return !k.meeting.Can.Deny }) {
		n.Actions = append(n.Actions, notify.Action{Key: denyKey, Label: deny})
	}
	about := slices.Clone(a.about)
	n.Chosen = func(key string) { a.u.do(func() { a.chosen(key, about) }) }
	a.u.Notifier.Show(n)
}

func (a *attention) title(n int, name string) string {
	if n == 1 {
		return a.u.Texts.Get("app.notify.one", map[string]string{"Name": name})
	}
	return a.u.Texts.Count("app.notify.several", n)
}

// chosen acts on a button of the notification, on exactly those whom it was about.
func (a *attention) chosen(key string, about []guestKey) {
	if a.u.ctx.Err() != nil {
		return
	}
	verdict := desk.Allow
	switch key {
	case allowKey:
	case denyKey:
		verdict = desk.Deny
	default:
		a.u.raise()
		return
	}
	for _, k := range among(a.u.knocks(), about) {
		a.u.decideGuest(k, verdict)
	}
}

// among returns the knocks that are about these guests, of whom there may be ten thousand.
func among(knocks []knock, about []guestKey) []knock {
	wanted := make(map[guestKey]bool, len(about))
	for _, key := range about {
		wanted[key] = true
	}
	var found []knock
	for _, k := range knocks {
		if wanted[k.key()] {
			found = append(found, k)
		}
	}
	return found
}

// ring rings the doorbell, unless it rings already or shall be quiet.
func (a *attention) ring() {
	if a.u.Ring == nil || a.ringing || a.u.preferences.Quiet {
		return
	}
	a.ringing = true
	a.u.work(ringLimit, a.u.Ring, func(err error) {
		a.ringing = false
		if err != nil {
			slog.Warn("the doorbell did not ring", "error", err)
		}
	})
}

// tryBell rings for the moderator to hear it, and says so if it cannot.
func (u *UI) tryBell() {
	u.work(ringLimit, u.Ring, func(err error) {
		if err != nil && u.ctx.Err() == nil {
			slog.Warn("the doorbell did not ring", "error", err)
			u.failure = u.Texts.Get("app.settings.sound.failed")
			u.refresh()
		}
	})
}

// Ring rings the doorbell until it has faded away.
type Ring func(ctx context.Context) error
