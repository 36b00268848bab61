// Package recordings lists the recordings of a meeting, and lets them be watched, published and deleted. Only package ui enters.
package recordings

import (
	"cmp"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/client/portal"
	"foyer/ui/look"
)

// Options are what the page works with; all must be set.
type Options struct {
	Texts assets.Texts
	// Clock says when something was.
	Clock func(time.Time) string
	// Open opens an address in the browser, Copy puts one on the clipboard.
	Open, Copy func(address string)
	// Publish lets people watch a recording, or no longer. Delete deletes it after asking.
	Publish func(r portal.Recording, published bool)
	Delete  func(portal.Recording)
	// MayDelete says whether the portal lets this moderator delete recordings.
	MayDelete func() bool
}

// Page is the page. All methods belong to Fyne's goroutine.
type Page struct {
	Options
	// Content is what is shown.
	Content    fyne.CanvasObject
	list       *widget.List
	nothing    *widget.Label
	recordings []portal.Recording
}

// New returns an empty page.
func New(o Options) *Page {
	p := &Page{Options: o}
	p.nothing = &widget.Label{Alignment: fyne.TextAlignCenter, Wrapping: fyne.TextWrapWord, Importance: widget.LowImportance}
	p.list = look.NewList(&p.recordings, func() *row { return newRow(p) }, (*row).show)
	nothing := container.NewCenter(container.New(look.AtLeast(fyne.NewSize(380, 60)), p.nothing))
	heading := look.NewHeading(o.Texts.Get("app.recordings"))
	p.Content = look.NewCard(look.NewBorder(heading, nil, nil, nil, container.NewStack(p.list, nothing)))
	return p
}

// Show shows these recordings.
func (p *Page) Show(recordings []portal.Recording) {
	p.recordings = recordings
	p.say(p.Texts.Get("app.recordings.none"))
}

// Fail shows a sentence in place of recordings that are not known.
func (p *Page) Fail(sentence string) {
	p.recordings = nil
	p.say(sentence)
}

// Refresh offers what may be done now.
func (p *Page) Refresh() { p.list.Refresh() }

func (p *Page) say(text string) {
	look.SetText(p.nothing, text)
	look.SetShown(p.nothing, len(p.recordings) == 0)
	p.list.Refresh()
}

// row draws one recording after another.
type row struct {
	widget.BaseWidget
	page         *Page
	name, detail *widget.Label
	watch        *widget.Button
	more         *look.MenuButton
	content      fyne.CanvasObject
	recording    portal.Recording
}

func newRow(p *Page) *row {
	r := &row{page: p, name: &widget.Label{Truncation: fyne.TextTruncateEllipsis}, detail: look.NewMuted()}
	r.watch = widget.NewButtonWithIcon(p.Texts.Get("app.recording.watch"), theme.MediaPlayIcon(), func() {
		p.Open(r.recording.Formats[0].URL)
	})
	r.more = look.NewMenuButton(p.Texts.Get("app.more"), nil, func() []*fyne.MenuItem { return p.menu(r.recording) })
	text := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()-3), r.name, r.detail)
	line := look.NewBorder(nil, nil, nil, container.NewCenter(container.NewHBox(r.watch, r.more)), text)
	r.content = container.New(layout.NewCustomPaddedLayout(-4, -4, 0, 8), line)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer draws the row.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.content) }

func (r *row) show(recording portal.Recording) {
	r.recording = recording
	look.SetText(r.name, cmp.Or(recording.Name, r.page.Texts.Get("app.recording")))
	look.SetText(r.detail, r.page.detail(recording))
	changed := look.SetShown(r.watch, finished(recording))
	if look.SetShown(r.more, len(r.page.menu(recording)) > 0) || changed {
		r.content.Refresh()
	}
}

// finished says that the recording can be watched.
func finished(r portal.Recording) bool { return len(r.Formats) > 0 }

// Menu is what is offered beside watching one of the recordings that are shown.
func (p *Page) Menu(i int) []*fyne.MenuItem { return p.menu(p.recordings[i]) }

func (p *Page) menu(recording portal.Recording) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	add := func(text string, do func()) { items = append(items, fyne.NewMenuItem(text, do)) }
	for i, f := range recording.Formats {
		if i > 0 {
			add(p.Texts.Get("app.recording.watch_as", map[string]string{"Format": f.Type}), func() { p.Open(f.URL) })
		}
	}
	if finished(recording) {
		add(p.Texts.Get("app.copy"), func() { p.Copy(recording.Formats[0].URL) })
		key := "app.recording.publish"
		if recording.Published {
			key = "app.recording.unpublish"
		}
		add(p.Texts.Get(key), func() { p.Publish(recording, !recording.Published) })
	}
	if p.MayDelete() {
		add(p.Texts.Get("app.recording.delete"), func() { p.Delete(recording) })
	}
	return items
}

// detail says when the recording was made, how long it is, how many were there, and who can see it.
func (p *Page) detail(r portal.Recording) string {
	words := []string{p.Clock(r.StartedAt)}
	if length := length(r); length > 0 {
		words = append(words, p.Texts.Count("app.minutes", int(length.Round(time.Minute).Minutes())))
	}
	if r.Participants > 0 {
		words = append(words, p.Texts.Count("app.recording.people", r.Participants))
	}
	switch {
	case !finished(r):
		words = append(words, p.Texts.Get("app.recording.processing"))
	case r.Published:
		words = append(words, p.Texts.Get("app.recording.published"))
	default:
		words = append(words, p.Texts.Get("app.recording.unpublished"))
	}
	return strings.Join(words, " · ")
}

// length is how long the recording plays, or for one that is being made, how long the meeting was.
func length(r portal.Recording) time.Duration {
	if finished(r) && r.Formats[0].Length > 0 {
		return r.Formats[0].Length
	}
	return r.EndedAt.Sub(r.StartedAt)
}
