package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/ui/look"
	"foyer/ui/preferences"
)

const (
	promptWidth  = 560
	promptRows   = 5
	promptMargin = 16
	// promptTop leaves room for the title bar, which systems put above the place that was asked for.
	promptTop = 44
)

// prompt is the small window at the top right that says who knocks, over all meetings. It comes with a knock and goes when
// nobody waits; closing it puts it away until the next knock.
//
// Where the system allows, it stays above all windows and, if the main window had the keyboard, gives it back. Under Wayland
// the system alone decides on place and order.
type prompt struct {
	u      *UI
	window fyne.Window
	list   *guestList
	title  *widget.Label
	fail   *widget.Label
	head   *fyne.Container
	frame  *fyne.Container
	foot   *fyne.Container
	allow  *button
	deny   *button
	keep   *check
	hint   *widget.Label
	word   *word
	// remembered says which meetings no longer ask.
	remembered *remembered
	// fold makes the prompt one line, and unfolds it.
	fold   *button
	folded bool

	// wanted says that the moderator has not put the prompt away since the last knock.
	wanted, shown bool
	size          fyne.Size
	// left and top are where the prompt was put, in the system's units.
	left, top   int
	selected    guestKey
	silentUntil time.Time
}

func newPrompt(u *UI) *prompt {
	p := &prompt{u: u, window: u.app.NewWindow(u.Texts.Get("app.prompt.window"))}
	p.title = &widget.Label{SizeName: theme.SizeNameSubHeadingText, TextStyle: fyne.TextStyle{Bold: true}}
	p.fail = &widget.Label{Importance: widget.DangerImportance, Wrapping: fyne.TextWrapWord}
	p.fail.Hide()
	p.list = newGuestList(u, p.detail, p.typed)
	p.list.OnSelected = p.choose
	p.allow = newButton(u.Texts.Get("app.allow_everyone"), theme.ConfirmIcon(), widget.SuccessImportance, p.typed,
		func() { p.everyone(desk.Allow) })
	p.deny = newButton(u.Texts.Get("app.deny_everyone"), theme.CancelIcon(), widget.DangerImportance, p.typed,
		func() { p.everyone(desk.Deny) })
	p.keep = newCheck(u.Texts.Get("app.remember"), p.typed)
	p.hint = look.NewMuted()
	p.word = newWord(u, p.typed)
	p.fold = newButton("", theme.MenuDropUpIcon(), widget.LowImportance, p.typed, p.toggleFold)
	p.remembered = newRemembered(u, p.typed)
	p.list.menu = p.menu
	buttons := container.NewGridWithColumns(2, p.allow, p.deny)
	p.foot = container.New(layout.NewCustomPaddedVBoxLayout(0), p.fail, gap(), buttons, gap(), p.keep, p.hint)
	p.head = container.NewVBox(look.NewBorder(nil, nil, nil, p.fold, p.title), p.word.content, p.remembered.content)
	p.frame = look.NewBorder(p.head, p.foot, nil, nil, p.list)
	p.window.SetContent(watchScale(p.window, layout.NewCustomPaddedLayout(6, 10, 10, 10), func() { u.do(p.rescaled) }, p.frame))
	p.window.SetFixedSize(true)
	p.window.SetCloseIntercept(p.dismiss)
	p.window.Canvas().SetOnTypedKey(p.typed)
	if w, ok := p.window.(desktop.Window); ok {
		w.RequestAlwaysOnTop()
	}
	return p
}

// gap is a little empty height.
func gap() fyne.CanvasObject { return container.New(look.AtLeast(fyne.NewSize(0, 6))) }

// knocked has the prompt shown at the next drawing, if the moderator wants it.
func (p *prompt) knocked() {
	choice := p.u.preferences
	switch {
	case choice.DoNotDisturb, choice.PopUp == preferences.Never, choice.PopUp == preferences.Away && p.u.attention.foreground:
	default:
		p.wanted = true
	}
}

// showPrompt shows who waits though nobody knocks; if nobody waits, the main window says so.
func (u *UI) showPrompt() {
	if len(u.knocks()) == 0 {
		u.raise()
		return
	}
	u.prompt.wanted = true
	u.refresh()
}

