package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/accounts"
	"foyer/client/desk"
	"foyer/ui/look"
	"foyer/ui/meetinglist"
	"foyer/ui/people"
)

// mainWindow has the meetings at the left, the chosen meeting at the right, and above both what the moderator should know.
// Without any account it shows the door: sign in, or host.
type mainWindow struct {
	u       *UI
	window  fyne.Window
	notices *notices
	// frame has the notices above all else.
	frame   *fyne.Container
	body    *fyne.Container
	split   *container.Split
	right   *fyne.Container
	meeting *meetingPage
	list    *meetinglist.List
	add     *look.MenuButton
	door    *door
	nothing *widget.Label
	none    fyne.CanvasObject
	// atDoor says that the moderator went to the accounts.
	atDoor bool
	// hidden says that the window is in the tray.
	hidden bool
	// gone says that the window was closed for good.
	gone bool
}

func newMainWindow(u *UI) *mainWindow {
	m := &mainWindow{u: u, window: u.app.NewWindow(u.Texts.Get("app.name"))}
	m.window.SetMaster()
	m.window.SetCloseIntercept(m.closed)
	m.window.SetOnClosed(u.Close)
	m.notices = newNotices(u)
	m.meeting = newMeetingPage(u, m.window)
	m.list = meetinglist.New(meetinglist.Options{
		Texts: u.Texts, Account: u.accountName, Place: u.place, Describe: u.describe, Came: func() { m.visit(false) },
	})
	m.door = newDoor(u, func() { m.visit(false) })
	m.nothing = &widget.Label{Alignment: fyne.TextAlignCenter, Wrapping: fyne.TextWrapWord}
	m.none = container.NewCenter(container.New(look.AtLeast(fyne.NewSize(440, 120)), m.nothing))
	m.right = container.NewStack(m.meeting.content)
	m.split = container.NewHSplit(m.newLeft(), m.right)
	m.split.Offset = 0.29
	m.body = container.NewStack(m.door.content)
	m.frame = look.NewBorder(m.notices.content, nil, nil, nil, m.body)
	m.window.SetContent(watchScale(m.window, layout.NewCustomPaddedLayout(4, 4, 4, 4), m.rescaled, m.frame))
	m.addShortcuts()
	m.restore()
	return m
}

// addShortcuts gives the keyboard ways that lead everywhere: Control+F to the search, Control+Tab and Control+Shift+Tab from tab to tab.
func (m *mainWindow) addShortcuts() {
	canvas := m.window.Canvas()
	canvas.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			m.u.escape()
		}
	})
	add := func(key fyne.KeyName, modifier fyne.KeyModifier, do func()) {
		canvas.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: modifier}, func(fyne.Shortcut) { do() })
	}
	add(fyne.KeyF, fyne.KeyModifierShortcutDefault, func() { m.list.Search(canvas) })
	add(fyne.KeyTab, fyne.KeyModifierControl, func() { m.step(1) })
	add(fyne.KeyTab, fyne.KeyModifierControl|fyne.KeyModifierShift, func() { m.step(-1) })
}

// newLeft builds the left side: the meetings, and the way to the accounts and the settings.
func (m *mainWindow) newLeft() fyne.CanvasObject {
	m.add = look.NewMenuButton(m.u.Texts.Get("app.new"), theme.ContentAddIcon(), m.u.newMenu)
	heading := look.NewBorder(nil, nil, nil, m.add, look.NewHeading(m.u.Texts.Get("app.meetings")))
	door := widget.NewButtonWithIcon(m.u.Texts.Get("app.accounts"), theme.AccountIcon(), func() { m.visit(true) })
	settings := widget.NewButtonWithIcon(m.u.Texts.Get("app.settings"), theme.SettingsIcon(), m.u.showSettings)
	for _, b := range []*widget.Button{door, settings} {
		b.Alignment = widget.ButtonAlignLeading
		b.Importance = widget.LowImportance
	}
	foot := container.New(layout.NewCustomPaddedVBoxLayout(0), door, settings)
	return container.New(layout.NewCustomPaddedLayout(4, 4, 2, 6), look.NewBorder(heading, foot, nil, nil, m.list.Content))
}

