// Package settingspage draws the moderator's preferences to be changed. What is chosen holds at once, where that is possible; there is no
// button to save. Only package ui enters.
package settingspage

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/ui/look"
	"foyer/ui/preferences"
)

// Options are what the page works with. Texts and Changed must be set.
type Options struct {
	Texts assets.Texts
	// Changed is called with every choice.
	Changed func(preferences.Preferences)
	// Ring rings the doorbell, to try it; nil if there is none.
	Ring func()
	// Autostart is called when the moderator wants the app started with the system, or no longer; nil if that cannot be had.
	Autostart func(enabled bool)
}

// Page is the page.
type Page struct {
	Options
	Content   fyne.CanvasObject
	now       preferences.Preferences
	drawing   bool
	rows      *fyne.Container
	draws     []func()
	autostart *widget.Check
	tray      *widget.Check
	computer  fyne.CanvasObject
}

// New returns the page; Draw fills it.
func New(o Options) *Page {
	p := &Page{Options: o, rows: container.NewVBox()}
	p.attention()
	p.appearance()
	p.system()
	p.Content = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(14, 14, 18, 18), p.rows))
	return p
}

// Draw shows these choices. Tray says whether there is one to stay in, autostart whether the app starts with the system.
func (p *Page) Draw(now preferences.Preferences, tray, autostart bool) {
	p.drawing = true
	defer func() { p.drawing = false }()
	p.now = now
	for _, draw := range p.draws {
		draw()
	}
	p.autostart.SetChecked(autostart)
	look.SetShown(p.tray, tray)
	look.SetShown(p.computer, tray || p.Autostart != nil)
	p.rows.Refresh()
}

// attention has what happens when somebody knocks.
func (p *Page) attention() {
	knock := []fyne.CanvasObject{
		choose(p, "app.settings.pop_up", []choice[preferences.PopUp]{
			{p.Texts.Get("app.settings.pop_up.always"), ""}, {p.Texts.Get("app.settings.pop_up.away"), preferences.Away},
			{p.Texts.Get("app.settings.pop_up.never"), preferences.Never},
		}, func(v *preferences.Preferences) *preferences.PopUp { return &v.PopUp }),
		choose(p, "app.settings.return", []choice[preferences.Answer]{
			{p.Texts.Get("app.settings.return.nothing"), ""}, {p.Texts.Get("app.settings.return.allow"), preferences.Allow},
			{p.Texts.Get("app.settings.return.deny"), preferences.Deny},
		}, func(v *preferences.Preferences) *preferences.Answer { return &v.Return }),
	}
	if p.Ring != nil {
		try := widget.NewButton(p.Texts.Get("app.settings.sound.try"), p.Ring)
		sound := p.check("app.settings.sound", func(v *preferences.Preferences) bool { return !v.Quiet },
			func(v *preferences.Preferences, on bool) { v.Quiet = !on })
		knock = append(knock, look.NewBorder(nil, nil, nil, try, sound))
	}
	quiet := p.check("app.settings.do_not_disturb", func(v *preferences.Preferences) bool { return v.DoNotDisturb },
		func(v *preferences.Preferences, on bool) { v.DoNotDisturb = on })
	p.card("app.settings.knock", append(knock, quiet)...)
}

// appearance has how the app looks.
func (p *Page) appearance() {
	system := choice[string]{p.Texts.Get("app.settings.system"), ""}
	languages := []choice[string]{system}
	for _, l := range p.Texts.Languages() {
		languages = append(languages, choice[string]{l.Name, l.Tag.String()})
	}
	hint := &widget.Label{Text: p.Texts.Get("app.settings.language.hint"), Importance: widget.LowImportance, Wrapping: fyne.TextWrapWord}
	p.card("app.settings.look",
		choose(p, "app.settings.theme", []choice[preferences.Theme]{
			{p.Texts.Get("app.settings.system"), ""}, {p.Texts.Get("app.settings.theme.light"), preferences.Light}, {p.Texts.Get("app.settings.theme.dark"), preferences.Dark},
		}, func(v *preferences.Preferences) *preferences.Theme { return &v.Theme }),
		p.size(),
		choose(p, "app.settings.language", languages, func(v *preferences.Preferences) *string { return &v.Language }),
		hint)
}

// system has how the app lives with the system.
func (p *Page) system() {
	p.tray = p.check("app.settings.tray", func(v *preferences.Preferences) bool { return !v.QuitOnClose },
		func(v *preferences.Preferences, on bool) { v.QuitOnClose = !on })
	p.autostart = widget.NewCheck(p.Texts.Get("app.settings.autostart"), func(on bool) {
		if !p.drawing {
			p.Autostart(on)
		}
	})
	look.SetShown(p.autostart, p.Autostart != nil)
	p.computer = p.card("app.settings.computer", p.autostart, p.tray)
}

// size chooses how large everything is drawn.
func (p *Page) size() fyne.CanvasObject {
	sizes := []choice[float64]{{p.Texts.Get("app.settings.system"), 0}}
	for _, s := range preferences.Sizes() {
		sizes = append(sizes, choice[float64]{fmt.Sprintf("%.0f %%", s*100), s})
	}
	return choose(p, "app.settings.size", sizes, func(v *preferences.Preferences) *float64 { return &v.Size })
}

// card adds a card with a heading.
func (p *Page) card(title string, content ...fyne.CanvasObject) fyne.CanvasObject {
	content = append([]fyne.CanvasObject{look.NewHeading(p.Texts.Get(title))}, content...)
	card := look.NewCard(container.NewVBox(content...))
	p.rows.Add(card)
	return card
}

// check returns a box for a choice between two.
func (p *Page) check(
	key string, get func(*preferences.Preferences) bool, set func(v *preferences.Preferences, on bool),
) *widget.Check {
	box := widget.NewCheck(p.Texts.Get(key), func(on bool) {
		if p.drawing {
			return
		}
		set(&p.now, on)
		p.Changed(p.now)
	})
	p.draws = append(p.draws, func() { box.SetChecked(get(&p.now)) })
	return box
}

// choice is one of several, with its name in the moderator's language.
type choice[T comparable] struct {
	name  string
	value T
}

// choose returns a list to choose a value from, beside its name.
func choose[T comparable](p *Page, key string, choices []choice[T], field func(*preferences.Preferences) *T) fyne.CanvasObject {
	names := make([]string, len(choices))
	for i, c := range choices {
		names[i] = c.name
	}
	list := widget.NewSelect(names, nil)
	list.OnChanged = func(string) {
		if i := list.SelectedIndex(); !p.drawing && i >= 0 {
			*field(&p.now) = choices[i].value
			p.Changed(p.now)
		}
	}
	p.draws = append(p.draws, func() {
		i := slices.IndexFunc(choices, func(c choice[T]) bool { return c.value == *field(&p.now) })
		list.SetSelectedIndex(max(0, i))
	})
	return container.New(look.Columns(10), &widget.Label{Text: p.Texts.Get(key), Wrapping: fyne.TextWrapWord}, list)
}