// dismiss puts the prompt away until the next knock.
func (p *prompt) dismiss() {
	p.wanted = false
	p.hide()
}

func (p *prompt) hide() {
	if p.shown {
		p.shown = false
		for o := p.window.Canvas().Overlays(); o.Top() != nil; {
			o.Remove(o.Top()) // A question about a guest who no longer waits.
		}
		p.window.Hide()
	}
	p.keep.SetChecked(false)
}

// draw shows who waits, or hides the prompt if nobody does.
func (p *prompt) draw() {
	knocks := p.u.knocks()
	if !p.wanted || len(knocks) == 0 && !p.word.canUndo() {
		p.hide()
		return
	}
	p.drawFoot()
	p.drawHead(len(knocks))
	p.showGuests(knocks)
	p.fit(len(knocks))
	p.show()
}

// drawHead shows how many wait and what was decided last; folded, that is all.
func (p *prompt) drawHead(n int) {
	title := p.u.Texts.Get("app.prompt.nobody")
	if n > 0 {
		title = p.u.waiting(n)
	}
	look.SetText(p.title, title)
	changed := p.word.draw()
	changed = p.remembered.draw() || changed
	open := !p.folded && n > 0
	changed = look.SetShown(p.list, open) || changed
	changed = look.SetShown(p.foot, open) || changed
	changed = look.SetShown(p.remembered.content, !p.folded && len(p.remembered.shown) > 0) || changed
	changed = look.SetShown(p.fold, n > 0) || changed
	icon, name := theme.MenuDropUpIcon(), "app.prompt.collapse"
	if p.folded {
		icon, name = theme.MenuDropDownIcon(), "app.prompt.expand"
	}
	p.fold.name = p.u.Texts.Get(name)
	if p.fold.Icon != icon {
		p.fold.SetIcon(icon)
	}
	if changed {
		p.head.Refresh()
		p.frame.Refresh()
	}
}

// toggleFold makes the prompt one line, or shows everyone again.
func (p *prompt) toggleFold() {
	p.folded = !p.folded
	p.u.refresh()
}

// menu offers what else can be done with a guest. What it asks is asked in the prompt.
func (p *prompt) menu(k knock) []*fyne.MenuItem {
	items := p.u.guestMenu(k)
	for _, item := range items {
		do := item.Action
		item.Action = func() {
			p.u.asks = p.window
			defer func() { p.u.asks = p.u.main.window }()
			do()
		}
	}
	return items
}

// showGuests shows who waits. Where another guest becomes the marked one by itself, the keyboard pauses: a key that was meant for the guest
// who was marked before must not hit the one who comes next.
func (p *prompt) showGuests(knocks []knock) {
	before := p.marked()
	p.list.marked = p.mark(knocks)
	p.list.draw(knocks)
	if p.marked() != before {
		p.silentUntil = later(p.silentUntil, p.u.Now().Add(pauseAfterMove))
	}
}

// drawFoot shows what the servers of the meetings shown can do.
func (p *prompt) drawFoot() {
	var allow, deny, keep, denyOne bool
	for i := range p.u.snapshot.Meetings {
		m := &p.u.snapshot.Meetings[i]
		if !live(m) || len(m.Waiting) == 0 {
			continue
		}
		allow = allow || everyone(m, desk.Allow)
		deny = deny || everyone(m, desk.Deny)
		keep = keep || m.Can.Remember && m.Can.Everyone
		denyOne = denyOne || m.Can.Deny
	}
	changed := look.SetShown(p.allow, allow)
	changed = look.SetShown(p.deny, deny) || changed
	changed = look.SetShown(p.keep, keep) || changed
	changed = look.SetShown(p.fail, p.u.failure != "") || p.fail.Text != p.u.failure || changed
	look.SetText(p.fail, p.u.failure)
	hint := "app.prompt.keys_allow"
	if denyOne {
		hint = "app.prompt.keys"
	}
	look.SetText(p.hint, p.u.Texts.Get(hint))
	if changed {
		p.foot.Refresh()
	}
}

