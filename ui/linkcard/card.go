// Package linkcard shows the guest link of a meeting: as a QR code to be scanned, as text to be selected, to be copied, saved and put
// on a wall. What the portal can do with a link beyond that is offered only where it is given. Only package ui enters.
package linkcard

import (
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/ui/look"
)

const (
	// qrSize is the size of the QR code: five pixels for each module of a link of usual length.
	qrSize = 206
	// width is the least width beside the QR code: in less, the longest link would need more lines than there are beside the code.
	width = 270
	// copiedFor is how long the copy buttons say that it worked.
	copiedFor = 2 * time.Second
)

// Link is a guest link and what can be done with it. A nil function is not offered.
type Link struct {
	// Meeting is the meeting's name.
	Meeting string
	// URL is the link, empty if guests cannot come by a link.
	URL string
	// Off says that the link is switched off: whoever opens it is told so.
	Off bool
	// Poster opens a page to be printed.
	Poster func()
	// Personal manages the links that are for one person each.
	Personal func()
	// Renew replaces the link by a new one.
	Renew func()
	// Switch switches the link on or off.
	Switch func(on bool)
}

// Options are what a card works with; all must be set.
type Options struct {
	Texts  assets.Texts
	App    fyne.App
	Window fyne.Window
	// Do runs a function on Fyne's goroutine.
	Do func(func())
	// Failed is told, on Fyne's goroutine, that a file could not be written.
	Failed func(error)
}

// Card is the card. All methods belong to Fyne's goroutine.
type Card struct {
	Options
	// Content is what is shown.
	Content    fyne.CanvasObject
	link       Link
	qr         *look.QR
	text       *widget.Label
	off        *widget.Label
	copy       *copyButton
	invitation *copyButton
	on         *widget.Button
	more       *look.MenuButton
	buttons    *fyne.Container
	lines      *fyne.Container
	projector  *projector
}

// New returns a card without a link.
func New(o Options) *Card {
	c := &Card{Options: o, qr: look.NewQR(qrSize)}
	c.qr.OnTapped = c.project
	heading := widget.NewLabelWithStyle(o.Texts.Get("app.link"), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	hint := &widget.Label{Text: o.Texts.Get("app.link.hint"), Wrapping: fyne.TextWrapWord, Importance: widget.LowImportance}
	c.text = &widget.Label{Selectable: true, Wrapping: fyne.TextWrapBreak}
	c.off = &widget.Label{Text: o.Texts.Get("app.link.off"), Wrapping: fyne.TextWrapWord, Importance: widget.WarningImportance}
	c.off.Hide()
	c.copy = c.newCopyButton("app.copy", func() string { return c.link.URL })
	c.copy.Importance = widget.HighImportance
	c.invitation = c.newCopyButton("app.copy_invitation", c.invite)
	c.on = widget.NewButton(o.Texts.Get("app.link.switch_on"), func() { c.link.Switch(true) })
	c.on.Hide()
	c.more = look.NewMenuButton(o.Texts.Get("app.more"), nil, c.menu)
	c.buttons = container.NewHBox(c.copy.Button, c.invitation.Button, c.on, c.more)
	c.lines = container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), heading, hint, c.text, c.off)
	buttons := container.New(layout.NewCustomPaddedLayout(0, 0, theme.InnerPadding(), 0), c.buttons)
	column := container.New(look.AtLeast(fyne.NewSize(width, 0)), container.NewVBox(c.lines, buttons))
	c.Content = look.NewCard(look.NewBorder(nil, nil, c.qr, nil, container.New(look.Middle(qrSize), column)))
	return c
}

// Draw shows a link.
func (c *Card) Draw(link Link) {
	before := c.link
	c.link = link
	look.SetShown(c.Content, link.URL != "")
	if before.URL != link.URL {
		c.text.SetText(link.URL)
		c.copy.reset()
		c.invitation.reset()
	}
	shown := link.URL
	if link.Off {
		shown = ""
	}
	if err := c.qr.Set(shown); err != nil {
		slog.Error("the guest link does not fit a QR code", "error", err)
	}
	if look.SetShown(c.off, link.Off) {
		look.SetShown(c.copy.Button, !link.Off)
		look.SetShown(c.invitation.Button, !link.Off)
		c.lines.Refresh()
	}
	look.SetShown(c.on, link.Off && link.Switch != nil)
	c.projector.draw(link)
}

// invite returns the text of an invitation.
func (c *Card) invite() string {
	return c.Texts.Get("app.link.invitation", map[string]string{"Meeting": c.link.Meeting, "URL": c.link.URL})
}

// menu offers what is needed less often.
func (c *Card) menu() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	add := func(key string, do func()) {
		if do != nil {
			items = append(items, fyne.NewMenuItem(c.Texts.Get(key), do))
		}
	}
	if !c.link.Off {
		add("app.link.project", c.project)
		add("app.link.save", c.save)
		add("app.link.poster", c.link.Poster)
	}
	add("app.link.personal", c.link.Personal)
	if (c.link.Renew != nil || c.link.Switch != nil) && len(items) > 0 {
		items = append(items, fyne.NewMenuItemSeparator())
	}
	add("app.link.renew", c.link.Renew)
	if c.link.Switch != nil && !c.link.Off {
		add("app.link.switch_off", func() { c.link.Switch(false) })
	}
	return items
}

// copyButton puts a text on the clipboard and says so for a moment.
type copyButton struct {
	*widget.Button
	said  string
	timer *time.Timer
}

func (c *Card) newCopyButton(key string, text func() string) *copyButton {
	b := &copyButton{said: c.Texts.Get(key)}
	b.Button = widget.NewButtonWithIcon(b.said, theme.ContentCopyIcon(), func() {
		c.App.Clipboard().SetContent(text())
		b.SetIcon(theme.ConfirmIcon())
		b.SetText(c.Texts.Get("app.copied"))
		b.stop()
		b.timer = time.AfterFunc(copiedFor, func() { c.Do(b.reset) })
	})
	return b
}

func (b *copyButton) reset() {
	b.stop()
	b.SetIcon(theme.ContentCopyIcon())
	b.SetText(b.said)
}

func (b *copyButton) stop() {
	if b.timer != nil {
		b.timer.Stop()
	}
}
