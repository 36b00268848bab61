package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/ui/history"
	"foyer/ui/linkcard"
	"foyer/ui/look"
	"foyer/ui/people"
)

// meetingPage is the right side of the main window: one meeting. Who waits, and the link that they come by, is what it opens with; who is
// inside, what was decided and how the meeting is set up are a click away. Only the part that is seen is drawn.
type meetingPage struct {
	u       *UI
	content fyne.CanvasObject
	key     desk.MeetingKey
	meeting *desk.Meeting

	name, words *widget.Label
	dot         *look.Dot
	lost        *widget.Label
	banner      fyne.CanvasObject
	more        *look.MenuButton
	join        *joinButton
	top         *fyne.Container

	tabs                           *look.Tabs
	waitTab, insideTab, historyTab *look.Tab
	recordingsTab, settingsTab     *look.Tab
	levels                         *levels
	link                           *linkcard.Card
	links                          *links
	waiting                        *waitingRoom
	people                         *people.List
	looking                        *looking
	history                        *history.Page
	chronicle                      *chronicle
	recorder                       *recorder
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
	p.join = newJoinButton(u)
	p.more = look.NewMenuButton(u.Texts.Get("app.more"), nil, func() []*fyne.MenuItem { return u.meetingMenu(p.meeting) })
	p.link = linkcard.New(linkcard.Options{Texts: u.Texts, App: u.app, Window: window, Do: u.do, Failed: u.fail})
	p.links = newLinks(u)
	p.waiting = newWaitingRoom(u)
	p.people = people.New(people.Options{Texts: u.Texts, Actions: inside{u, p}, Clock: u.clock})
	p.looking = newLooking(u)
	p.chronicle = newChronicle(u)
	p.recorder = newRecorder(u, func() bool { return p.levels.owned() })
	p.history = p.chronicle.page
	p.levels = newLevels(u, func(offered bool) {
		p.tabs.SetShown(p.settingsTab, offered)
		p.recorder.page.Refresh()
	})
	p.newTabs()
	state := container.NewHBox(p.dot, p.words, p.join.button, p.more)
	title := look.NewBorder(nil, nil, nil, container.NewCenter(state), p.name)
	p.top = container.NewVBox(title, p.banner)
	p.content = container.NewPadded(look.NewBorder(p.top, nil, nil, nil, p.tabs.Content))
	return p
}

func (p *meetingPage) newTabs() {
	p.tabs = look.NewTabs()
	draw := func() { p.drawTab() }
	texts := p.u.Texts
	p.waitTab = p.tabs.Add(texts.Get("app.tab.waiting"), nil, look.NewBorder(p.link.Content, nil, nil, nil, p.waiting.content), draw)
	p.insideTab = p.tabs.Add(texts.Count("app.tab.inside", 0), nil,
		look.NewBorder(p.looking.content, nil, nil, nil, p.people.Content), draw)
	p.historyTab = p.tabs.Add(texts.Get("app.tab.history"), nil, p.history.Content, draw)
	p.recordingsTab = p.tabs.Add(texts.Get("app.recordings"), nil, p.recorder.page.Content, p.recorder.fetch)
	p.settingsTab = p.tabs.Add(texts.Get("app.tab.settings"), nil, p.levels.content, nil)
}

// draw shows a meeting.
func (p *meetingPage) draw(m *desk.Meeting) {
	if p.key != m.Key {
		p.tabs.Select(p.waitTab)
	}
	p.key, p.meeting = m.Key, m
	look.SetText(p.name, m.Name)
	line := p.u.describe(m)
	p.dot.Set(line.Color)
	look.SetText(p.words, line.Words)
	p.join.draw(m)
	look.SetShown(p.more, len(p.u.meetingMenu(m)) > 0)
	p.drawBanner(m)
	p.chronicle.choose(m)
	p.tabs.SetShown(p.recordingsTab, p.recorder.choose(m))
	p.levels.choose(m)
	p.drawTabs(m)
	p.drawTab()
}

// drawTabs says what is behind each tab. A server that tells nothing of those inside has none for them.
func (p *meetingPage) drawTabs(m *desk.Meeting) {
	title := p.u.Texts.Get("app.tab.waiting")
	if n := len(m.Waiting); n > 0 {
		title = p.u.Texts.Count("app.tab.waiting_count", n)
	}
	p.waitTab.SetTitle(title)
	p.insideTab.SetTitle(p.u.Texts.Count("app.tab.inside", people.Count(m)))
	p.tabs.SetShown(p.insideTab, m.Running || len(m.Inside) > 0 || m.Can.Kick || m.Can.Mute)
}

// drawTab draws the part that is seen. The desk looks into a conference only while the moderator does.
func (p *meetingPage) drawTab() {
	m := p.meeting
	if m == nil {
		return
	}
	p.looking.draw(m, p.tabs.Current() == p.insideTab)
	switch p.tabs.Current() {
	case p.waitTab:
		p.link.Draw(p.links.draw(m))
		p.waiting.draw(m)
	case p.insideTab:
		p.people.Draw(m)
	case p.historyTab:
		p.chronicle.draw(m)
	}
}

// left is called when the page is no longer seen.
func (p *meetingPage) left() { p.looking.stop() }

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
		p.top.Refresh()
		p.content.Refresh()
	}
}
