package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/ui/look"
)

// filterFrom is the number of waiting guests from which on there is something to look for.
const filterFrom = 6

// waitingRoom is the card with those who wait for a meeting. What its two large buttons do is said on them: they decide on the guests who
// are ticked, else on those whom the filter finds, else on everyone.
type waitingRoom struct {
	u       *UI
	content fyne.CanvasObject
	meeting *desk.Meeting

	title       *widget.Label
	allow, deny *button
	buttons     *fyne.Container
	filter      *widget.Entry
	clear       *widget.Button
	tools       *fyne.Container
	remembered  *widget.Label
	undo        *widget.Button
	remember    fyne.CanvasObject
	head        *fyne.Container
	list        *guestList
	empty       *widget.Label
	nobody      fyne.CanvasObject
	frame       *fyne.Container

	// ticked are the guests chosen one by one.
	ticked map[string]bool
}

func newWaitingRoom(u *UI) *waitingRoom {
	w := &waitingRoom{u: u, ticked: map[string]bool{}, meeting: &desk.Meeting{}}
	w.title = look.NewHeading("")
	w.allow = newButton("", theme.ConfirmIcon(), widget.SuccessImportance, nil, func() { w.decide(desk.Allow) })
	w.deny = newButton("", theme.CancelIcon(), widget.DangerImportance, nil, func() { w.decide(desk.Deny) })
	w.buttons = container.NewHBox(w.allow, w.deny)
	w.filter = widget.NewEntry()
	w.filter.SetPlaceHolder(u.Texts.Get("app.waiting.filter"))
	w.filter.Icon = theme.SearchIcon()
	w.filter.OnChanged = func(string) { w.drawGuests() }
	w.clear = widget.NewButton(u.Texts.Get("app.waiting.untick"), w.untick)
	w.clear.Importance = widget.LowImportance
	w.tools = look.NewBorder(nil, nil, nil, w.clear, w.filter)
	w.remembered = &widget.Label{Wrapping: fyne.TextWrapWord}
	w.undo = widget.NewButton(u.Texts.Get("app.remembered.undo"), func() { u.remember(w.meeting.Key, "") })
	w.remember = look.NewNotice(look.NewBorder(nil, nil, nil, container.NewCenter(w.undo), w.remembered))
	w.list = newGuestList(u, func(k knock) string {
		return u.detail(k, u.Texts.Get("app.since", map[string]string{"Time": u.clock(k.Since)}))
	}, nil)
	w.list.ticked, w.list.tick, w.list.menu = w.ticked, w.tick, u.guestMenu
	w.list.OnSelected = func(widget.ListItemID) { w.list.UnselectAll() }
	w.empty = &widget.Label{Alignment: fyne.TextAlignCenter, Wrapping: fyne.TextWrapWord, Importance: widget.LowImportance}
	w.nobody = container.NewCenter(container.New(look.AtLeast(fyne.NewSize(340, 60)), w.empty))
	title := container.New(look.AtLeast(fyne.NewSize(190, 0)), w.title)
	line := look.NewBorder(nil, nil, nil, container.NewCenter(w.buttons), title)
	w.head = container.New(layout.NewCustomPaddedVBoxLayout(theme.Padding()), line, w.remember, w.tools)
	w.tools.Hide()
	w.remember.Hide()
	w.frame = look.NewBorder(w.head, nil, nil, nil, container.NewStack(w.list, w.nobody))
	w.content = look.NewCard(w.frame)
	return w
}

// draw shows who waits for a meeting.
func (w *waitingRoom) draw(m *desk.Meeting) {
	if w.meeting.Key != m.Key {
		clear(w.ticked)
		w.filter.Text = ""
		w.filter.Refresh()
		w.list.ScrollToOffset(0) // ScrollToTop needs a list that was drawn before.
	}
	w.meeting = m
	look.SetText(w.title, w.u.waiting(len(m.Waiting)))
	if m.Remembered != "" {
		look.SetText(w.remembered, w.u.Texts.Get("app.remembered."+string(m.Remembered)))
	}
	look.SetEnabled(w.undo, live(m))
	changed := look.SetShown(w.remember, m.Remembered != "")
	// A filter that is in use stays, however few wait.
	if look.SetShown(w.tools, len(m.Waiting) >= filterFrom || w.filter.Text != "" || len(w.ticked) > 0) || changed {
		w.frame.Refresh()
	}
	w.forget()
	w.drawGuests()
}

