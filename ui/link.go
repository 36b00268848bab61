package ui

import (
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/client/desk"
	"foyer/ui/look"
)

// qrSize is the size of the QR code: five pixels for each module of a link of usual length.
const qrSize = 206

// linkWidth is the least width beside the QR code: in less, the longest link would need more lines than there are beside the code.
const linkWidth = 260

// copiedFor is how long the copy button says that it worked.
const copiedFor = 2 * time.Second

// linkCard shows the guest link of a meeting: as a QR code to be scanned, as text to be selected, and to be copied.
type linkCard struct {
	u       *UI
	content fyne.CanvasObject
	qr      *look.QR
	link    *widget.Label
	copy    *widget.Button
	url     string
	timer   *time.Timer
}

func newLinkCard(u *UI) *linkCard {
	c := &linkCard{u: u, qr: look.NewQR(qrSize)}
	heading := widget.NewLabelWithStyle(u.Texts.Get("app.link"), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	hint := &widget.Label{Text: u.Texts.Get("app.link.hint"), Wrapping: fyne.TextWrapWord, Importance: widget.LowImportance}
	c.link = &widget.Label{Selectable: true, Wrapping: fyne.TextWrapBreak}
	c.copy = widget.NewButtonWithIcon(u.Texts.Get("app.copy"), theme.ContentCopyIcon(), c.copyLink)
	c.copy.Importance = widget.HighImportance
	lines := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), heading, hint, c.link)
	button := container.New(layout.NewCustomPaddedLayout(0, 0, theme.InnerPadding(), 0), container.NewHBox(c.copy))
	column := container.New(look.AtLeast(fyne.NewSize(linkWidth, 0)), container.NewVBox(lines, button))
	text := container.New(look.Middle(qrSize), column)
	c.content = look.NewCard(container.NewBorder(nil, nil, c.qr, nil, text))
	return c
}

// draw shows the link of a meeting.
func (c *linkCard) draw(m *desk.Meeting) {
	setShown(c.content, m.GuestURL != "")
	if c.url == m.GuestURL {
		return
	}
	c.url = m.GuestURL
	c.link.SetText(m.GuestURL)
	c.reset()
	if err := c.qr.Set(m.GuestURL); err != nil {
		slog.Error("the guest link does not fit a QR code", "error", err)
	}
}

// copyLink puts the link on the clipboard and says so for a moment.
func (c *linkCard) copyLink() {
	c.u.app.Clipboard().SetContent(c.url)
	c.copy.SetIcon(theme.ConfirmIcon())
	c.copy.SetText(c.u.Texts.Get("app.copied"))
	c.stop()
	c.timer = time.AfterFunc(copiedFor, func() { c.u.do(c.reset) })
}

func (c *linkCard) reset() {
	c.stop()
	c.copy.SetIcon(theme.ContentCopyIcon())
	c.copy.SetText(c.u.Texts.Get("app.copy"))
}

func (c *linkCard) stop() {
	if c.timer != nil {
		c.timer.Stop()
	}
}
