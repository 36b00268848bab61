package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/ui/linkcard"
	"foyer/ui/look"
)

// meetingPage is the right side of the main window: one meeting with its guest link and everyone who waits for it.
type meetingPage struct {
	u       *UI
	content fyne.CanvasObject
	key     desk.MeetingKey

	name, words *widget.Label
	dot         *look.Dot
	lost        *widget.Label
	banner      fyne.CanvasObject
	link        *linkcard.Card
	waiting     *waitingRoom
	frame       *fyne.Container
}

func newMeetingPage(u *UI, window fyne.Window) *meetingPage {
	p := &meetingPage{u: u}
	p.name = &widget.Label{
		SizeName: theme.SizeNameHeadingText, TextStyle: fyne.TextStyle{Bold: true}, Truncation: fyne.TextTruncateEllipsis,
	}
	p.words = &widget.Label{Importance: widget.LowImportance}
	p.dot = look.NewDot()
	p.lost = &widget.Label{Wrapping: fyne.TextWrapWord}
	p.banner = look.NewNotice(p.lost)
	p.banner.Hide()
	p.link = linkcard.New(linkcard.Options{Texts: u.Texts, App: u.app, Window: window, Do: u.do, Failed: u.fail})
	p.waiting = newWaitingRoom(u)
	title := container.NewBorder(nil, nil, nil, container.NewCenter(container.NewHBox(p.dot, p.words)), p.name)
	top := container.NewVBox(title, p.banner, p.link.Content)
	p.frame = container.NewBorder(top, nil, nil, nil, p.waiting.content)
	p.content = container.NewPadded(p.frame)
	return p
}

// draw shows a meeting.
func (p *meetingPage) draw(m *desk.Meeting) {
	p.key = m.Key
	look.SetText(p.name, m.Name)
	color, words := p.u.stateWords(m.State)
	p.dot.Set(color)
	look.SetText(p.words, words)
	p.drawBanner(m)
	p.link.Draw(linkcard.Link{Meeting: m.Name, URL: m.GuestURL})
	p.waiting.draw(m)
}

// drawBanner says that the connection is lost, why, and since when what is shown is old.
func (p *meetingPage) drawBanner(m *desk.Meeting) {
	key := map[desk.LinkState]string{desk.Lost: "app.lost", desk.SignedOut: "app.signed_out_meeting"}[m.State]
	reason := p.u.reason(m.Problem)
	if m.State == desk.Lost && reason != "" {
		key = "app.lost.reason"
	}
	if key != "" {
		data := map[string]string{"Meeting": m.Name, "Time": p.u.clock(m.Since), "Problem": reason}
		look.SetText(p.lost, p.u.Texts.Get(key, data))
	}
	if look.SetShown(p.banner, key != "") {
		p.frame.Refresh()
	}
}
