package ui

import (
	"context"
	"fmt"
	"net/url"

	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/ui/look"
)

// joinButton lets the moderator into the conference, in the browser, and starts it if need be.
type joinButton struct {
	u      *UI
	button *widget.Button
	key    desk.MeetingKey
	busy   bool
}

func newJoinButton(u *UI) *joinButton {
	j := &joinButton{u: u}
	j.button = widget.NewButtonWithIcon("", theme.LoginIcon(), j.join)
	return j
}

func (j *joinButton) draw(m *desk.Meeting) {
	j.key = m.Key
	_, can := offers[Joiner](j.u, m.Key.Account)
	look.SetShown(j.button, can)
	text := "app.start"
	if m.Running {
		text = "app.join"
	}
	if text := j.u.Texts.Get(text); j.button.Text != text {
		j.button.SetText(text)
	}
	look.SetEnabled(j.button, !j.busy)
}

func (j *joinButton) join() {
	p, ok := offers[Joiner](j.u, j.key.Account)
	if !ok || j.busy {
		return
	}
	j.busy = true
	j.button.Disable()
	meeting := j.key.Meeting
	var address string
	j.u.work(decideLimit, func(ctx context.Context) (err error) {
		address, err = p.Join(ctx, meeting)
		return err
	}, func(err error) {
		j.busy = false
		if err == nil {
			err = j.u.browse(address)
		}
		if err != nil {
			j.u.fail(err)
		}
		j.u.refresh()
	})
}

// browse opens an address in the browser, if it is one of the web: portals are not trusted with other programs.
func (u *UI) browse(address string) error {
	parsed, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("open in the browser: %w", err)
	}
	if parsed.Scheme != "https" && parsed.Scheme != "http" {
		return fmt.Errorf("open in the browser: not an address of the web")
	}
	if err := u.app.OpenURL(parsed); err != nil {
		return fmt.Errorf("open in the browser: %w", err)
	}
	return nil
}
