package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/client/portal"
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
	link        *linkCard
	waiting     *widget.Label
	allow, deny *button
	remembered  *widget.Label
	undo        *widget.Button
	remember    fyne.CanvasObject
	empty       *widget.Label
	nobody      fyne.CanvasObject
	list        *guestList
	head        *fyne.Container
	top         *fyne.Container
	buttons     *fyne.Container
}

func newMeetingPage(u *UI) *meetingPage {
	p := &meetingPage{u: u}
	p.name = &widget.Label{
		SizeName: theme.SizeNameHeadingText, TextStyle: fyne.TextStyle{Bold: true}, Truncation: fyne.TextTruncateEllipsis,
	}
	p.words = &widget.Label{Importance: widget.LowImportance}
	p.dot = look.NewDot()
	p.lost = &widget.Label{Wrapping: fyne.TextWrapWord}
	p.banner = look.NewNotice(p.lost)
	p.link = newLinkCard(u)
	title := container.NewBorder(nil, nil, nil, container.NewCenter(container.NewHBox(p.dot, p.words)), p.name)
	p.top = container.NewVBox(title, p.banner, p.link.content)
	p.content = container.NewPadded(container.NewBorder(p.top, nil, nil, nil, p.newWaitingCard()))
	return p
}

// newWaitingCard builds the card with those who wait.
func (p *meetingPage) newWaitingCard() fyne.CanvasObject {
	u := p.u
	p.waiting = &widget.Label{
		SizeName: theme.SizeNameSubHeadingText, TextStyle: fyne.TextStyle{Bold: true}, Truncation: fyne.TextTruncateEllipsis,
	}
	p.allow = newButton(u.Texts.Get("app.allow_everyone"), theme.ConfirmIcon(), widget.SuccessImportance, nil,
		func() { p.everyone(desk.Allow) })
	p.deny = newButton(u.Texts.Get("app.deny_everyone"), theme.CancelIcon(), widget.DangerImportance, nil,
		func() { p.everyone(desk.Deny) })
	p.remembered = &widget.Label{Wrapping: fyne.TextWrapWord}
	p.undo = widget.NewButton(u.Texts.Get("app.remembered.undo"), func() { u.remember(p.key, "") })
	p.remember = look.NewNotice(container.NewBorder(nil, nil, nil, container.NewCenter(p.undo), p.remembered))
	p.list = newGuestList(u, func(k knock) string {
		return u.Texts.Get("app.since", map[string]string{"Time": u.clock(k.Since)})
	}, nil)
	p.list.OnSelected = func(widget.ListItemID) { p.list.UnselectAll() }
	p.empty = &widget.Label{Alignment: fyne.TextAlignCenter, Wrapping: fyne.TextWrapWord, Importance: widget.LowImportance}
	p.nobody = container.NewCenter(container.New(look.AtLeast(fyne.NewSize(340, 60)), p.empty))
	p.buttons = container.NewHBox(p.allow, p.deny)
	title := container.New(look.AtLeast(fyne.NewSize(190, 0)), p.waiting)
	line := container.NewBorder(nil, nil, nil, container.NewCenter(p.buttons), title)
	p.head = container.NewVBox(line, p.remember)
	return look.NewCard(container.NewBorder(p.head, nil, nil, nil, container.NewStack(p.list, p.nobody)))
}

func (p *meetingPage) everyone(verdict desk.Verdict) {
	for i := range p.u.snapshot.Meetings {
		if m := &p.u.snapshot.Meetings[i]; m.Key == p.key {
			p.u.decideEveryone(m, verdict, false)
		}
	}
}

// draw shows a meeting.
func (p *meetingPage) draw(m *desk.Meeting) {
	p.key = m.Key
	setText(p.name, m.Name)
	color, words := p.u.stateWords(m.State)
	p.dot.Set(color)
	setText(p.words, words)
	p.drawBanner(m)
	p.link.draw(m)
	p.drawWaiting(m)
}

func (p *meetingPage) drawBanner(m *desk.Meeting) {
	key := map[desk.LinkState]string{desk.Lost: "app.lost", desk.SignedOut: "app.signed_out_meeting"}[m.State]
	reason := p.u.reason(m.Problem)
	if m.State == desk.Lost && reason != "" {
		key = "app.lost.reason"
	}
	if key != "" {
		setText(p.lost, p.u.Texts.Get(key, map[string]string{"Meeting": m.Name, "Time": p.u.clock(m.Since), "Problem": reason}))
	}
	if shown := key != ""; p.banner.Visible() != shown {
		setShown(p.banner, shown)
		p.top.Refresh()
	}
}

func (p *meetingPage) drawWaiting(m *desk.Meeting) {
	setText(p.waiting, p.u.waiting(len(m.Waiting)))
	setShown(p.allow, m.Can.Everyone)
	setShown(p.deny, m.Can.Everyone && m.Can.Deny)
	setEnabled(p.allow, everyone(m, desk.Allow))
	setEnabled(p.deny, everyone(m, desk.Deny))
	p.buttons.Refresh()

	if m.Remembered != "" {
		setText(p.remembered, p.u.Texts.Get("app.remembered."+string(m.Remembered)))
	}
	setEnabled(p.undo, live(m))
	if shown := m.Remembered != ""; p.remember.Visible() != shown {
		setShown(p.remember, shown)
		p.head.Refresh()
	}

	knocks := make([]knock, len(m.Waiting))
	for i, g := range m.Waiting {
		knocks[i] = knock{m, g}
	}
	p.list.draw(knocks)
	setText(p.empty, p.u.Texts.Get(emptyKey(m)))
	setShown(p.nobody, len(knocks) == 0)
}

// waiting says how many wait.
func (u *UI) waiting(n int) string {
	if n == 0 {
		return u.Texts.Get("app.waiting_room")
	}
	return u.Texts.Count("app.waiting", n)
}

// emptyKey names the text that says why nobody waits.
func emptyKey(m *desk.Meeting) string {
	switch {
	case m.State == desk.Connecting:
		return "app.empty.connecting"
	case m.State != desk.Live:
		return "app.empty.unknown"
	case m.GuestPolicy == portal.AlwaysAccept:
		return "app.empty.accept"
	case m.GuestPolicy == portal.AlwaysDeny:
		return "app.empty.deny"
	}
	return "app.empty"
}
