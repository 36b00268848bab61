// Package personal lists the links of a meeting that are for one person each, and makes new ones. Only package ui enters.
package personal

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/client/portal"
	"foyer/ui/look"
)

// Options are what the list works with; all must be set.
type Options struct {
	Texts assets.Texts
	// Copy puts a text on the clipboard.
	Copy func(text string)
	// Make makes a link, Save saves one that was changed.
	Make, Save func(portal.Link)
}

// Links is the list. All methods belong to Fyne's goroutine.
type Links struct {
	Options
	// Content is what is shown.
	Content   fyne.CanvasObject
	name      *widget.Entry
	moderator *widget.Check
	list      *widget.List
	links     []portal.Link
}

// New returns a list without a link.
func New(o Options) *Links {
	l := &Links{Options: o}
	l.name = widget.NewEntry()
	l.name.SetPlaceHolder(o.Texts.Get("app.personal.name"))
	l.name.OnSubmitted = func(string) { l.make() }
	l.moderator = widget.NewCheck(o.Texts.Get("app.personal.moderator"), nil)
	button := widget.NewButtonWithIcon(o.Texts.Get("app.personal.make"), theme.ContentAddIcon(), l.make)
	button.Importance = widget.HighImportance
	hint := &widget.Label{Text: o.Texts.Get("app.personal.hint"), Wrapping: fyne.TextWrapWord, Importance: widget.LowImportance}
	l.list = look.NewList(&l.links, func() *row { return newRow(l) }, (*row).show)
	head := container.NewVBox(hint, look.NewBorder(nil, nil, nil, container.NewHBox(l.moderator, button), l.name))
	l.Content = container.New(look.AtLeast(fyne.NewSize(600, 380)), look.NewBorder(head, nil, nil, nil, l.list))
	return l
}

// Draw shows those of the links that are personal.
func (l *Links) Draw(links []portal.Link) {
	l.links = l.links[:0]
	for _, link := range links {
		if link.Personal {
			l.links = append(l.links, link)
		}
	}
	l.list.Refresh()
}

// make asks for a link for whoever is named. Without a name it does nothing.
func (l *Links) make() {
	name := strings.TrimSpace(l.name.Text)
	if name == "" {
		return
	}
	l.Make(portal.Link{Personal: true, Name: name, Moderator: l.moderator.Checked})
	l.name.SetText("")
	l.moderator.SetChecked(false)
}

// row draws one link after another.
type row struct {
	widget.BaseWidget
	list         *Links
	name, detail *widget.Label
	copy, toggle *widget.Button
	content      fyne.CanvasObject
	link         portal.Link
}

func newRow(l *Links) *row {
	r := &row{list: l, name: &widget.Label{Truncation: fyne.TextTruncateEllipsis}, detail: look.NewMuted()}
	r.copy = widget.NewButtonWithIcon(l.Texts.Get("app.copy"), theme.ContentCopyIcon(), func() { l.Copy(r.link.URL) })
	r.toggle = widget.NewButton("", func() {
		changed := r.link
		changed.Off = !changed.Off
		l.Save(changed)
	})
	r.toggle.Importance = widget.LowImportance
	text := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()-3), r.name, r.detail)
	line := look.NewBorder(nil, nil, nil, container.NewCenter(container.NewHBox(r.copy, r.toggle)), text)
	r.content = container.New(layout.NewCustomPaddedLayout(-4, -4, 0, 8), line)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer draws the row.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.content) }

func (r *row) show(link portal.Link) {
	r.link = link
	texts := r.list.Texts
	look.SetText(r.name, link.Name)
	var words []string
	if link.Moderator {
		words = append(words, texts.Get("app.inside.moderator"))
	}
	toggle := "app.personal.off"
	importance := widget.MediumImportance
	if link.Off {
		toggle, importance = "app.link.switch_on", widget.LowImportance
		words = append(words, texts.Get("app.personal.is_off"))
	}
	look.SetText(r.detail, strings.Join(append(words, link.URL), " · "))
	look.SetImportance(r.name, importance)
	look.SetEnabled(r.copy, !link.Off)
	if text := texts.Get(toggle); r.toggle.Text != text {
		r.toggle.SetText(text)
	}
}