// visit goes to the accounts, or back to the meetings.
func (m *mainWindow) visit(door bool) {
	m.atDoor = door
	m.u.draw()
}

// draw brings the window up to date.
func (m *mainWindow) draw() {
	if m.notices.draw() {
		m.frame.Refresh()
	}
	m.door.draw()
	m.list.Draw(m.u.snapshot.Meetings)
	look.SetShown(m.add, len(m.u.keepers()) > 0)
	known := m.u.known()
	if !known || m.atDoor {
		m.turn(m.door.content)
		m.meeting.left()
		return
	}
	m.turn(m.split)
	chosen := m.list.Chosen()
	if chosen == nil {
		look.SetText(m.nothing, m.u.emptyDesk())
		look.Only(m.right, m.none)
		m.meeting.left()
		return
	}
	m.meeting.draw(chosen)
	look.Only(m.right, m.meeting.content)
}

// turn shows the door or the meetings. What had the keyboard is gone then, and must not take what is typed, nor blink unseen.
func (m *mainWindow) turn(page fyne.CanvasObject) {
	if look.Only(m.body, page) {
		m.window.Canvas().Unfocus()
	}
}

// step shows the next tab, or by -1 the one before, and takes the keyboard from what was in the last.
func (m *mainWindow) step(by int) {
	m.meeting.tabs.Step(by)
	m.window.Canvas().Unfocus()
}

// known says whether there is anything beyond the door.
func (u *UI) known() bool {
	return len(u.accounts) > 0 || len(u.snapshot.Accounts) > 0 || len(u.snapshot.Meetings) > 0
}

// emptyDesk says why there are no meetings.
func (u *UI) emptyDesk() string {
	signedIn, lost := false, false
	for _, a := range u.snapshot.Accounts {
		if a.State == desk.Connecting {
			return u.Texts.Get("app.meetings.connecting")
		}
		signedIn = signedIn || a.State != desk.SignedOut
		lost = lost || a.State == desk.Lost
	}
	if !signedIn {
		return u.Texts.Get("app.meetings.signed_out")
	}
	if lost {
		return u.Texts.Get("app.meetings.lost")
	}
	return u.Texts.Get("app.meetings.none")
}

// account returns what is known of an account, whether or not it is on the desk.
func (u *UI) account(id string) (accounts.Status, bool) {
	for _, a := range u.accounts {
		if a.ID == id {
			return a, true
		}
	}
	return accounts.Status{}, false
}

// accountName is what tells an account from others, in the moderator's language.
func (u *UI) accountName(id string) string {
	if a, ok := u.account(id); ok {
		return u.Texts.Get("app.account", map[string]string{"Email": a.Email, "Host": accounts.Host(a.Server)})
	}
	for _, a := range u.snapshot.Accounts {
		if a.ID == id {
			return a.Name
		}
	}
	return id
}

// stateWords returns the colour and the words for the state of a connection.
func (u *UI) stateWords(state desk.LinkState) (fyne.ThemeColorName, string) {
	switch state {
	case desk.Live:
		return theme.ColorNameSuccess, u.Texts.Get("app.state.live")
	case desk.Lost:
		return theme.ColorNameWarning, u.Texts.Get("app.state.lost")
	case desk.SignedOut:
		return theme.ColorNameError, u.Texts.Get("app.state.signed_out")
	}
	return theme.ColorNameDisabled, u.Texts.Get("app.state.connecting")
}

// describe says how a meeting is doing.
func (u *UI) describe(m *desk.Meeting) meetinglist.Line {
	color, words := u.stateWords(m.State)
	if m.State == desk.Live && m.Running {
		words = u.Texts.Get("app.state.running")
		if n := people.Count(m); n > 0 {
			words = u.Texts.Count("app.state.inside", n)
		}
	}
	if m.State == desk.Live && m.Remembered != "" {
		words = u.Texts.Get("app.state.remembers."+string(m.Remembered), map[string]string{"State": words})
	}
	return meetinglist.Line{Color: color, Words: words, Old: m.State != desk.Live}
}

// place is where a meeting stands at its portal.
func (u *UI) place(m *desk.Meeting) string {
	if m.Group == "" || m.Room == "" {
		return m.Group + m.Room
	}
	return m.Group + " › " + m.Room
}
