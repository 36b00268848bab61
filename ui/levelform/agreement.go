package levelform

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/client/portal"
	"foyer/ui/look"
)

// What a level says about a text that guests agree to, by the place in the list.
const (
	inherits = iota
	hasNone
	hasOwn
)

// agreement edits a text that guests agree to: inherited, none, or an own one with its version.
type agreement struct {
	key                string
	texts              assets.Texts
	content            *fyne.Container
	pick               *widget.Select
	version, text, url *widget.Entry
	own                *fyne.Container
	wrong              *reason
	// shown is what state returns as long as nobody changes it.
	shown [4]string
}

func newAgreement(texts assets.Texts, key string) *agreement {
	a := &agreement{key: key, texts: texts, wrong: newReason()}
	a.pick = widget.NewSelect(nil, func(string) { a.draw() })
	a.version, a.text, a.url = widget.NewEntry(), widget.NewMultiLineEntry(), widget.NewEntry()
	a.text.Wrapping = fyne.TextWrapWord
	a.text.SetMinRowsVisible(3)
	a.version.SetPlaceHolder("2026-12")
	a.url.SetPlaceHolder("https://example.org/terms")
	a.own = container.NewVBox(labelled(texts.Get("app.level.notice.version"), a.version),
		labelled(texts.Get("app.level.notice.text"), a.text), labelled(texts.Get("app.level.notice.url"), a.url))
	line := container.New(look.Columns(theme.Padding()*2), widget.NewLabel(texts.Get("app.level."+key)), a.pick)
	a.content = container.NewVBox(line, a.own, a.wrong)
	return a
}

func (a *agreement) object() fyne.CanvasObject { return a.content }

func (a *agreement) show(d portal.Details) {
	own, has := d.Settings[a.key].(map[string]any)
	first := a.texts.Get("app.level.inherited")
	if effective := d.Effective[a.key]; !has && effective.Source != "" {
		value, _ := effective.Value.(map[string]any)
		first = a.texts.Get("app.level.inherited_value", map[string]string{"Value": a.word(value), "Source": from(a.texts, effective)})
	}
	a.pick.Options = []string{first, a.word(nil), a.texts.Get("app.level.notice.own")}
	for key, entry := range a.entries() {
		text, _ := own[key].(string)
		entry.SetText(text)
	}
	chosen := inherits
	switch {
	case has && a.version.Text == "":
		chosen = hasNone
	case has:
		chosen = hasOwn
	}
	a.pick.SetSelectedIndex(chosen)
	a.shown = a.state()
	a.draw()
}

// state is all that can be changed.
func (a *agreement) state() [4]string {
	return [...]string{a.pick.Selected, a.version.Text, a.text.Text, a.url.Text}
}

// word says which text a value is: that of a version, or none.
func (a *agreement) word(value map[string]any) string {
	if version, _ := value["version"].(string); version != "" {
		return a.texts.Get("app.level.notice.of", map[string]string{"Version": version})
	}
	return a.texts.Get("app.level." + a.key + ".none")
}

func (a *agreement) entries() map[string]*widget.Entry {
	return map[string]*widget.Entry{"version": a.version, "text": a.text, "url": a.url}
}

func (a *agreement) draw() {
	if look.SetShown(a.own, a.pick.SelectedIndex() == hasOwn) {
		a.content.Refresh()
	}
}

func (a *agreement) enable(on bool) {
	look.SetEnabled(a.pick, on)
	for _, e := range a.entries() {
		look.SetEnabled(e, on)
	}
}

func (a *agreement) has(key string) bool { return key == a.key || strings.HasPrefix(key, a.key+".") }

func (a *agreement) refuse(reason string) { a.wrong.say(reason) }

// read leaves out of an own text what is empty, but takes away what was there before. What nobody changed stays as it was, and of an own
// text, what only the server knows.
func (a *agreement) read(before, settings map[string]any) error {
	if a.state() == a.shown {
		return nil
	}
	was, had := before[a.key].(map[string]any)
	value := map[string]any{"version": ""}
	switch a.pick.SelectedIndex() {
	case inherits:
		if had {
			settings[a.key] = nil
		}
		return nil
	case hasNone:
		for key := range was {
			value[key] = nil
		}
		value["version"] = ""
	case hasOwn:
		for key, e := range a.entries() {
			text := strings.TrimSpace(e.Text)
			if _, before := was[key].(string); text != "" {
				value[key] = text
			} else if before {
				value[key] = nil
			}
		}
	}
	settings[a.key] = value
	return nil
}