// forget drops the ticks of guests who no longer wait.
func (w *waitingRoom) forget() {
	if len(w.ticked) == 0 {
		return
	}
	waits := make(map[string]bool, len(w.ticked))
	for _, g := range w.meeting.Waiting {
		waits[g.ID] = w.ticked[g.ID]
	}
	for id := range w.ticked {
		if !waits[id] {
			delete(w.ticked, id)
		}
	}
}

// drawGuests shows those whom the filter finds.
func (w *waitingRoom) drawGuests() {
	found := w.found()
	knocks := make([]knock, len(found))
	for i, g := range found {
		knocks[i] = knock{w.meeting, g}
	}
	w.list.draw(knocks)
	empty := emptyKey(w.meeting)
	if w.filter.Text != "" && len(w.meeting.Waiting) > 0 {
		empty = "app.waiting.none_found"
	}
	look.SetText(w.empty, w.u.Texts.Get(empty))
	look.SetShown(w.nobody, len(knocks) == 0)
	w.drawButtons()
}

// found returns the waiting guests whose name has all the filter's words.
func (w *waitingRoom) found() []desk.Guest {
	words := strings.Fields(strings.ToLower(w.filter.Text))
	if len(words) == 0 {
		return w.meeting.Waiting
	}
	var found []desk.Guest
	for _, g := range w.meeting.Waiting {
		if look.HasAll(g.Name, words) {
			found = append(found, g)
		}
	}
	return found
}

// targets returns the guests whom the two large buttons decide on. Everyone says that these are all who wait.
func (w *waitingRoom) targets() (guests []desk.Guest, everyone bool) {
	switch {
	case len(w.ticked) > 0:
		for _, g := range w.meeting.Waiting {
			if w.ticked[g.ID] {
				guests = append(guests, g)
			}
		}
		return guests, false
	case strings.TrimSpace(w.filter.Text) != "":
		return w.found(), false
	}
	return w.meeting.Waiting, true
}

// drawButtons says on whom the buttons decide.
func (w *waitingRoom) drawButtons() {
	m := w.meeting
	guests, all := w.targets()
	allow, deny := w.u.Texts.Get("app.allow_everyone"), w.u.Texts.Get("app.deny_everyone")
	mayAllow, mayDeny := everyone(m, desk.Allow), everyone(m, desk.Deny)
	if !all {
		allow, deny = w.u.Texts.Count("app.allow_some", len(guests)), w.u.Texts.Count("app.deny_some", len(guests))
		mayAllow = live(m) && len(guests) > 0
		mayDeny = mayAllow && m.Can.Deny
	}
	resized := w.allow.say(allow)
	resized = w.deny.say(deny) || resized
	resized = look.SetShown(w.allow, !all || m.Can.Everyone) || resized
	resized = look.SetShown(w.deny, m.Can.Deny && (!all || m.Can.Everyone)) || resized
	look.SetEnabled(w.allow, mayAllow)
	look.SetEnabled(w.deny, mayDeny)
	if resized {
		w.buttons.Refresh()
	}
	if look.SetShown(w.clear, len(w.ticked) > 0) {
		w.tools.Refresh()
	}
}

// decide decides on those whom the buttons name.
func (w *waitingRoom) decide(verdict desk.Verdict) {
	guests, all := w.targets()
	if all {
		w.u.decideEveryone(w.meeting, verdict, false)
		return
	}
	if len(guests) == 0 || !live(w.meeting) || verdict == desk.Deny && !w.meeting.Can.Deny {
		return
	}
	ids := make([]string, len(guests))
	for i, g := range guests {
		ids[i] = g.ID
	}
	w.u.decide(desk.Decision{Meeting: w.meeting.Key, Verdict: verdict, Guests: ids}, guests)
	w.filter.SetText("")
	w.untick()
}

// tick chooses a guest, or no longer.
func (w *waitingRoom) tick(id string, ticked bool) {
	if ticked {
		w.ticked[id] = true
	} else {
		delete(w.ticked, id)
	}
	w.drawButtons()
}

func (w *waitingRoom) untick() {
	clear(w.ticked)
	w.drawGuests()
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