// fit gives the window room for the guests, up to a limit; beyond, the list scrolls.
func (p *prompt) fit(n int) {
	pad := theme.Padding()
	height := 6 + p.head.MinSize().Height + 10 + 2*pad
	if p.list.Visible() {
		height += pad + float32(min(n, promptRows))*p.list.rowHeight() + pad + p.foot.MinSize().Height
	}
	if p.list.Visible() && p.fail.Visible() {
		height += 2 * theme.TextSize()
	}
	if size := fyne.NewSize(promptWidth, height); size != p.size {
		p.size = size
		p.window.Resize(size)
	}
}

func (p *prompt) show() {
	if p.shown {
		if p.outOfSight() {
			p.place()
		}
		return
	}
	p.shown = true
	p.silentUntil = p.u.Now().Add(pauseAfterShow)
	mine := p.u.attention.foreground
	p.place()
	p.u.Screen.ShowUnfocused(p.window)
	p.place()
	if w, ok := p.window.(desktop.Window); ok {
		w.RequestAlwaysOnTop() // An X11 window manager forgets it whenever a window is hidden.
	}
	if mine {
		p.u.main.window.RequestFocus()
	}
}

// detail says for which meeting a guest waits and since when, and what a moderator should know before deciding.
func (p *prompt) detail(k knock) string {
	return p.u.detail(k, p.u.Texts.Get("app.prompt.detail", map[string]string{"Meeting": k.meeting.Name, "Time": p.u.clock(k.Since)}))
}

// detail puts what a moderator should know of a guest around the text.
func (u *UI) detail(k knock, text string) string {
	all := append(u.flags(k.Guest), text)
	if k.AgreedToRecording {
		all = append(all, u.Texts.Get("app.prompt.flag.recorded"))
	}
	return strings.Join(all, " · ")
}

// flags are what a moderator should know of a guest, in words.
func (u *UI) flags(g desk.Guest) []string {
	var all []string
	for _, f := range []struct {
		up   bool
		text string
	}{
		{g.Flags.DeniedBefore, "app.prompt.flag.denied"},
		{g.Flags.LooksLikeModerator, "app.prompt.flag.moderator"},
		{g.Flags.SameName, "app.prompt.flag.same"},
		{g.Moderator, "app.prompt.flag.enters_moderator"},
		{g.AskedName != "" && g.AskedName != g.Name, "app.prompt.flag.renamed"},
	} {
		if f.up {
			all = append(all, u.Texts.Get(f.text, map[string]string{"Name": isolate(g.AskedName)}))
		}
	}
	return all
}

// everyone decides on all who are shown, in each of their meetings as far as its server can.
func (p *prompt) everyone(verdict desk.Verdict) {
	remember := p.keep.Checked && p.keep.Visible()
	for i := range p.u.snapshot.Meetings {
		p.u.decideEveryone(&p.u.snapshot.Meetings[i], verdict, remember)
	}
	p.keep.SetChecked(false)
}

// mark returns the index of the guest that the keyboard acts on: the chosen one, or else the first whose decision is not under way.
func (p *prompt) mark(knocks []knock) int {
	first := -1
	for i, k := range knocks {
		if p.u.deciding[k.key()] {
			continue
		}
		if k.key() == p.selected {
			return i
		}
		if first < 0 {
			first = i
		}
	}
	return first
}

// marked returns the guest that the keyboard acts on, nobody if there is none.
func (p *prompt) marked() guestKey {
	if i := p.list.marked; i >= 0 && i < len(p.list.knocks) {
		return p.list.knocks[i].key()
	}
	return guestKey{}
}

// choose makes the keyboard act on the guest at this place.
func (p *prompt) choose(i widget.ListItemID) {
	p.list.UnselectAll()
	if i < 0 || i >= len(p.list.knocks) {
		return
	}
	p.selected = p.list.knocks[i].key()
	p.list.marked = p.mark(p.list.knocks)
	p.list.ScrollTo(i)
	p.list.Refresh()
}
